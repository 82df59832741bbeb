# needs: python3
heads=$source/examples/clip/heads.mp4
# what was learnt of a clip gives the clip's own values, whatever part of it is analysed, frame by frame as well
open="--pipeline open --max-frames 40 --threads 1 --columns au -q"
"$facsimile" extract "$heads" $open -o whole.csv --save-calibration me.json
"$facsimile" extract "$heads" $open -o again.csv --calibration me.json
cmp whole.csv again.csv
"$facsimile" extract "$heads" $open -o named.csv --calibration whole
cmp whole.csv named.csv
"$facsimile" extract "$heads" $open -o from.csv --calibration-from "$heads"
"$facsimile" extract "$heads" --pipeline open --threads 1 --columns au -q -o long.csv --calibration me.json
head -n 41 long.csv | cmp - whole.csv
refuse cmp -s from.csv whole.csv # the recording is not cut by --max-frames
# other ways give other values
"$facsimile" extract "$heads" $open -o online.csv --calibration online --save-calibration online.json
"$facsimile" extract "$heads" $open -o none.csv --calibration none
refuse cmp -s online.csv whole.csv
refuse cmp -s none.csv whole.csv
refuse cmp -s none.csv online.csv
# the same is written when it is used, and by any number of threads
"$facsimile" extract "$heads" --pipeline open --max-frames 9 --threads 4 -q -o short.csv --calibration me.json --save-calibration same.json
cmp me.json same.json
python3 - <<'P'
import json
me = json.load(open("me.json"))
assert me["facsimile_calibration"] == 1 and me["pipeline"] == "open" and me["engine"] == "open", me
assert [p["person"] for p in me["persons"]] == [0] and 0 < me["persons"][0]["frames"] <= 40
assert len(me["persons"][0]["learnt"]["neutral"]) == 30
assert all(len(model["sha256"]) == 64 for model in me["models"]) and me["models"]
P
grep -q '"calibration": "me.json"' again.csv.facsimile.json
# live takes it as well: the values of a frame are the clip's own
"$facsimile" live "$heads" --pipeline open --threads 1 --columns au -q --csv live.csv --calibration me.json
python3 - <<'P'
import csv
key = lambda row: {name.strip(): value.strip() for name, value in row.items()}
whole = {r["frame"]: r for r in map(key, csv.DictReader(open("long.csv")))}
rows = list(map(key, csv.DictReader(open("live.csv"))))
assert rows
units = [name for name in whole["1"] if name.startswith("AU") and name.endswith("_r")]
assert len(units) > 10 and rows[0]["frame"] == "1"
for unit in units: # later frames hang on those that were dropped
    assert rows[0][unit] == whole["1"][unit], (unit, rows[0][unit], whole["1"][unit])
P
