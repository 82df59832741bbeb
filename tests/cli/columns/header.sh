# needs: data python3
# what the files start with is what `facsimile columns` lists
"$facsimile" columns --json >columns.json
"$facsimile" extract "$data/media/default.wmv" --model-dir "$models" --max-frames 1 -o one.csv -q
"$facsimile" extract "$data/media/default.wmv" --model-dir "$models" --max-frames 1 --faces many -o many.csv -q
"$facsimile" extract "$data/media/sample1.jpg" --model-dir "$models" -o stills.csv -q
python3 - <<'P'
import json
columns = json.load(open("columns.json"))
for rows in ("one", "many", "stills"):
    names, decimals = [], []
    for column in columns:
        if column["rows"][rows] is not None and "openface" in column["pipelines"] and not column["on_request"]:
            series = column["name"].endswith("_")
            names += [column["name"] + (str(i) if series else "") for i in range(column["count"])]
            decimals += [column["rows"][rows]] * column["count"]
    header, row = open(rows + ".csv").read().splitlines()[:2]
    assert header.split(",") == names, rows
    found = [len(cell.partition(".")[2]) for cell in row.split(",")]
    assert found == decimals, rows
P
