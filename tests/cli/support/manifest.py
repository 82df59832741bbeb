"""manifest.py MANIFEST COLUMN...: prints these columns of each row, with '|' between; --check DIR: what the manifest says is true."""
import hashlib
import os
import sys


def rows(path):
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    assert lines[0].startswith("#facsimile-manifest 1\t"), lines[0]
    assert lines[-1] == "", "the last line does not end"
    names = lines[1].split("\t")
    for line in lines[2:-1]:
        cells = line.split("\t")
        assert len(cells) == len(names), line
        yield dict(zip(names, cells))


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def check(row, folder):
    output = os.path.join(folder, row["output"])
    if row["state"] == "ok":
        assert os.path.getsize(output) == int(row["output_bytes"]), output
        assert sha256(output) == row["output_sha256"], output
        assert sha256(row["input"]) == row["input_sha256"], row["input"]
        assert os.path.getsize(row["input"]) == int(row["input_bytes"]), row["input"]
        with open(output, encoding="utf-8") as file:
            assert len(file.read().split("\n")) - 2 == int(row["frames"]), output
        assert 0 <= int(row["frames_with_face"]) <= int(row["frames"])
        assert row["code"] == row["reason"] == "" and row["starts"] == "0"
        assert float(row["seconds"]) > 0 and float(row["cpu_seconds"]) > 0
    else:
        assert row["state"] == "failed" and row["code"].startswith("FACS_E_") and row["reason"], row
        assert not os.path.exists(output), output


def main():
    path = sys.argv[1]
    if sys.argv[2] == "--check":
        for row in rows(path):
            check(row, sys.argv[3])
        return
    for row in rows(path):
        print("|".join(row[name] for name in sys.argv[2:]))


main()
