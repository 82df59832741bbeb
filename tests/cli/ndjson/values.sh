# needs: data python3
# NDJSON holds the numbers of the CSV that is written at the same time, and the CSV is what it is without
run() { "$facsimile" extract "$1" --model-dir "$models" --max-frames 20 -q $2 -o "$3.csv" --ndjson "$3.ndjson"; }
run "$data/media/default.wmv" "" one
run "$data/media/multi_face.avi" "--faces many" many
run "$data/media/sample6.jpg" "" stills
"$facsimile" extract "$data/media/default.wmv" --model-dir "$models" --max-frames 20 -q -o alone.csv
cmp alone.csv one.csv
"$facsimile" columns --json >columns.json
python3 - <<'P'
import csv, json
units = {column["name"]: column["unit"].replace("/", "_per_") for column in json.load(open("columns.json"))}

def key(name):
    return name.rstrip("_") + ("_" + units[name] if units[name] else "")

for name in ("one", "many", "stills"):
    rows = list(csv.DictReader(open(name + ".csv")))
    frames = [json.loads(line) for line in open(name + ".ndjson")]
    faces = [(frame, face) for frame in frames for face in frame["faces"]]
    assert len(rows) == len(faces) > 5, name
    if name != "stills":
        assert [frame["frame"] for frame in frames] == list(range(1, 21))
    for row, (frame, face) in zip(rows, faces):
        cells = 0
        for column in units:
            both = {**frame, **face}
            if key(column) not in both:
                continue
            values = both[key(column)]
            if column.endswith("_"):
                assert len(values) == sum(cell.startswith(column) and cell[len(column):].isdigit() for cell in row)
                for i, value in enumerate(values):
                    assert float(row["%s%d" % (column, i)]) == value, (name, column, i)
                cells += len(values)
            else:
                assert float(row[column]) == values, (name, column)
                cells += 1
        assert cells == len(row), name
P
