"""Videos whose pixels are not yet what a player shows: turned, mirrored, not square, interlaced, of high dynamic range, of
changing size.  Each is made from one clip and must give what the clip gives.

    pixels.py CLIP PIPELINE [option ...]    works in the folder it is started in
"""
import csv
import json
import os
import struct
import subprocess
import sys

FACSIMILE = os.environ["facsimile"]
CLIP, OPTIONS = sys.argv[1], ["--pipeline", *sys.argv[2:]]
WIDTH, HEIGHT = 320, 240
LOSSLESS = ["-c:v", "libx264", "-qp", "0", "-preset", "ultrafast"]
NOISE = 0.03  # of action units, when the clip is encoded once more


def ffmpeg(*arguments):
    subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-y", *arguments], check=True)


def ours(name, *options):
    subprocess.run([FACSIMILE, "extract", name, "-o", "out.csv", "-q", *OPTIONS, *options], check=True)
    with open("out.csv") as table:
        rows = [{key.strip(): value for key, value in row.items()} for row in csv.DictReader(table)]
    return rows, json.load(open("out.csv.facsimile.json"))


def points(rows):
    return [[(float(row["x_%d" % i]), float(row["y_%d" % i])) for i in range(68)] for row in rows]


def apart(a, b):
    """Largest distance of a point, mean over the frames."""
    assert len(a) == len(b) and a, (len(a), len(b))
    return sum(max(((p[0] - q[0]) ** 2 + (p[1] - q[1]) ** 2) ** 0.5 for p, q in zip(x, y)) for x, y in zip(a, b)) / len(a)


def units(a, b):
    """Mean difference of the intensities."""
    names = [name for name in a[0] if name.startswith("AU") and name.endswith("_r")]
    cells = [abs(float(x[name]) - float(y[name])) for x, y in zip(a, b) for name in names]
    assert len(a) == len(b) and cells
    return sum(cells) / len(cells)


def size(record):
    return record["frames"]["width"], record["frames"]["height"]


def turn(name, matrix):
    """Write the display matrix into the track of an MP4 file."""
    whole = bytearray(open(name, "rb").read())
    at = whole.index(b"tkhd") + 4 + 40
    a, b, c, d = matrix
    whole[at:at + 36] = struct.pack(">9i", a << 16, b << 16, 0, c << 16, d << 16, 0, 0, 0, 1 << 30)
    open(name, "wb").write(whole)


# of an H.264 video: flipped, then turned counter-clockwise
SEI = [(0, ""), (0, ":flip=horizontal"), (180, ""), (0, ":flip=vertical"), (90, ":flip=horizontal"), (270, ""), (270, ":flip=horizontal"), (90, "")]


def orientations():
    ways = [("null", (1, 0, 0, 1)), ("hflip", (-1, 0, 0, 1)), ("hflip,vflip", (-1, 0, 0, -1)), ("vflip", (1, 0, 0, -1)),
            ("transpose=0", (0, 1, 1, 0)), ("transpose=2", (0, 1, -1, 0)), ("transpose=3", (0, -1, -1, 0)),
            ("transpose=1", (0, -1, 1, 0))]
    for number, (stored, matrix) in enumerate(ways, 1):
        name = "turned%d.mp4" % number
        ffmpeg("-i", "clip.mkv", "-frames:v", "8", "-vf", stored, *LOSSLESS, name)
        turn(name, matrix)
        rows, record = ours(name)
        assert size(record) == (WIDTH, HEIGHT) and record["video"]["orientation"] == number, record["video"]
        distance = apart(points(rows), points(upright[:8]))
        print("orientation %d: landmarks %.3f px" % (number, distance))
        assert distance <= 0.3, number
        # as QuickTime has it; and in the video itself, which any container holds
        turn_counter, flip = SEI[number - 1]
        ffmpeg("-i", "clip.mkv", "-frames:v", "3", "-vf", stored, *LOSSLESS, "turned.mov")
        turn("turned.mov", matrix)
        ffmpeg("-i", "clip.mkv", "-frames:v", "3", "-vf", stored, *LOSSLESS, "-bsf:v",
               "h264_metadata=display_orientation=insert:rotate=%d%s" % (turn_counter, flip), "turned.mkv")
        for name in ("turned.mov", "turned.mkv"):
            rows, record = ours(name)
            distance = apart(points(rows), points(upright[:3]))
            assert size(record) == (WIDTH, HEIGHT) and distance <= 0.3, (name, number, distance)


