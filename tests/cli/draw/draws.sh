# needs: python3
# a frame of our clip with a result of it: enlarged, and other pixels where the face is
clip=$source/examples/clip/heads.mp4
"$facsimile" extract "$clip" --max-frames 30 -q --pipeline open -o out.csv
"$facsimile" draw "$clip" out.csv -o out.png --frame 20
"$facsimile" draw "$clip" out.csv --frame=20 -o - | cmp - out.png
"$facsimile" draw "$clip" out.csv -o best.png
# points, head, gaze and action units of our own, by the names of the columns, in any order
python3 - <<'P'
import math
columns = {"AU12_r": 3.2, "AU12L_r": 4, "AU12R_r": 1, "AU01_r": float("nan"), "success": 1, "frame": 2, "pose_Tz": 600}
columns |= {"pose_T%s" % c: 0 for c in "xy"} | {"pose_R%s" % c: 0.2 for c in "xyz"}
columns |= {"gaze_%d_%s" % (eye, c): value for eye in (0, 1) for c, value in zip("xyz", (0.3, 0.1, -0.95))}
columns |= {"x_%d" % i: 160 + 60 * math.cos(i) for i in range(68)} | {"y_%d" % i: 120 + 60 * math.sin(i) for i in range(68)}
columns["x_3"], columns["y_9"] = 1e30, float("inf")
with open("made.csv", "w") as file:
    print(", ".join(columns), file=file)
    print(", ".join(str(value) for value in columns.values()), file=file)
P
"$facsimile" draw "$clip" made.csv -o made.png
echo 'frame,x_0' >none.csv
python3 - <<'P'
import struct, zlib
def read(path):
    data = open(path, "rb").read()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, packed = 8, b""
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        if kind == b"IHDR":
            width, height = struct.unpack(">II", data[at + 8:at + 16])
        packed += data[at + 8:at + 8 + size] if kind == b"IDAT" else b""
        at += size + 12
    return width, height, zlib.decompress(packed)
plain = read("out.png")
assert plain[0] >= 640 and plain[1] >= 480, plain[:2]
width, height, pixels = read("made.png")
assert width > 640 and height == 480 and len(pixels) == height * (1 + 3 * width)
P
