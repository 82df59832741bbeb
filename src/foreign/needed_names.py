#!/usr/bin/env python3
"""needed_names.py LINKED OUTPUT: a header with what the linker calls the libraries LINKED was linked with, and, where
there is dpkg, the packages they are in, and another release that will do:
  #define FACS_NEEDED_CRYPTO "libcrypto.so.3", "libssl3", "libcrypto.so.1.1" """
import os
import re
import subprocess
import sys

# what is used of it has been the same since that release
ALSO = {"libcrypto.so.3": "libcrypto.so.1.1"}


def needed(path):
    """DT_NEEDED of an ELF file"""
    listed = subprocess.run(["readelf", "-d", path], check=True, capture_output=True, text=True,
                            env=dict(os.environ, LC_ALL="C"))
    return re.findall(r"\(NEEDED\).*\[(.+)\]", listed.stdout)


def package(library):
    try:
        found = subprocess.run(["dpkg-query", "--search", "*/" + library], capture_output=True, text=True)
    except OSError:
        return ""
    return found.stdout.split(":")[0] if found.returncode == 0 else ""


def main(linked, output):
    with open(output, "w", encoding="ascii") as header:
        for library in needed(linked):
            name = re.match(r"lib([a-z]+\d*)", library)
            if not name or library.startswith(("libc.", "libm.", "libpthread.", "libdl.")):
                continue
            header.write('#define FACS_NEEDED_%s "%s", "%s", "%s"\n' %
                         (name.group(1).upper(), library, package(library), ALSO.get(library, "")))


main(*sys.argv[1:])
