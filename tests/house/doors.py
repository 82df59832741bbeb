#!/usr/bin/env python3
"""Functions that headers of src/ offer are called by src/; what only tests need lives with the tests or in *_reference.c.

doors.py ROOT: prints functions that no source file of the product calls; exit 1.
doors.py ROOT --self-test: such a function is found in a broken copy of the tree."""
import os
import re
import shutil
import sys
import tempfile

# What tests observe that no result tells, each with its reason.
OBSERVED = {
    "facs_au_history_frames": "whether a step that ran out of memory was counted",
    "facs_au_history_step_described": "tests of long runs feed descriptors without pictures",
    "facs_validator_last": "input and class scores of a check, which the reference's arrays are compared with",
}


def without_comments(path):
    with open(path, encoding="utf-8") as text:
        return re.sub(r"/\*.*?\*/|//[^\n]*", "", text.read(), flags=re.S)


def load(root):
    texts = {}
    for folder, _, names in os.walk(os.path.join(root, "src")):
        for name in names:
            # generators hold the definitions of what the build makes
            if name.endswith((".c", ".h", ".py")) and not name.endswith("_reference.c"):
                path = os.path.join(folder, name)
                texts[os.path.relpath(path, root)] = without_comments(path)
    return texts


def check(root):
    texts = load(root)
    public = without_comments(os.path.join(root, "include", "facsimile", "facsimile.h"))
    words = {path: re.findall(r"\b\w+\b", text) for path, text in texts.items()}
    problems = []
    for path, text in sorted(texts.items()):
        if not path.endswith(".h"):
            continue
        for name in sorted(set(re.findall(r"^(?!typedef)(?:static inline )?\w[\w *]*\b(facs_\w+)\(", text, re.M))):
            if name.endswith("_reference") or name in OBSERVED or re.search(r"\b%s\b" % name, public):
                continue
            uses = sum(found.count(name) for found in words.values()) - 1  # this declaration
            inline = re.search(r"^static inline [\w *]*\b%s\(" % name, text, re.M)
            if uses < (1 if inline else 2):  # of which one is the definition
                problems.append("%s: nothing in src/ calls %s" % (path, name))
    return problems


def self_test(root):
    with tempfile.TemporaryDirectory() as top:
        for part in ("src", "include"):
            shutil.copytree(os.path.join(root, part), os.path.join(top, part))
        before = check(top)
        with open(os.path.join(top, "src", "base", "door.h"), "w", encoding="utf-8") as out:
            out.write("void facs_door_of_tests(int number);\nstatic inline void facs_inline_door(void)\n{\n}\n")
        with open(os.path.join(top, "src", "base", "door.c"), "w", encoding="utf-8") as out:
            out.write("void facs_door_of_tests(int number)\n{\n}\n")
        after = [problem for problem in check(top) if problem not in before]
    if len(after) != 2:
        print("the check found", after, "and should have found two doors")
        return 1
    return 0


def main():
    root = sys.argv[1]
    if sys.argv[2:] == ["--self-test"]:
        return self_test(root)
    problems = check(root)
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
