# needs: python3
# what the record of a run says
clip=$source/examples/clip/heads.mp4
"$facsimile" extract "$clip" --max-frames 7 -q -o out.csv --fx 400 --fy 410 --pipeline open
"$facsimile" extract "$clip" --max-frames 7 -q -o out1.csv --fx 400 --fy 410 --pipeline open --threads 1 --cpu scalar
sed 's/out1\.csv/out.csv/' out1.csv.facsimile.json | cmp - out.csv.facsimile.json
"$facsimile" extract "$clip" --max-frames 7 -q -o many.csv --faces many 2>/dev/null
"$facsimile" extract "$clip" --max-frames 2 -q -o more.csv --ndjson more.ndjson --columns pose --pipeline open
"$facsimile" extract "$clip" --max-frames 2 -q -o table.csv --format pyfaceau --pipeline open
python3 - "$clip" <<'P'
import json, subprocess, sys, os
text = open("out.csv.facsimile.json").read()
found = json.loads(text)
assert list(found)[0] == "facsimile_sidecar" and found["facsimile_sidecar"] == 1
version = subprocess.run([os.environ["facsimile"], "--version"], capture_output=True, text=True).stdout.split()[1]
assert found["facsimile"] == version and found["input"] == sys.argv[1] and found["output"] == "out.csv"
assert found["pipeline"]["name"] == "open" and found["pipeline"]["automatic"] is False
assert all(found["pipeline"][stage] for stage in ("detector", "landmarks", "au"))
for model in found["models"]:
    assert model["name"] and len(model["sha256"]) == 64
camera, frames = found["camera"], found["frames"]
assert (camera["fx"], camera["fy"], camera["cx"], camera["cy"]) == (400, 410, 160, 120)
assert camera["focal_length_given"] and not camera["centre_given"]
assert (frames["in"], frames["out"], frames["width"], frames["height"]) == (7, 7, 320, 240)
assert frames["rows"] == len(open("out.csv").readlines()) - 1 == 7
assert found["options"]["max_frames"] == 7 and found["options"]["pipeline"] == "open"
names = [column["name"] + str(i) if "count" in column else column["name"] for column in found["columns"] for i in range(column.get("count", 1))]
assert names == open("out.csv").readline().strip().split(",")
known = {column["name"]: column for column in json.loads(subprocess.run([os.environ["facsimile"], "columns", "--json"], capture_output=True).stdout)}
for column in found["columns"]:
    line = known[column["name"]]
    assert column["meaning"] == line["meaning"] and column["unit"] == line["unit"], column
    for bound, wanted in zip(column["range"], line["range"], strict=True):
        assert (bound is None) == (wanted is None) and (bound is None or abs(bound - wanted) < 1e-6), column
    assert column["decimals"] == line["rows"]["one"] and column.get("frame", "") == line["frame"], column
assert found["more_outputs"] == [] and frames["rows_with_success"] == frames["with_face"] == 7
assert (found["video"]["stream"], found["video"]["coded_width"], found["time"]["container_start_s"]) == (1, 320, 0)
assert found["stopped"] is False and found["warnings"] == []
more = json.load(open("more.csv.facsimile.json"))
assert more["more_outputs"] == [{"kind": "ndjson", "path": "more.ndjson"}] and more["options"]["columns"] == "pose"
assert [column["name"] for column in more["columns"]][-1] == "pose_Rz" and len(more["columns"]) == 11
assert "columns" not in json.load(open("table.csv.facsimile.json"))
many = json.load(open("many.csv.facsimile.json"))
assert many["pipeline"]["automatic"] is True and many["options"]["faces"] == "many"
assert many["frames"]["rows"] == len(open("many.csv").readlines()) - 1
P
