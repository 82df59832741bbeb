# needs: pandas python3
# the page's program, and what it got, against a plain reading of the CSV
. "$cases/page.inc"
written
page pandas >program.py
cat >>program.py <<'P'

import csv
rows = list(csv.DictReader(open("face.csv")))
assert len(table) == len(faces) == len(beh) == len(rows) == 30 and len(good) == sum(row["success"] == "1" for row in rows) > 20
assert list(table) == list(beh) == list(rows[0])
for name in table:
    written = [float(row[name]) for row in rows]
    assert table[name].tolist() == written and beh[name].tolist() == written, name
assert table.frame.dtype == beh.frame.dtype == "int64" and table.AU12_r.dtype == beh.AU12_r.dtype == "float64"
assert faces.AU12_r.tolist() == table.AU12_r.tolist() and faces.frame.tolist() == table.frame.tolist()
assert faces.timestamp_s.tolist() == table.timestamp.tolist() and faces.success.tolist() == (table.success == 1).tolist()
assert faces.x_px[7] == [table["x_%d" % i][7] for i in range(68)] and faces.pose_Tx_mm.tolist() == table.pose_Tx.tolist()
assert units["x_0"] == "px" and units["Z_67"] == "mm" and units["pose_Rx"] == "rad" and units["timestamp"] == "s" and units["AU12_r"] == ""
assert about["SamplingFrequency"] == 25 and about["StartTime"] == table.timestamp[0] and about["TaskName"] == "rest"
assert about["Sources"] == ["sub-01_task-rest_video.mp4"] and about["success"]["Levels"]["1"]
P
/usr/bin/python3 program.py
# several faces
run -o many.csv --faces many --bids many
/usr/bin/python3 - <<'P'
import json, pandas as pd
about = json.load(open("many/sub-01_task-rest_beh.json"))
beh = pd.read_csv("many/sub-01_task-rest_beh.tsv.gz", sep="\t", names=about["Columns"], na_values="n/a")
table = pd.read_csv("many.csv")
pd.testing.assert_frame_equal(beh, table)
assert beh.AU12_r.notna().all() and set(beh.person) == set(beh.track) == {0}
assert "Levels" not in about["AU12_c"] and "SamplingFrequency" not in about
P
