"""python -m facsimile ...: the command."""
from __future__ import annotations

import os
import sys

from . import _find


def main() -> None:
    """Become the program `facsimile` with the same arguments; status 127 when there is none."""
    program = _find.command()
    if program is None:
        sys.stderr.write("facsimile: the command is not here: neither beside the package nor in PATH; in Python, "
                         "facsimile.extract() does what `facsimile extract` does\n")
        sys.exit(127)
    os.execv(program, ["facsimile"] + sys.argv[1:])


if __name__ == "__main__":
    main()
