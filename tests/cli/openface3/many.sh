# needs: onnx data ffmpeg python3
# several faces of a video
. "$support/openface3-models.sh"
ffmpeg -v error -i "$source/examples/clip/heads.mp4" -frames:v 10 -vf 'split[a][b];[a][b]hstack' -c:v ffv1 two.avi
for threads in 1 4; do
    "$facsimile" extract two.avi --pipeline openface3 --faces many --threads $threads -q -o $threads.csv
done
cmp 1.csv 4.csv
python3 - <<'P'
import csv
rows = list(csv.DictReader(open("1.csv")))
assert {row["face_id"] for row in rows} >= {"0", "1"}
first = [row for row in rows if row["frame"] == "1"]
assert len(first) == 2 and all(row["success"] == "1" for row in first)
a, b = first
width = abs(float(a["x98_54"]) - float(b["x98_54"]))
assert 300 < width < 420, width # the same face twice, side by side
for name in a:
    if name.startswith(("AU", "emotion")):
        assert abs(float(a[name]) - float(b[name])) < 0.3, name
P
