"""embed_weights.py OUTPUT FILE...: networks as a C source with facs_net_builtin() and facs_net_builtin_sha256(), see
net_file.h.

Contents are string literals: compilers take megabytes of those in no time."""
import hashlib
import os
import sys


def escaped(data):
    return "".join(chr(b) if 32 <= b < 127 and chr(b) not in '"\\?' else "\\%03o" % b for b in data)


def main():
    target, files = sys.argv[1], sys.argv[2:]
    names = [os.path.splitext(os.path.basename(path))[0] for path in files]
    with open(target, "w", encoding="ascii") as out:
        out.write('#include "nn/net_file.h"\n\n#include <string.h>\n\n')
        out.write('#pragma GCC diagnostic ignored "-Woverlength-strings"\n\n')
        sizes, hashes = [], []
        for i, path in enumerate(files):
            with open(path, "rb") as file:
                data = file.read()
            sizes.append(len(data))
            hashes.append(hashlib.sha256(data).hexdigest())
            out.write("static const char weights%d[] =\n" % i)
            for start in range(0, len(data), 64):
                out.write('"%s"\n' % escaped(data[start:start + 64]))
            out.write(";\n\n")
        out.write("static const struct {\n    const char *name, *bytes, *sha256;\n    size_t size;\n} builtin[] = {\n")
        for i, name in enumerate(names):
            out.write('    {"%s", weights%d, "%s", %d},\n' % (name, i, hashes[i], sizes[i]))
        out.write("};\n\nbool facs_net_builtin(const char *name, const uint8_t **bytes, size_t *size)\n{\n")
        out.write("    for (size_t i = 0; i < sizeof builtin / sizeof *builtin; i++) {\n")
        out.write("        if (strcmp(name, builtin[i].name) != 0)\n            continue;\n")
        out.write("        *bytes = (const uint8_t *)builtin[i].bytes;\n        *size = builtin[i].size;\n        return true;\n")
        out.write("    }\n    return false;\n}\n\nconst char *facs_net_builtin_sha256(const char *name)\n{\n")
        out.write("    for (size_t i = 0; i < sizeof builtin / sizeof *builtin; i++)\n")
        out.write("        if (strcmp(name, builtin[i].name) == 0)\n            return builtin[i].sha256;\n    return NULL;\n}\n")


if __name__ == "__main__":
    main()
