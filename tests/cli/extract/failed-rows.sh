# needs: models ffmpeg python3
# several faces: rows without success have action units as well, those that are smoothed over them, as with one face; a
# track that lost its face ends
clip=$source/examples/clip/heads.mp4
ffmpeg -nostdin -v error -i "$clip" -f lavfi -i color=gray:size=320x240:rate=25 -filter_complex \
    '[0]trim=end_frame=8,setpts=PTS-STARTPTS,setsar=1[a];[1]trim=end_frame=40,setsar=1[b];[a][b]concat=n=2' mixed.mp4
"$facsimile" extract mixed.mp4 --model-dir "$models" --pipeline openface --faces many -q -o many.csv --ndjson many.ndjson
python3 - <<'P'
import csv, json
rows = list(csv.DictReader(open("many.csv")))
faces = [face for line in open("many.ndjson") for face in json.loads(line)["faces"]]
assert len(faces) == len(rows) and {row["success"] for row in rows} == {"0", "1"}
assert [row["frame"] for row in rows] == [str(i + 1) for i in range(32)] # 8 and FACS_PEOPLE_LOST_MOST
for row in rows:
    units = [name for name in row if name.startswith("AU")]
    assert len(units) == 35 and all(row[name] != "nan" for name in units)
    assert (row["success"] == "1") == (int(row["frame"]) <= 8) and row["track"] == row["person"] == "0"
P
