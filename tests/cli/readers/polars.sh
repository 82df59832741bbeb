# needs: polars python3
# the page's program, and what it got, against a plain reading of the CSV
. "$cases/page.inc"
written
page polars >program.py
cat >>program.py <<'P'

import csv
rows = list(csv.DictReader(open("face.csv")))
assert table.height == faces.height == beh.height == len(rows) == 30 and good.height == sum(row["success"] == "1" for row in rows) > 20
assert table.columns == beh.columns == list(rows[0])
for name in table.columns:
    written = [float(row[name]) for row in rows]
    assert table[name].to_list() == written and beh[name].to_list() == written, name
assert table["frame"].dtype == beh["frame"].dtype == pl.Int64 and table["AU12_r"].dtype == beh["AU12_r"].dtype == pl.Float64
assert faces["AU12_r"].to_list() == table["AU12_r"].to_list() and faces["frame"].to_list() == table["frame"].to_list()
assert faces["success"].dtype == pl.Boolean and faces["timestamp_s"].to_list() == table["timestamp"].to_list()
assert faces["x_px"][7].to_list() == [table["x_%d" % i][7] for i in range(68)]
P
PYTHONPATH=$polars python3 program.py
