#!/usr/bin/env python3
"""Comments and pages point to what a reader can find.

words.py ROOT: no file names sections of documents that are not in the tree; every pointer to a page of
docs/algorithm, with or without a heading, leads somewhere; quirks are numbered without gaps and only such numbers are
used; files named by those pages exist.  Prints what is wrong; exit 1.
words.py ROOT --self-test: each of these is found in a broken copy of the pages."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

# put together from pieces, so that this file passes its own check
PRIVATE = re.compile("|".join(["[Ss]pec" + " 0[0-9]", "trap" + " T[0-9]", "class" + " P[0-9]", "of the " + "specification"]))
TEXT = (".c", ".h", ".py", ".sh", ".md", ".build", ".in", ".txt", ".yml", ".json")
HEADING = re.compile(r"^##? (.+)$", re.M)
QUIRK_ROW = re.compile(r"^\| ([0-9]+) \| (.*)$", re.M)
SKIP = ("tests/fuzz/corpus/", "tests/awkward/")


def tracked(root):
    try:
        names = subprocess.run(["git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"], check=True,
                               capture_output=True).stdout
        return [name for name in names.decode("utf-8").split("\0") if name]
    except (OSError, subprocess.CalledProcessError):  # an unpacked archive
        found = []
        for folder, below, names in os.walk(root):
            below[:] = [name for name in below if not name.startswith((".", "build"))]
            found += [os.path.relpath(os.path.join(folder, name), root) for name in names]
        return found


def read(path):
    with open(path, encoding="utf-8", errors="replace") as text:
        return text.read()


def joined(text):
    """Lines of a comment or paragraph in one, so that a pointer may be broken anywhere."""
    return re.sub(r"\s*\n[ \t]*(?:\*(?!/)|#|//)?[ \t]*", " ", text)


def pages(root):
    top = os.path.join(root, "docs", "algorithm")
    return {name: HEADING.findall(read(os.path.join(top, name))) for name in sorted(os.listdir(top)) if name.endswith(".md")}


def broken_pointers(name, text, headings):
    """Pointers of one file that lead nowhere, as texts."""
    here = name.startswith("docs/algorithm/")
    for match in re.finditer(r"(docs/algorithm/)?\b([A-Za-z-]+\.md)(?:\]\([^)]*\))?(?:, ([A-Z][^\n]{0,60}))?", joined(text)):
        full, page, heading = match.groups()
        if page not in headings:
            if full:
                yield "%s: there is no page %s%s" % (name, full, page)
        elif heading and (full or here or page != "README.md"):
            if not any(heading.startswith(known) for known in headings[page]):
                yield "%s: %s has no heading \"%s\"" % (name, page, heading[:40])


def missing_files(name, text, sources):
    for quoted in re.findall(r"`([^`\n ]+\.[ch])`", text):
        path = quoted.replace("*", "")
        if "*" in quoted:
            known = any(os.path.basename(source).startswith(quoted.split("*")[0].rsplit("/", 1)[-1]) for source in sources)
        elif "/" in path:
            known = path in sources
        else:
            known = any(os.path.basename(source) == path for source in sources)
        if not known:
            yield "%s: there is no file %s" % (name, quoted)


def check(root, names=None):
    names = names if names is not None else tracked(root)
    sources = [name for name in names if name.startswith("src/")]
    headings = pages(root)
    fidelity = read(os.path.join(root, "docs", "fidelity.md"))
    quirks = [int(number) for number, _ in QUIRK_ROW.findall(fidelity)]
    problems = []
    if quirks != list(range(1, len(quirks) + 1)) or not quirks:
        problems.append("docs/fidelity.md: quirks are not numbered 1, 2, 3 ...")
    for name in names:
        path = os.path.join(root, name)
        if not name.endswith(TEXT) or name.startswith(SKIP) or not os.path.isfile(path):
            continue
        text = read(path)
        if name.endswith("fidelity.md") or name.startswith("docs/algorithm/"):
            problems += missing_files(name, text, sources)
        for line, content in enumerate(text.split("\n"), 1):
            if PRIVATE.search(content):
                problems.append("%s:%d: names what is not in the tree: %s" % (name, line, content.strip()[:100]))
        problems += broken_pointers(name, text, headings)
        for number in re.findall(r"\bquirks? ([0-9]+)\b", joined(text)):
            if int(number) not in quirks:
                problems.append("%s: there is no quirk %s in docs/fidelity.md" % (name, number))
    return problems


def self_test(root):
    breaks = {
        "src/broken.c": ["/* as " + "spec" + " 02 4.1 says */", "/* docs/algorithm/" + "nothing.md */",
                         "/* docs/algorithm/" + "fhog.md,\n * Weather. */", "/* " + "quirk" + " 999 */"],
        "docs/algorithm/fhog.md": ["# FHOG\n`nothing_like_it.c`"],
        "docs/fidelity.md": ["| 1 | a | b |\n| 3 | a | b |"],
    }
    names = tracked(root)
    missed = 0
    for name, contents in breaks.items():
        for content in contents:
            with tempfile.TemporaryDirectory() as top:
                shutil.copytree(os.path.join(root, "docs"), os.path.join(top, "docs"))
                os.makedirs(os.path.join(top, "src"))
                before = check(top, names)
                with open(os.path.join(top, name), "w", encoding="utf-8") as broken:
                    broken.write(content + "\n")
                after = check(top, names + ["src/broken.c"])
            if not any(problem.startswith(name) and problem not in before for problem in after):
                print("not seen: %s in %s" % (content, name))
                missed += 1
    return missed


def main():
    if sys.argv[2:] == ["--self-test"]:
        return 1 if self_test(sys.argv[1]) else 0
    problems = check(sys.argv[1])
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
