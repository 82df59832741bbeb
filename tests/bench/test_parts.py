#!/usr/bin/env python3
"""test_parts.py BENCH_SUITE: medians, ratios, the place of the tables in a page, padded networks, and wrong usage."""
import os
import struct
import subprocess
import sys
import tempfile

suite = os.path.abspath(sys.argv[1])
sys.path.insert(0, os.path.dirname(suite))
sys.dont_write_bytecode = True
import cen_padding
import figures
import machine
import page


def refused(call, *arguments):
    try:
        call(*arguments)
    except ValueError as why:
        return str(why)
    raise AssertionError("%s%r was accepted" % (call.__name__, arguments))


def medians():
    assert figures.median([3, 1, 2]) == 2
    assert figures.median([4, 1, 2, 3]) == 2.5
    assert figures.median([7]) == 7
    assert figures.summary([5, 1, 9, 2, 2]) == {"median": 2, "least": 1, "most": 9}
    refused(figures.median, [])


def ratios_are_those_of_neighbours():
    # the machine is half as fast from the second pair on: the ratio of the medians would be 2
    assert figures.ratio([1, 4, 4], [2, 8, 2]) == {"median": 0.5, "least": 0.5, "most": 2}
    refused(figures.ratio, [1, 2], [1])
    refused(figures.ratio, [1], [0])
    refused(figures.ratio, [], [])


def numbers_as_text():
    assert figures.seconds(12.345) == "12.35 s" or figures.seconds(12.345) == "12.34 s"
    assert figures.seconds(0.5) == "500 ms"
    assert figures.seconds(0.00617) == "6.2 ms"
    assert figures.of_time([2.0]) == "2.00 s"
    assert figures.of_time([3.0, 2.0, 2.5]) == "2.50 s (2.00 s to 3.00 s)"
    assert figures.of_ratio(figures.ratio([1, 2, 4], [2, 2, 2])) == "1.000 (0.500 to 2.000)"
    assert figures.of_memory([57e6, 60.4e6]) == "60 MB"


def tables():
    assert page.table(["a", "b"], [["1", "2"]]) == "| a | b |\n| --- | --: |\n| 1 | 2 |\n"
    refused(page.table, ["a", "b"], [["1"]])
    refused(page.table, ["a"], [["1|2"]])
    refused(page.table, ["a"], [["1\n2"]])


def markers():
    before, after = "# Page\n\nwords\n" + page.BEGIN, page.END + "\nmore\n"
    once = page.replace(before + "old\n" + after, "new\n")
    assert once == before + "\nnew\n\n" + after, once
    assert page.replace(once, "new\n") == once
    for wrong in ("", before, after, after + before, before + after + after, before + before + after):
        assert "bench:begin" in refused(page.replace, wrong, "new")


def pages_are_whole():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "page.md")
        with open(path, "w") as file:
            file.write("no place for tables\n")
        refused(page.write, path, "new")
        with open(path) as file:
            assert file.read() == "no place for tables\n"
        with open(path, "w") as file:
            file.write("a\n" + page.BEGIN + page.END + "b\n")
        page.write(path, "new")
        with open(path) as file:
            assert file.read() == "a\n" + page.BEGIN + "\nnew\n\n" + page.END + "b\n"
        assert os.listdir(folder) == ["page.md"]


def matrix(rows, columns, values):
    return struct.pack("<iii%df" % len(values), rows, columns, 5, *values)


def padding():
    """an expert of two layers among empty ones"""
    sizes = (3, 2)
    empty = struct.pack("<iiii", 1, 2, 3, 0) + b"12345678"
    weights = [float(i) for i in range(2 * 122)]
    full = struct.pack("<iiii", 1, 2, 3, 2)
    full += struct.pack("<i", 0) + matrix(1, 2, [5, 6]) + matrix(2, 122, weights)
    full += struct.pack("<i", 1) + matrix(1, 1, [7]) + matrix(1, 2, [8, 9])
    full += b"87654321"
    header = bytes(cen_padding.HEADER)
    count = cen_padding.VIEWS * cen_padding.LANDMARKS
    expected = struct.pack("<iiii", 1, 2, 3, 2)
    expected += struct.pack("<i", 0) + matrix(1, 3, [5, 6, 0]) + matrix(3, 122, weights + [0.0] * 122)
    expected += struct.pack("<i", 1) + matrix(1, 2, [7, 0]) + matrix(2, 3, [8, 9, 0, 0, 0, 0])
    expected += b"87654321"
    with tempfile.TemporaryDirectory() as folder:
        source, target = os.path.join(folder, "a"), os.path.join(folder, "b")
        with open(source, "wb") as file:
            file.write(header + empty + full + empty * (count - 2))
        cen_padding.pad_file(source, target, sizes)
        with open(target, "rb") as file:
            assert file.read() == header + empty + expected + empty * (count - 2)
        with open(source, "ab") as file:
            file.write(b"more")
        refused(cen_padding.pad_file, source, target, sizes)


def one_run():
    found = machine.run([sys.executable, "-c", "sum(range(100000))"], dict(os.environ))
    assert found["cpu"] > 0 and found["wall"] > 0 and found["memory"] > 1 << 20, found
    try:
        machine.run([sys.executable, "-c", "raise SystemExit('it is broken')"], dict(os.environ))
        raise AssertionError("a run that failed was counted")
    except machine.RunFailed as failure:
        assert "it is broken" in str(failure)


def wrong_usage():
    for arguments, said in ((["--runs", "0"], "1 to 99 runs"), (["--runs", "many"], "1 to 99 runs"),
                            (["--against", "/nothing/here"], "'/nothing/here' is no program"),
                            (["--openface", suite + ".txt"], "is no program"),
                            (["--against", sys.executable, "--commit", "HEAD"], "not allowed with"),
                            (["--only", "nothing"], "the cases are clnf-avi"), (["--write", "--quick"], "leave --quick"),
                            (["--write", "--only", "version"], "leave --quick and --only out"), (["--nothing"], "unrecognized")):
        done = subprocess.run([sys.executable, "-B", suite, *arguments], capture_output=True, text=True)
        assert done.returncode == 2 and said in done.stderr, (arguments, done.returncode, done.stderr)
        assert done.stdout == "", done.stdout


CASES = (medians, ratios_are_those_of_neighbours, numbers_as_text, tables, markers, pages_are_whole, padding, one_run, wrong_usage)


def main():
    print("1..%d" % len(CASES))
    failed = 0
    for number, case in enumerate(CASES, 1):
        try:
            case()
            print("ok %d - %s" % (number, case.__name__))
        except AssertionError as why:
            failed += 1
            print("not ok %d - %s" % (number, case.__name__))
            print("# " + str(why).replace("\n", "\n# "))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
