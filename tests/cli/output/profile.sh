# needs: models clip python3
"$facsimile" extract "$clip" --model-dir "$models" --max-frames 35 --threads 3 -o plain.csv -q
"$facsimile" extract "$clip" --model-dir "$models" --max-frames 35 --threads 3 -o out.csv -q \
    --profile profile.json
cmp plain.csv out.csv
# no temporary file is left
[ "$(echo *)" = "out.csv out.csv.facsimile.json plain.csv plain.csv.facsimile.json profile.json" ]
python3 - <<'P'
import json
profile = json.load(open("profile.json"))
names = "load decode grey detect responses optimisation parts validator gaze_pose align fhog medians predict write landmarks"
assert list(profile["stages"]) == names.split(), profile["stages"].keys()
for stage in profile["stages"].values():
    for key in ("calls", "seconds", "median_s", "p95_s", "shortest_s", "longest_s"):
        assert stage[key] >= 0
    assert stage["shortest_s"] <= stage["median_s"] <= stage["p95_s"] <= stage["longest_s"]
calls = {name: stage["calls"] for name, stage in profile["stages"].items()}
assert calls["load"] == 1 and calls["decode"] == calls["grey"] == calls["fhog"] == 35, calls
assert calls["medians"] == 18 and calls["write"] == calls["predict"] == 36, calls
assert profile["frames"] == 35 and profile["threads"] == 3 and profile["warm_frames"] == 5
P
