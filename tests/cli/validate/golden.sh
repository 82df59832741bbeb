# needs: data python3
# a result of OpenFace against itself, and against what another build of it gives
golden=$data/golden/default
"$facsimile" validate "$golden/FeatureExtraction.csv.gz" "$golden/FeatureExtraction.csv.gz" --reference openface --json same.json >table
grep -q '^verdict  *passed$' table
"$facsimile" validate "$golden/FeatureExtraction_rebuild.csv.gz" "$golden/FeatureExtraction.csv.gz" --reference openface --json twin.json >table
grep -q '^action units  *17 excellent, 0 good' table
# another landmark model is not the same thing
status=0
"$facsimile" validate "$golden/FeatureExtraction_main_clnf_multi_pie.csv.gz" "$golden/FeatureExtraction.csv.gz" \
    --reference openface --json other.json >table || status=$?
[ "$status" = 1 ]
awk 'length > 80 && !/^(first|second)/ { exit 1 }' table
python3 - <<'P'
import json
same, twin, other = (json.load(open(name + ".json")) for name in ("same", "twin", "other"))
assert same["judged"] == same["enough"] == 31 and same["rows"]["judged"] == 288, same
assert all(column["r"] > 1 - 1e-9 and column["mean_difference"] == 0 for column in same["action_units"] + same["pose"])
assert same["landmarks_2d"] == {"points": 68, "mean_px": 0, "mean_percent": 0}
assert twin["passed"] and 0.999 < twin["shape"]["mean_r"] < 1 and 0 < twin["landmarks_2d"]["mean_px"] < 0.1, twin
assert other["shape"]["columns"] == 23 and other["only_second"] == ["p_23 ... p_33"] and not other["shape"]["enough"]
assert other["landmarks_3d"]["enough"] and not other["passed"]
P
