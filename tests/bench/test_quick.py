#!/usr/bin/env python3
"""test_quick.py BENCH_SUITE FACSIMILE: the quick form runs, and its tables have every line; no time is judged."""
import json
import os
import subprocess
import sys
import tempfile

ALWAYS = ("version", "compare", "columns", "doctor")  # need no test data
DATA = ("clnf-avi", "clnf-wmv", "ce-clm", "open-avi", "open-wmv", "pictures")
THREADS = ("clnf-avi", "clnf-wmv", "open-avi", "open-wmv", "pictures")


def run(suite, program, data, folder, *more):
    """(standard output, what --json wrote)"""
    path = os.path.join(folder, "runs.json")
    environment = {**os.environ, "FACSIMILE_TESTDATA": data}
    done = subprocess.run([sys.executable, "-B", suite, "--quick", "--build", program, "--json", path, *more], capture_output=True,
                          text=True, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    with open(path) as file:
        return done.stdout, json.load(file)


def check(said, runs, expected_skips):
    found = {case["case"]: case for case in runs["cases"]}
    assert sorted(found) == sorted(ALWAYS + DATA), sorted(found)
    for key, case in found.items():
        lines = [line for line in said.splitlines() if line.startswith("| %s |" % case["name"])]
        assert len(lines) == (2 if key in THREADS else 1), (key, said)
        skipped = "skipped" in case
        assert skipped == (key in expected_skips), case
        assert all(("skipped: " in line) == skipped for line in lines), lines
        names = {"this-1", "other-1"} | ({"this-2", "other-2"} if key in THREADS else set())
        assert skipped or (set(case["runs"]) == names and all(len(series) == 1 for series in case["runs"].values())), case
    assert "%d cores; load " % runs["cores"] in said and runs["cpu"] in said, said


def main():
    suite, program = (os.path.abspath(path) for path in sys.argv[1:3])
    data = os.environ.get("FACSIMILE_TESTDATA") or os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(suite))), "shared")
    with tempfile.TemporaryDirectory() as folder:
        print("1..3")
        check(*run(suite, program, folder, folder), DATA)
        print("ok 1 - without test data, every line says so")
        said, runs = run(suite, program, folder, folder, "--only", "version", "--openface", sys.executable)
        assert [case["case"] for case in runs["cases"]] == ["version"] and "beside OpenFace" in said, said
        print("ok 2 - one case, and a table for OpenFace")
        if os.path.isdir(os.path.join(data, "media")):
            check(*run(suite, program, os.path.abspath(data), folder), ())
            print("ok 3 - with test data")
        else:
            print("ok 3 # SKIP with test data: there are none")
    return 0


if __name__ == "__main__":
    sys.exit(main())
