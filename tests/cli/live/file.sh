# needs: clip python3
# a file is played at its own speed to its end; results are those of extract but for the action units
"$facsimile" live "$clip" --pipeline null --ndjson out.ndjson --csv out.csv 2>said
"$facsimile" extract "$clip" --pipeline null -q --ndjson all.ndjson
python3 - <<'P'
import json
live, all = ([json.loads(line) for line in open(name)] for name in ("out.ndjson", "all.ndjson"))
times = {result["frame"]: result["timestamp_s"] for result in all}
assert len(live) > 2 and all[-1]["frame"] == live[-1]["frame"], "the last frame is never dropped"
for result in live:
    assert result["timestamp_s"] == times[result["frame"]], result
# no frame leaves before it is due
first = live[0]
for result in live:
    due = result["timestamp_s"] - first["timestamp_s"]
    assert result["captured_s"] - first["captured_s"] > due - 0.005, result
P
grep -q "results of .* frames, .* dropped; latency median" said
grep -q "wrote out.csv" said