def not_square():
    for aspect, stored, shown in (("8/9", "360:240", (360, 270)), ("16/11", "220:240", (320, 240)), ("64/45", "225:240", (320, 240))):
        ffmpeg("-i", "clip.mkv", "-vf", "scale=%s:flags=lanczos,setsar=%s" % (stored, aspect), "-pix_fmt", "yuv444p", *LOSSLESS, "aspect.mkv")
        rows, record = ours("aspect.mkv")
        assert size(record) == shown, (aspect, size(record))
        scale = shown[0] / WIDTH
        distance = apart([[(x / scale, y / scale) for x, y in frame] for frame in points(rows)], points(upright))
        difference = units(rows, upright)
        print("pixels of %s: landmarks %.3f px, action units %.4f" % (aspect, distance, difference))
        assert difference <= 2 * NOISE and distance <= 1.5, aspect
    assert record["video"]["coded_width"] == 225


def interlaced():
    ffmpeg("-i", "clip.mkv", "-vf", "tinterlace=interleave_top,setparams=field_mode=tff", "-flags", "+ildct+ilme",
           "-x264opts", "tff=1", *LOSSLESS, "fields.mkv")
    ffmpeg("-i", "clip.mkv", "-vf", "select='not(mod(n,2))'", "-vsync", "passthrough", *LOSSLESS, "whole.mkv")
    whole, _ = ours("whole.mkv")
    rows, record = ours("fields.mkv")
    assert record["video"]["deinterlaced"] and len(rows) == len(whole), (record, len(rows), len(whole))
    assert all(abs(float(a["timestamp"]) - float(b["timestamp"])) < 0.021 for a, b in zip(rows, whole))
    difference = units(rows, whole)
    woven, record = ours("fields.mkv", "--no-deinterlace")
    assert not record["video"]["deinterlaced"]
    print("interlaced: action units %.4f; left as it is: %.4f" % (difference, units(woven, whole)))
    assert difference <= 2 * NOISE
    assert apart(points(woven), points(rows)) > 0
    # a progressive part before and behind
    ffmpeg("-i", "whole.mkv", "-c:v", "mpeg2video", "-q:v", "2", "-frames:v", "5", "-r", "25", "a.ts")
    ffmpeg("-i", "fields.mkv", "-c:v", "mpeg2video", "-q:v", "2", "-frames:v", "5", "-r", "25", "-flags", "+ildct+ilme", "-top", "1", "b.ts")
    ffmpeg("-i", "whole.mkv", "-c:v", "mpeg2video", "-q:v", "2", "-frames:v", "5", "-r", "25", "-s", "160x120", "c.ts")
    open("mixed.ts", "wb").write(b"".join(open(part, "rb").read() for part in ("a.ts", "b.ts", "c.ts")))
    plain, _ = ours("mixed.ts", "--no-deinterlace")
    rows, record = ours("mixed.ts")
    assert [row["frame"] for row in rows] == [row["frame"] for row in plain] and record["video"]["deinterlaced"]
    assert [row["timestamp"] for row in rows] == [row["timestamp"] for row in plain]


def high_range():
    for transfer, tag in (("smpte2084", "PQ"), ("arib-std-b67", "HLG")):
        ffmpeg("-i", "clip.mkv", "-vf", "zscale=min=170m:tin=709:pin=170m:rin=limited:t=%s:m=2020_ncl:p=2020:r=limited:npl=203,"
               "format=yuv420p10le" % transfer, "-c:v", "libx264", "-qp", "4", "-color_trc", transfer, "-color_primaries", "bt2020",
               "-colorspace", "bt2020nc", "-color_range", "tv", "high.mkv")
        rows, record = ours("high.mkv")
        assert record["video"]["tone_mapped"] == tag, record["video"]
        difference = units(rows, upright)
        print("%s: action units %.4f, landmarks %.3f px" % (tag, difference, apart(points(rows), points(upright))))
        assert difference <= 2 * NOISE, tag
    ffmpeg("-i", "clip.mkv", "-pix_fmt", "yuv420p10le", *LOSSLESS, "ten.mkv")
    rows, record = ours("ten.mkv")
    assert record["video"]["tone_mapped"] is None
    print("10 bit: action units %.4f" % units(rows, upright))
    assert units(rows, upright) <= NOISE


