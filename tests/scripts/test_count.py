#!/usr/bin/env python3
"""test_count.py COUNT_TESTS: the closing line and the exit status agree, whatever happened to the tests.

Meson itself runs small programs that end in every way there is, so that the logs are those of the Meson in use."""
import os
import re
import subprocess
import sys
import tempfile

PROGRAMS = {  # name: (protocol, script)
    "good": ("tap", "echo 1..2; echo ok 1 - a; echo ok 2 - b"),
    "one-case-fails": ("tap", "echo 1..2; echo ok 1 - a; echo not ok 2 - b; exit 1"),
    "some-skipped": ("tap", "echo 1..2; echo ok 1 - a; echo '# skipped: no test data at /x'; echo ok 2 '# SKIP b'"),
    "skipped-among-words": ("tap", "echo 1..1; echo '# 3 pictures skipped: '; echo ok 1 '# SKIP b'"),
    "all-skipped": ("tap", "echo '1..0 # SKIP no test data at /x'"),
    "leaks": ("tap", "echo 1..2; echo ok 1 - a; echo ok 2 - b; echo LeakSanitizer >&2; exit 23"),
    "crashes-after-last": ("tap", "echo 1..1; echo ok 1 - a; kill -SEGV $$"),
    "crashes-in-second": ("tap", "echo 1..3; echo ok 1 - a; kill -ABRT $$"),
    "crashes-at-once": ("tap", "kill -SEGV $$"),
    "stops-early": ("tap", "echo 1..3; echo ok 1 - a"),
    "hangs": ("tap", "echo 1..2; echo ok 1 - a; exec sleep 600"),
    "plain-good": ("exitcode", "exit 0"),
    "plain-fails": ("exitcode", "exit 1"),
    "plain-skipped": ("exitcode", "echo 'plain-skipped: skipped: no ffmpeg' >&2; exit 77"),
    "plain-crashes": ("exitcode", "kill -SEGV $$"),
    "plain-hangs": ("exitcode", "exec sleep 600"),
}
EXPECTED = {  # passed, failed, skipped
    "good": (2, 0, 0),
    "one-case-fails": (1, 1, 0),
    "some-skipped": (1, 0, 1),
    "skipped-among-words": (0, 0, 1),
    "all-skipped": (0, 0, 1),
    "leaks": (2, 1, 0),
    "crashes-after-last": (1, 1, 0),
    "crashes-in-second": (1, 1, 0),
    "crashes-at-once": (0, 1, 0),
    "stops-early": (1, 1, 0),
    "hangs": (1, 1, 0),
    "plain-good": (1, 0, 0),
    "plain-fails": (0, 1, 0),
    "plain-skipped": (0, 0, 1),
    "plain-crashes": (0, 1, 0),
    "plain-hangs": (0, 1, 0),
}
LATE = (0, 1, 0)  # of "hangs" on a machine that took its two seconds before it said anything
counter = os.path.abspath(sys.argv[1])


def run(*command, **options):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)


def count(*arguments):
    """(numbers of the last line, exit status, whole output)"""
    done = run(sys.executable, counter, *arguments)
    line = done.stdout.splitlines()[-1]
    numbers = re.fullmatch(r"(\d+) passed, (\d+) failed, (\d+) skipped", line)
    assert numbers, done.stdout
    numbers = tuple(int(n) for n in numbers.groups())
    assert (done.returncode != 0) == (numbers[1] > 0), "status %d: %s" % (done.returncode, done.stdout)
    return numbers, done.returncode, done.stdout


def make_project(folder):
    with open(os.path.join(folder, "meson.build"), "w") as f:
        f.write("project('endings')\nsh = find_program('sh')\n")
        for name, (protocol, script) in PROGRAMS.items():
            with open(os.path.join(folder, name + ".sh"), "w") as program:
                program.write(script + "\n")
            # only what never ends by itself has a short time
            time = 2 if "hangs" in name else 60
            f.write("test('%s', sh, args: files('%s.sh'), protocol: '%s', timeout: %d)\n" % (name, name, protocol, time))
    done = run("meson", "setup", "build", cwd=folder)
    assert done.returncode == 0, done.stdout


def log_of(folder, *names):
    """LOG=STATUS of a run of these tests"""
    done = run("meson", "test", "-C", "build", "--logbase", "log", *names, cwd=folder)
    return os.path.join(folder, "build/meson-logs/log.json") + "=%d" % done.returncode


def every_ending(folder):
    for name, expected in EXPECTED.items():
        numbers, _, said = count(log_of(folder, name))
        # nothing passed and nothing failed: that alone is no success
        assert numbers == expected or (expected[:2] == (0, 0) and numbers == (0, 1, expected[2])) or \
            (name == "hangs" and numbers == LATE), (name, said)


def all_together(folder):
    numbers, _, said = count(log_of(folder))
    late = dict(EXPECTED, hangs=LATE)
    assert numbers in (tuple(sum(n) for n in zip(*all_of.values())) for all_of in (EXPECTED, late)), said
    for words in ("failed: .*leaks: ERROR, exit status 23, but none", "failed: .*plain-hangs: TIMEOUT",
                  "failed: .*one-case-fails / b", "2 skipped: no test data at /x", "1 skipped: no ffmpeg", "1 skipped: no reason given"):
        assert re.search(words, said), (words, said)


def a_good_run(folder):
    log = log_of(folder, "good", "plain-good", "some-skipped")
    numbers, status, said = count(log)
    assert numbers == (4, 0, 1) and status == 0, said
    # Meson failed all the same
    assert count(log[:-1] + "1")[0] == (4, 1, 1)
    assert count(log, "--failed", "lint")[0] == (4, 1, 1)
    assert count(log, "--passed", "demo", "--skipped", "no models")[0] == (5, 0, 2)


def logs_that_are_none(folder):
    for content in (None, "", "{", "[]", "{}", '{"name": 1}', "no closing line\n"):
        for ending in (".json", ".txt"):
            path = os.path.join(folder, "none" + ending)
            if content is None:
                path = os.path.join(folder, "missing" + ending)
            else:
                with open(path, "w") as f:
                    f.write(content)
            assert count(path + "=0")[0] == (0, 1, 0)
    assert count()[0] == (0, 1, 0)
    assert count("what")[0] == (0, 1, 0)


def output_of_stages(folder):
    first, second = (os.path.join(folder, name) for name in ("first.txt", "second.txt"))
    with open(first, "w") as f:
        f.write("7 skipped: not one of the last lines\nfailed: x\n3 skipped: no data\n10 passed, 1 failed, 3 skipped\n"
                "make: *** [Makefile:25: check] Error 1\n")
    with open(second, "w") as f:
        f.write("2 skipped: no data\n5 passed, 0 failed, 4 skipped\n")
    numbers, _, said = count(first + "=1", second + "=0")
    assert numbers == (15, 1, 7) and "5 skipped: no data\n" in said and "    failed: x\n" in said and "2 skipped: no reason given\n" in said, said
    assert count(second + "=2")[0] == (5, 1, 4)


def main():
    cases = [every_ending, all_together, a_good_run, logs_that_are_none, output_of_stages]
    print("1..%d" % len(cases))
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        make_project(folder)
        for number, case in enumerate(cases, 1):
            try:
                case(folder)
                print("ok %d - %s" % (number, case.__name__))
            except AssertionError as e:
                print("# " + str(e).replace("\n", "\n# "))
                print("not ok %d - %s" % (number, case.__name__))
                failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main())
