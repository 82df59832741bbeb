# needs: data python3
# no value is outside the range of its column
"$facsimile" columns --json >columns.json
"$facsimile" extract "$data/media/default.wmv" --model-dir "$models" --max-frames 100 -o one.csv -q
"$facsimile" extract "$data/media/multi_face.avi" --model-dir "$models" --max-frames 10 --faces many -o many.csv -q
"$facsimile" extract "$data/media/sample6.jpg" --model-dir "$models" -o stills.csv -q
python3 - <<'P'
import csv, json
columns = json.load(open("columns.json"))
ranges = {}
for column in columns:
    series = column["name"].endswith("_")
    for i in range(column["count"]):
        ranges[column["name"] + (str(i) if series else "")] = column["range"]
for name in ("one", "many", "stills"):
    rows = list(csv.DictReader(open(name + ".csv")))
    assert len(rows) > 10, name
    for row in rows:
        for column, text in row.items():
            low, high = ranges[column]
            value = float(text)
            assert low is None or value >= low, (name, column, value)
            assert high is None or value <= high, (name, column, value)
P