def sizes():
    """The second half is the middle of the picture, smaller: it is put back where it was."""
    ffmpeg("-i", "clip.mkv", "-frames:v", "10", "-c:v", "mpeg2video", "-q:v", "1", "first.ts")
    ffmpeg("-i", "clip.mkv", "-frames:v", "10", "-vf", "crop=240:240:40:0,scale=192:192", "-c:v", "mpeg2video", "-q:v", "1", "second.ts")
    open("sizes.ts", "wb").write(open("first.ts", "rb").read() + open("second.ts", "rb").read())
    rows, record = ours("sizes.ts")
    assert size(record) == (WIDTH, HEIGHT) and any("keeping their aspect" in text for text in record["warnings"]), record
    late = rows[-5:]
    distance = apart(points(late), points(upright[5:10]))
    print("another size: landmarks %.3f px" % distance)
    assert distance <= 2


def parts():
    rows, record = ours("clip.mkv", "--start", "0:00.4", "--end", "1.2")
    times = [float(row["timestamp"]) for row in rows]
    assert times[0] == 0.4 and times[-1] == 1.16 and rows[0]["frame"] == "11" and len(rows) == 20, (times, rows[0]["frame"])
    assert record["options"]["start"] == 0.4 and record["options"]["end"] == 1.2
    rows, _ = ours("clip.mkv", "--start", "0.4", "--every", "7")
    assert [int(row["frame"]) for row in rows] == list(range(11, FRAMES + 1, 7))
    rows, _ = ours("clip.mkv", "--fps", "10", "--max-frames", "5")
    assert [row["timestamp"] for row in rows] == ["0.000", "0.120", "0.200", "0.320", "0.400"], rows
    ffmpeg("-i", "clip.mkv", "-i", "clip.mkv", "-map", "0:v", "-map", "1:v", "-frames:v", "3", "-c:v:0", "mpeg4", "-c:v:1", "mpeg4",
           "-filter:v:1", "scale=200:150", "both.mkv")
    _, record = ours("both.mkv")
    assert "has 2 videos; number 1 is taken" in record["warnings"][0] and record["video"]["stream"] == 1, record["warnings"]
    _, record = ours("both.mkv", "--stream", "2")
    assert size(record) == (200, 150) and record["warnings"] == [] and record["video"]["stream"] == 2
    for wrong in (["--stream", "3"], ["--start", "1:61"], ["--start", "-1"], ["--end", "x"], ["--start", "2", "--end", "1"],
                  ["--every", "2", "--fps", "5"], ["--fps", "0"]):
        done = subprocess.run([FACSIMILE, "extract", "both.mkv", "-o", "no.csv", "-q", *OPTIONS, *wrong], capture_output=True, text=True)
        assert done.returncode == 2 and any(word in done.stderr for word in wrong if word.startswith("--")), (wrong, done.returncode, done.stderr)


ffmpeg("-i", CLIP, "-an", "-frames:v", "50", "-vf", "scale=%d:%d" % (WIDTH, HEIGHT), *LOSSLESS, "-pix_fmt", "yuv420p", "clip.mkv")
upright, _ = ours("clip.mkv")
FRAMES = len(upright)
ffmpeg("-i", "clip.mkv", "-c:v", "libx264", "-crf", "18", "again.mkv")
print("encoded once more: action units %.4f" % units(ours("again.mkv")[0], upright))
orientations()
not_square()
interlaced()
high_range()
sizes()
if OPTIONS[1] == "open":
    parts()
