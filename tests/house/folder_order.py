#!/usr/bin/env python3
"""The folders of src/ use only folders above them in the table of docs/architecture.md.

folder_order.py ROOT: checks every #include of src/, cli/ and the bindings; prints what points up; exit 1.
folder_order.py ROOT --self-test: the check finds an arrow that points up, a folder without a row and a name used twice
in a broken copy of the tree."""
import os
import re
import shutil
import sys
import tempfile

INCLUDE = re.compile(r'^\s*#\s*include\s+["<]([^">]+)[">]', re.M)


def files(top):
    for folder, _, names in os.walk(top):
        for name in sorted(names):
            if name.endswith((".c", ".h")):
                yield os.path.join(folder, name)


def check(root):
    with open(os.path.join(root, "docs", "architecture.md"), encoding="utf-8") as page:
        order = re.findall(r"^\| `src/([^`/]+)/`", page.read(), re.M)
    place = {folder: i for i, folder in enumerate(order)}
    source = os.path.join(root, "src")
    problems, seen = [], {}
    if len(place) != len(order):
        problems.append("docs/architecture.md: a folder has two rows")
    for folder in sorted(os.listdir(source)):
        if os.path.isdir(os.path.join(source, folder)) and folder not in place:
            problems.append("src/%s: no row in docs/architecture.md" % folder)
    for path in files(source):
        name = os.path.relpath(path, source)
        here = name.split(os.sep)[0]
        first = seen.setdefault(os.path.basename(name), name)
        if first != name and os.path.basename(name) != "engine.h":  # the table of a stage's engines, always called so
            problems.append("src/%s: the name is used by src/%s as well" % (name, first))
        with open(path, encoding="utf-8") as text:
            for included in INCLUDE.findall(text.read()):
                there = included.split("/")[0]
                if "/" in included and there in place and place[there] > place.get(here, len(order)):
                    problems.append("src/%s: uses %s, which is below it" % (name, included))
    for folder in ("cli", "bindings", "examples"):
        for path in files(os.path.join(root, folder)):
            with open(path, encoding="utf-8") as text:
                for included in INCLUDE.findall(text.read()):
                    if "/" in included and included.split("/")[0] in place:
                        problems.append("%s: uses %s, not only the public header" % (os.path.relpath(path, root), included))
    return problems


def copy_tree(root, top):
    for part in ("src", "cli"):
        for path in files(os.path.join(root, part)):
            to = os.path.join(top, os.path.relpath(path, root))
            os.makedirs(os.path.dirname(to), exist_ok=True)
            shutil.copyfile(path, to)
    os.makedirs(os.path.join(top, "docs"))
    shutil.copyfile(os.path.join(root, "docs", "architecture.md"), os.path.join(top, "docs", "architecture.md"))


def self_test(root):
    with tempfile.TemporaryDirectory() as top:
        copy_tree(root, top)
        before = check(top)

        def write(name, text):
            path = os.path.join(top, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as out:
                out.write(text)

        write("src/base/up.c", '#include "session/session.h"\n')
        write("src/nowhere/new.c", "")
        write("src/media/cpu.c", "")
        write("cli/inside.c", '#include "base/base.h"\n')
        after = [problem for problem in check(top) if problem not in before]
    wanted = ["src/base/up.c: uses session/session.h", "src/nowhere: no row", "src/base/cpu.c: the name", "cli/inside.c: uses base"]
    missing = [text for text in wanted if not any(problem.startswith(text) for problem in after)]
    if missing or len(after) != len(wanted):
        print("the check found", after, "and should have found", wanted)
        return 1
    return 0


def main():
    root = sys.argv[1]
    if "--self-test" in sys.argv:
        return self_test(root)
    problems = check(root)
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
