# needs: clip python3
# --columns: the same cells as without it, of the words asked for and of those that are always there
run() { "$facsimile" extract "$clip" --pipeline open --max-frames 12 -q --no-sidecar "$@"; }
run -o all.csv --ndjson all.ndjson
run -o some.csv --ndjson some.ndjson --columns pose,au
run -o blank.csv --columns ' au , pose'
run -o none.csv --columns eyes
run -o every.csv --ndjson every.ndjson --columns au,pose,gaze,2d,3d,eyes,pdm
run -o by-name.csv --columns all
cmp all.csv by-name.csv
cmp some.csv blank.csv
cmp all.csv every.csv
cmp all.ndjson every.ndjson
[ "$(head -n 1 none.csv)" = frame,face_id,timestamp,confidence,success ]
[ "$(wc -l <none.csv)" = 13 ]
"$facsimile" columns --json >columns.json
python3 - <<'P'
import csv, json
choice = {column["name"]: column["choice"] for column in json.load(open("columns.json"))}
whole, part = (list(csv.DictReader(open(name + ".csv"))) for name in ("all", "some"))
wanted = [name for name in whole[0] if choice.get(name.rstrip("0123456789") if name not in choice else name) in ("", "pose", "au")]
assert list(part[0]) == wanted and 5 + 6 < len(wanted) < len(whole[0])
assert [[row[name] for name in wanted] for row in whole] == [list(row.values()) for row in part]
whole, part = ([json.loads(line)["faces"][0] for line in open(name + ".ndjson")] for name in ("all", "some"))
assert "pose_Tx_mm" in part[0] and "x_px" not in part[0] and "AU12_r" in part[0] and "gaze_0_x" not in part[0]
assert all(row[key] == value for row, less in zip(whole, part) for key, value in less.items())
P
# several faces have no action units to wait for, and stills no frames
run --faces many -o many.csv --columns 2d
[ "$(head -n 1 many.csv | cut -d, -f1-8)" = frame,face_id,timestamp,confidence,success,track,person,x_0 ]
"$facsimile" extract "$clip" --pipeline open --max-frames 2 -q -o record.csv --columns au --names safe
grep -q '"columns": *"au"' record.csv.facsimile.json && grep -q '"names": *"safe"' record.csv.facsimile.json
