# needs: ffmpeg python3
# nothing to mirror: the videos are copies, the tables have rows that say so, and a warning does
ffmpeg -nostdin -v error -f lavfi -i testsrc=size=160x120:rate=10:duration=2 -c:v ffv1 pattern.mkv
"$facsimile" mirror pattern.mkv --pipeline open
ffmpeg -nostdin -v error -i pattern_mirror/pattern_right_mirrored.mp4 -f rawvideo -pix_fmt gray right.raw
ffmpeg -nostdin -v error -i pattern_mirror/pattern_left_mirrored.mp4 -f rawvideo -pix_fmt gray left.raw
ffmpeg -nostdin -v error -i pattern.mkv -f rawvideo -pix_fmt gray source.raw
cmp right.raw left.raw
python3 - <<'P'
import csv
a, b = open("right.raw", "rb").read(), open("source.raw", "rb").read()
assert len(a) == len(b) == 20 * 160 * 120
assert sum(abs(x - y) for x, y in zip(a, b)) / len(a) < 6
rows = list(csv.DictReader(open("pattern_mirror/pattern_sides.csv")))
assert len(rows) == 20
for row in rows:
    assert row["success_right"] == row["success_left"] == "0" and row["AU12_right"] == row["AU12_difference"] == row["head_yaw"] == ""
for unit in csv.DictReader(open("pattern_mirror/pattern_sides_summary.csv")):
    assert unit["frames"] == "0" and unit["peak_right"] == unit["asymmetry_peak"] == unit["peak_frame_left"] == ""
P
