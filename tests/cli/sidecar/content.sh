# needs: python3
# what the record of a run says
clip=$source/examples/clip/heads.mp4
"$facsimile" extract "$clip" --max-frames 7 -q -o out.csv --fx 400 --fy 410 --pipeline open
"$facsimile" extract "$clip" --max-frames 7 -q -o out1.csv --fx 400 --fy 410 --pipeline open --threads 1 --cpu scalar
sed 's/out1\.csv/out.csv/' out1.csv.facsimile.json | cmp - out.csv.facsimile.json
"$facsimile" extract "$clip" --max-frames 7 -q -o many.csv --faces many 2>/dev/null
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
assert found["stopped"] is False and found["warnings"] == []
many = json.load(open("many.csv.facsimile.json"))
assert many["pipeline"]["automatic"] is True and many["options"]["faces"] == "many"
assert many["frames"]["rows"] == len(open("many.csv").readlines()) - 1
P
