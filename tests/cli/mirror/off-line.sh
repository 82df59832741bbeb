# needs: python3
# a line that does not lead through the face: what is found is not the face that was mirrored, which is said and not counted
"$facsimile" mirror "$source/examples/clip/heads.mp4" --pipeline open --max-frames 10 --midline 40,0,45,200 --no-videos -o out
python3 - <<'P'
import csv
rows = list(csv.DictReader(open("out/heads_sides.csv")))
assert len(rows) == 10 and all(row["success_left"] == "0" and row["AU12_left"] == "" for row in rows), rows[0]
P
