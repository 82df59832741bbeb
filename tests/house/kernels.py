#!/usr/bin/env python3
"""Kernels follow one rule (src/simd/kernels.h), and every function of every table is checked and timed.

kernels.py ROOT CASES [LIBRARY]: CASES = what `check_kernels --list` prints; LIBRARY = the shared library, which must not
hold plain twins that only tests need.  Prints what is wrong; exit 1.
kernels.py ROOT CASES --self-test: each kind of fault is found in a broken copy of the tree."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

MEMBER = re.compile(r"\(\*(\w+)\)\(|\w+_function \*(\w+);")


def read(path):
    with open(path, encoding="utf-8") as text:
        return text.read()


def sources(root, ending):
    found = []
    for folder, _, names in os.walk(os.path.join(root, "src")):
        found += [os.path.relpath(os.path.join(folder, name), root) for name in names if name.endswith(ending)]
    return sorted(found)


def functions_of(header, table):
    body = re.search(r"typedef struct %s \{(.*?)^\} %s;" % (table, table), header, re.S | re.M)
    return [first or second for first, second in MEMBER.findall(body.group(1))] if body else []


def check_table(root, path, cases, page, build):
    name = os.path.basename(path)[: -len("_kernels.c")]
    table, header_path = "facs_%s_kernels" % name, path[:-1] + "h"
    header = read(os.path.join(root, header_path)) if os.path.exists(os.path.join(root, header_path)) else ""
    if "FACS_KERNEL_DECLARE(%s)" % table not in header:
        yield "%s: does not declare %s" % (header_path, table)
    if "FACS_KERNEL(%s)" % table not in read(os.path.join(root, path)):
        yield "%s: does not define the table %s" % (path, table)
    if "'%s'" % path[len("src/"):] not in build:
        yield "%s: not among the kernels of src/meson.build" % path
    if not os.path.exists(os.path.join(root, "tests/kernels/check_%s.c" % name)):
        yield "%s: there is no tests/kernels/check_%s.c" % (path, name)
    if "| `%s` |" % path[:-2] not in page:
        yield "%s: no row in the table of docs/architecture.md, Kernels" % path
    for function in functions_of(header, table):
        kinds = [kind for case, kind in cases if case.split(" ")[0] == "%s/%s" % (name, function)]
        for wanted in ("check", "bench"):
            if not any(wanted in kind for kind in kinds):
                yield "%s: check_kernels has no %s of %s/%s" % (header_path, wanted, name, function)


def check(root, cases):
    problems = []
    page, build = read(os.path.join(root, "docs/architecture.md")), read(os.path.join(root, "src/meson.build"))
    kernels = sources(root, "_kernels.c")
    for path in kernels:
        problems += check_table(root, path, cases, page, build)
    for path in sources(root, ".h"):
        if re.search(r"^FACS_KERNEL_DECLARE\(", read(os.path.join(root, path)), re.M) and path[:-1] + "c" not in kernels:
            problems.append("%s: declares a kernel table, which belongs in x_kernels.h" % path)
    twins = re.search(r"^references = files\((.*?)\)", build, re.S | re.M)
    for path in sources(root, "_reference.c"):
        if not twins or "'%s'" % path[len("src/"):] not in twins.group(1):
            problems.append("%s: not among the references of src/meson.build" % path)
        for function in re.findall(r"^(?!static)\w[\w *]*\b(facs_\w+)\(", read(os.path.join(root, path)), re.M):
            if not function.endswith("_reference"):
                problems.append("%s: %s is a plain twin and is to be called so: %s_reference" % (path, function, function))
    return problems


def twins_in(library):
    symbols = subprocess.run(["nm", library], check=True, capture_output=True, text=True).stdout
    return ["%s: holds %s, which only tests need" % (os.path.basename(library), line.split()[-1])
            for line in symbols.splitlines() if "_reference" in line.split()[-1]]


def self_test(root, cases):
    breaks = [
        ("src/image/image_kernels.h", "FACS_KERNEL_DECLARE(facs_image_kernels)", "", "does not declare"),
        ("src/image/image_kernels.c", "FACS_KERNEL(facs_image_kernels)", "table", "does not define"),
        ("src/image/image.h", "#endif", "FACS_KERNEL_DECLARE(facs_image_kernels)\n#endif", "declares a kernel table"),
        ("src/image/image_kernels.h", "(*grey_bgr)(", "(*gray_bgr)(", "no check of image/gray_bgr"),
        ("src/meson.build", "'image/image_kernels.c'", "'image/image_kernel.c'", "not among the kernels"),
        ("src/meson.build", "'image/image_reference.c'", "'image/other.c'", "not among the references"),
        ("src/shape/shape_reference.c", "facs_gram_reference(", "facs_gram_plain(", "facs_gram_plain is a plain twin"),
        ("docs/architecture.md", "| `src/image/image_kernels` |", "| image |", "no row"),
        ("tests/kernels/check_image.c", None, None, "no tests/kernels/check_image.c"),
    ]
    missed = 0
    for path, old, new, wanted in breaks:
        with tempfile.TemporaryDirectory() as top:
            for part in ("src", "docs", "tests/kernels"):
                shutil.copytree(os.path.join(root, part), os.path.join(top, part))
            broken = os.path.join(top, path)
            if old is None:
                os.remove(broken)
            else:
                text = read(broken)
                with open(broken, "w", encoding="utf-8") as out:
                    out.write(text.replace(old, new))
                if old not in text:
                    print("%s: there is no %s to break" % (path, old))
                    missed += 1
                    continue
            if not any(wanted in problem for problem in check(top, cases)):
                print("not seen: %s in %s" % (wanted, path))
                missed += 1
    return missed


def main():
    root, program = sys.argv[1:3]
    listed = subprocess.run([program, "--list"], check=True, capture_output=True, text=True).stdout
    cases = [tuple(line.rsplit(":", 1)) for line in listed.splitlines()]
    if sys.argv[3:] == ["--self-test"]:
        return 1 if self_test(root, cases) else 0
    problems = check(root, cases)
    for library in sys.argv[3:]:
        problems += twins_in(library)
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
