# three men in a room, of whom one dances and one goes behind another: each keeps his number
# needs: data python3
out=three.csv
"$facsimile" extract "$data/media/multi_face.avi" --pipeline open --faces many -q --no-sidecar -o $out
python3 "$support/who_is_who.py" $out --least-idf1 0.95 front:17-702:220,215,460,300 right:1-702:260,10,640,230 left:1-702:30,60,260,265
# while the dancer is bent over nobody can tell who it is: rows without a person, without success, without action units
python3 - <<'P'
import csv
rows = [row for row in csv.DictReader(open("three.csv")) if row["person"] == "-1"]
assert rows and all(505 <= int(row["frame"]) <= 513 for row in rows), [row["frame"] for row in rows]
for row in rows:
    assert row["success"] == "0" and float(row["x_30"]) > 0
    assert all(row[name] == "nan" for name in row if name.startswith("AU")), row["frame"]
P
