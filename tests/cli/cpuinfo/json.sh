# needs: python3
"$facsimile" cpuinfo --json >auto.json
FACSIMILE_CPU=scalar "$facsimile" cpuinfo --json >scalar.json
python3 - <<'P'
import json
auto, scalar = json.load(open("auto.json")), json.load(open("scalar.json"))
assert auto["level"] == auto["detected"] == scalar["detected"]
assert auto["requested"] == "auto" and auto["requested_by"] is None
assert auto["level"] in auto["compiled"] and "scalar" in auto["compiled"]
assert all(value in (True, False) for value in auto["features"].values()) and auto["cores"] >= 1
assert auto["cpu_quota"] is None or auto["cores"] < auto["cpu_quota"] + 1
assert scalar["level"] == scalar["requested"] == "scalar" and scalar["requested_by"] == "FACSIMILE_CPU"
P
