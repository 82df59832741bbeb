# needs: models clip python3
# raw less baseline, limited and smoothed over three frames, is OpenFace's intensity; static predictors have no baseline
openface="--pipeline openface --model-dir $models --max-frames 40 --threads 2 -q"
"$facsimile" extract "$clip" $openface --raw-au -o whole.csv --save-calibration me.json
"$facsimile" extract "$clip" $openface -o plain.csv
"$facsimile" extract "$clip" $openface --raw-au -o known.csv --calibration me.json
cmp whole.csv known.csv
"$facsimile" extract "$clip" $openface --raw-au -o online.csv --calibration online
"$facsimile" extract "$clip" $openface --raw-au -o none.csv --calibration none
status=0
"$facsimile" extract "$clip" $openface --compat openface --columns all,raw -o out.csv 2>err || status=$?
[ $status = 2 ]
grep -q 'with compat (--compat) the numbers are those of that program' err
[ ! -e out.csv ]
python3 - <<'P'
import csv
def read(path):
    with open(path) as file:
        return [{name.strip(): value.strip() for name, value in row.items()} for row in csv.DictReader(file)]
static = ["AU04", "AU06", "AU07", "AU10", "AU12", "AU14"]
def check(path, smoothed):
    rows = read(path)
    units = [name[:-len("_raw")] for name in rows[0] if name.endswith("_raw")]
    assert len(units) == 17
    for unit in units:
        rest = [max(0, min(5, float(row[unit + "_raw"]) - float(row[unit + "_baseline"]))) for row in rows]
        for i, row in enumerate(rows):
            alone = not smoothed or i in (0, len(rows) - 1)
            expected = rest[i] if alone else sum(rest[i - 1:i + 2]) / 3
            assert abs(expected - float(row[unit + "_r"])) < 0.0053, (path, unit, i, expected, row[unit + "_r"])
    return rows, units
rows, units = check("whole.csv", True)
for unit in units:
    values = {row[unit + "_baseline"] for row in rows}
    assert len(values) == 1 and (values == {"0.0000"}) == (unit in static), (unit, values)
for row, plain in zip(rows, read("plain.csv")):
    assert {name: row[name] for name in plain} == plain
online, _ = check("online.csv", False)
for row, other in zip(rows, online):
    for unit in units:
        assert row[unit + "_raw"] == other[unit + "_raw"], unit
none, _ = check("none.csv", True)
assert all(row[unit + "_baseline"] == "0.0000" for row in none for unit in units)
P
