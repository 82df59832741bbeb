# needs: models ffmpeg python3
# several faces: rows without success have no action units, rows with it have all of them
clip=$source/examples/clip/heads.mp4
ffmpeg -nostdin -v error -i "$clip" -f lavfi -i color=gray:size=320x240:rate=25 -filter_complex \
    '[0]trim=end_frame=8,setpts=PTS-STARTPTS,setsar=1[a];[1]trim=end_frame=8,setsar=1[b];[a][b]concat=n=2' mixed.mp4
"$facsimile" extract mixed.mp4 --model-dir "$models" --pipeline openface --faces many -q -o many.csv --ndjson many.ndjson
python3 - <<'P'
import csv, json
rows = list(csv.DictReader(open("many.csv")))
faces = [face for line in open("many.ndjson") for face in json.loads(line)["faces"]]
assert len(faces) == len(rows) and {row["success"] for row in rows} == {"0", "1"}
for row, face in zip(rows, faces):
    units = [name for name in row if name.startswith("AU")]
    assert len(units) == 35
    for name in units:
        assert (row[name] == "nan") == (face[name] is None) == (row["success"] == "0"), (row["frame"], name)
P
