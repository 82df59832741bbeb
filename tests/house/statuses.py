#!/usr/bin/env python3
"""One idiom for statuses: compared with == and != only.

statuses.py ROOT: FACS_AGAIN and FACS_END are positive, so `status < 0` and `status >= FACS_OK` take them for success.
Prints such lines of sources, examples and pages; exit 1.
statuses.py ROOT --self-test: they are found in examples of each."""
import os
import re
import sys

STATUS_CALL = re.compile(r"\bfacs_\w+\(.*\) *(?:<=?|>=?) *(?:0|FACS_OK)\b(?!\.)")
FOLDERS = ("include", "src", "cli", "bench", "examples", "tests/install", "docs", "README.md")
# functions that give a number, not a status
COUNTS = re.compile(r"\bfacs_(?:\w+_index|\w+_count|\w+_cores|cpu_\w+|number_\w+|decimal_\w+|path_\w+|media_name_\w+)\(")


def faults(name, text):
    for number, line in enumerate(text.splitlines(), 1):
        ordered = re.search(r"\bstatus *(?:<=?|>=?) *(?:0|FACS_OK)\b", line) or re.search(r"[<>]=? *FACS_OK\b", line)
        call = STATUS_CALL.search(line)
        if ordered or (call and not COUNTS.search(line)):
            yield "%s:%d: %s" % (name, number, line.strip())


def files(root):
    for folder in FOLDERS:
        path = os.path.join(root, folder)
        if os.path.isfile(path):
            yield folder
        for where, below, names in os.walk(path):
            below.sort()
            for name in sorted(names):
                if name.endswith((".c", ".h", ".md")):
                    yield os.path.relpath(os.path.join(where, name), root)


def self_test():
    bad = ["if (status < 0)", "while (status >= FACS_OK)", "if (facs_extract_file(a, b, &o, &e) < 0)", "x = outcome >= FACS_OK;"]
    good = ["if (status != FACS_OK)", "if (facs_au_intensity_index(name) < 0)", "for (int i = 0; i < count; i++)"]
    return all(list(faults("x", line)) for line in bad) and not any(list(faults("x", line)) for line in good)


def main():
    root = sys.argv[1]
    if "--self-test" in sys.argv:
        return 0 if self_test() else 1
    found = []
    for name in files(root):
        with open(os.path.join(root, name), encoding="utf-8", errors="replace") as text:
            found += faults(name, text.read())
    print("\n".join(found))
    return 1 if found else 0


sys.exit(main())
