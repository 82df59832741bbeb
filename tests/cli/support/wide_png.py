"""wide_png.py PNG RGB OUT: the same picture as a PNG of 16 bits; size from PNG, pixels from RGB."""
import struct
import sys
import zlib

size = struct.unpack(">2I", open(sys.argv[1], "rb").read()[16:24])
pixels = open(sys.argv[2], "rb").read()
row = 3 * size[0]
assert len(pixels) == row * size[1]
wide = b"".join(b"\0" + bytes(value for value in pixels[at:at + row] for _ in range(2)) for at in range(0, len(pixels), row))


def chunk(name, content):
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


with open(sys.argv[3], "wb") as out:
    out.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">2I5B", *size, 16, 2, 0, 0, 0)) +
              chunk(b"IDAT", zlib.compress(wide)) + chunk(b"IEND", b""))
