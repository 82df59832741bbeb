# needs: onnx data ffmpeg python3
# frames without a face: rows without action units and emotions, looking nowhere
. "$support/openface3-models.sh"
ffmpeg -v error -f lavfi -i color=gray:s=160x120:r=10 -frames:v 4 -pix_fmt bgr24 -c:v rawvideo clip.avi
for threads in 1 3; do
    "$facsimile" extract clip.avi --pipeline openface3 --threads $threads -q -o $threads.csv --ndjson $threads.ndjson
done
cmp 1.csv 3.csv
python3 - <<'P'
import csv, json
rows = list(csv.DictReader(open("1.csv")))
assert len(rows) == 4
for row in rows:
    assert row["success"] == "0" and float(row["confidence"]) == 0
    assert all(row[name] == "nan" for name in row if name.startswith("AU") or name.startswith("emotion_"))
    assert all(float(row[name]) == 0 for name in row if name.startswith("gaze"))
for line in open("1.ndjson"):
    face, = json.loads(line)["faces"]
    assert face["AU45_r"] is None and face["emotion_neutral"] is None
P
