"""Structures and constants of the package against what a C compiler makes of the header."""
import ctypes
import os
import shutil
import subprocess

import pytest

from conftest import ROOT
from facsimile import _native as n

CONSTANTS = {name: getattr(n, name) for name in dir(n) if name.isupper() and type(getattr(n, name)) is int}
# names of the header where they are not FACS_ and the same
IN_C = {"FACES_ONE": "FACS_FACES_ONE", "LANDMARKS": "FACS_LANDMARKS", "MODES": "34"}


def structures():
    return [kind for kind in vars(n).values()
            if isinstance(kind, type) and issubclass(kind, n.Struct) and kind is not n.Struct]


def members(kind):
    return [name for name, _ in kind._fields_]


def program():
    lines = ["#include <facsimile/facsimile.h>", "#include <stdio.h>", "int main(void)", "{"]
    for kind in structures():
        lines.append(f'    printf("%zu\\n", sizeof({kind.c_name}));')
        for name in members(kind):
            lines.append(f'    printf("%zu %zu\\n", offsetof({kind.c_name}, {name}), '
                         f'sizeof((({kind.c_name} *)0)->{name}));')
    for name in sorted(CONSTANTS):
        lines.append(f'    printf("%lld\\n", (long long)({IN_C.get(name, "FACS_" + name)}));')
    return "\n".join(lines + ["    return 0;", "}"]) + "\n"


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    compiler = shutil.which("cc") or shutil.which("gcc")
    if not compiler:
        pytest.skip("there is no C compiler")
    folder = tmp_path_factory.mktemp("layout")
    (folder / "layout.c").write_text(program())
    subprocess.run([compiler, "-I", os.path.join(ROOT, "include"), str(folder / "layout.c"), "-o", str(folder / "layout")],
                   check=True)
    return iter(subprocess.run([str(folder / "layout")], check=True, capture_output=True, text=True).stdout.splitlines())


def test_layout_and_constants(told):
    for kind in structures():
        assert ctypes.sizeof(kind) == int(next(told)), kind.c_name
        for name in members(kind):
            place = getattr(kind, name)
            assert [place.offset, place.size] == [int(part) for part in next(told).split()], (kind.c_name, name)
    for name in sorted(CONSTANTS):
        assert CONSTANTS[name] == int(next(told)), name
    assert next(told, None) is None


def test_every_member_is_declared():
    """What the header appended is appended here, too."""
    import re
    with open(os.path.join(ROOT, "include", "facsimile", "facsimile.h"), encoding="utf-8") as text:
        header = re.sub(r"/\*.*?\*/", "", text.read(), flags=re.S)
    for kind in structures():
        body = re.search(r"typedef struct %s \{(.*?)\} %s;" % (kind.c_name, kind.c_name), header, re.S).group(1)
        names = []
        for declaration in body.split(";"):
            if "(*" in declaration:
                names += re.findall(r"\(\*\s*(\w+)\)", declaration)[:1]
            elif declaration.strip():
                names += [re.search(r"(\w+)\s*(?:\[[^\]]*\]\s*)*$", part).group(1) for part in declaration.split(",")]
        assert names == members(kind), kind.c_name


def test_functions_are_in_the_header():
    with open(os.path.join(ROOT, "include", "facsimile", "facsimile.h"), encoding="utf-8") as text:
        header = text.read()
    import re
    for name, (_, takes) in n._FUNCTIONS.items():
        found = re.search(r"FACS_API [^;]*?\b%s\((.*?)\);" % name, header, re.S)
        assert found, name
        arguments = found.group(1).strip()
        assert (0 if arguments == "void" else arguments.count(",") + 1) == len(takes), name
