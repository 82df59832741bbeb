"""Where the C library and the command are."""
from __future__ import annotations

import os
import sys

VARIABLE = "FACSIMILE_LIBRARY"
_HERE = os.path.dirname(os.path.abspath(__file__))
_NAMES = {"darwin": ("libfacsimile.1.dylib", "libfacsimile.dylib")}.get(sys.platform,
                                                                       ("libfacsimile.so.1", "libfacsimile.so"))


def library() -> tuple[str, list[str]]:
    """The file to load, or the name under which the system has it, and what was tried: beside the package first, then
    $FACSIMILE_LIBRARY, then the system's."""
    beside = [os.path.join(_HERE, "_lib", name) for name in _NAMES]
    for path in beside:
        if os.path.exists(path):
            return path, [path]
    told = os.environ.get(VARIABLE)
    return (told, beside[:1] + [f"${VARIABLE} ({told})"]) if told else (_NAMES[0], beside[:1] + [_NAMES[0]])


def command() -> str | None:
    """The program `facsimile`: the one beside the package, or the first in $PATH that is not this package's own."""
    beside = os.path.join(_HERE, "_bin", "facsimile")
    if os.access(beside, os.X_OK):
        return beside
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        path = os.path.join(folder or ".", "facsimile")
        if os.path.isfile(path) and os.access(path, os.X_OK) and not _is_script(path):
            return path
    return None


def _is_script(path: str) -> bool:
    """A few lines that some installer made to call this package: it would call itself for ever."""
    with open(path, "rb") as program:
        return program.read(2) == b"#!"
