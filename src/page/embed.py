#!/usr/bin/env python3
"""embed.py OUTPUT.c INPUT...: files as texts in C (page_embedded.h), by their names, each with its SHA-256 for a
Content-Security-Policy.  Inputs are UTF-8 without NUL."""
import base64
import hashlib
import os
import sys


def main(output, *inputs):
    texts, table = [], []
    for i, path in enumerate(inputs):
        with open(path, "rb") as file:
            data = file.read()
        data.decode("utf-8")
        assert 0 not in data, path + " has a NUL"
        digest = "sha256-" + base64.b64encode(hashlib.sha256(data).digest()).decode()
        # numbers, not a string: compilers promise no more than 65,535 characters of those
        body = ",".join(str(byte if byte < 128 else byte - 256) for byte in data)
        texts.append("static const char text_%d[] = {%s%s0};\n" % (i, body, "," if data else ""))
        table.append('    {"%s", text_%d, %d, "%s"},\n' % (os.path.basename(path), i, len(data), digest))
    with open(output, "w", encoding="ascii") as file:
        file.write('#include "page/page_embedded.h"\n\n' + "".join(texts))
        file.write("const facs_page_asset facs_page_embedded[] = {\n" + "".join(table) + "    {0, 0, 0, 0},\n};\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
