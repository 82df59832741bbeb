"""embed.py INPUT OUTPUT NAME: a file as a C array `const unsigned char NAME[]` and its length `NAME_size`."""
import sys

source, target, name = sys.argv[1:]
data = open(source, "rb").read()
with open(target, "w") as out:
    out.write("#include <stddef.h>\n")
    out.write(f"extern const unsigned char {name}[];\nextern const size_t {name}_size;\n")
    out.write(f"const unsigned char {name}[] = {{\n")
    for start in range(0, len(data), 24):
        out.write(",".join(map(str, data[start:start + 24])) + ",\n")
    out.write(f"0}};\nconst size_t {name}_size = {len(data)};\n")
