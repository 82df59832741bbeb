#!/usr/bin/env python3
"""The public header as programs were compiled with it.

freeze.py ROOT            writes into tests/abi, from include/facsimile/facsimile.h as it is now:
    frozen.h      the header
    shortened.h   the same without the last third of the members of every structure that a caller makes and that starts
                  with its size: what a header looked like that knew less
    names.inc     its structures, members, constants and functions
freeze.py ROOT --check    shortened.h and names.inc are those of frozen.h; exit 1 otherwise

Run it when a version is released, not in between: the tests compile programs with these files and run them with the
library of today."""
import os
import re
import sys

# made by callers; what only the library makes is read through pointers and may be longer than a program knows
MADE_BY_CALLERS = ("facs_env", "facs_frame", "facs_models_options", "facs_store_options", "facs_fetch_options", "facs_profile",
                   "facs_extract_options", "facs_session_options", "facs_component", "facs_au_info", "facs_pipeline_info",
                   "facs_column", "facs_sink_info")
# what the header promises never to change
NEVER_CHANGE = ("facs_error", "facs_box", "facs_camera", "facs_picture", "facs_stage_profile", "facs_output")
STRUCT = re.compile(r"^typedef struct (facs_\w+) \{\n(.*?)^\} \1;", re.M | re.S)


NOTE = "/* made by freeze.py */\n/* clang-format off */\n"


def without_comments(text):
    return re.sub(r"/\*.*?\*/", lambda match: "\n" * match.group().count("\n"), text, flags=re.S)


def declarations(body):
    """(start, end) of each declaration of a structure's body whose comments are blanked."""
    start = 0
    for match in re.finditer(r";", body):
        yield start, match.end()
        start = match.end()


def members(declaration):
    """Names in one declaration."""
    text = declaration.strip().rstrip(";")
    if "(*" in text:
        return re.findall(r"\(\*\s*(\w+)\)", text)[:1]
    return [re.search(r"(\w+)\s*(?:\[[^\]]*\]\s*)*$", part).group(1) for part in text.split(",")]


def blanked(text):
    """Comments as blanks, so that places stay the same."""
    return re.sub(r"/\*.*?\*/", lambda match: re.sub(r"[^\n]", " ", match.group()), text, flags=re.S)


def shorten(header):
    def cut(match):
        name, body = match.groups()
        if name not in MADE_BY_CALLERS:
            return match.group()
        places = list(declarations(blanked(body)))
        keep = max(2, len(places) - max(1, len(places) // 3))
        return "typedef struct %s {\n%s\n} %s;" % (name, body[:places[keep - 1][1]].strip("\n"), name)
    return STRUCT.sub(cut, header)


def names(header):
    plain = without_comments(header)
    for name, body in STRUCT.findall(plain):
        for start, end in declarations(body):
            for member in members(body[start:end]):
                yield "MEMBER(%s, %s)" % (name, member)
        if name in NEVER_CHANGE:
            yield "STRUCT(%s)" % name
    for body in re.findall(r"^(?:typedef )?enum[^{;]*\{(.*?)\}", plain, re.M | re.S):
        for constant in re.findall(r"\b(FACS_\w+)\b(?=\s*(?:=|,|$))", body):
            if constant != "FACS_STAGES":  # grows
                yield "CONSTANT(%s)" % constant
    for function in re.findall(r"^FACS_API [^;]*?\b(facs_\w+)\(", plain, re.M):
        yield "FUNCTION(%s)" % function


def main():
    root = sys.argv[1]
    here = os.path.join(root, "tests", "abi")

    def read(path):
        with open(path, encoding="utf-8") as text:
            return text.read()
    check = "--check" in sys.argv
    header = read(os.path.join(here, "frozen.h") if check else os.path.join(root, "include", "facsimile", "facsimile.h"))
    wanted = {"frozen.h": header, "shortened.h": NOTE + shorten(header), "names.inc": "\n".join(names(header)) + "\n"}
    for name, text in wanted.items():
        path = os.path.join(here, name)
        if not check:
            with open(path, "w", encoding="utf-8") as output:
                output.write(text)
        elif read(path) != text:
            print("%s is not that of frozen.h: python3 tests/abi/freeze.py . makes all three anew" % path)
            return 1
    return 0


sys.exit(main())
