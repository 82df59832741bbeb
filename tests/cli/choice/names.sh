# needs: clip python3
# --names safe: the same values; no two names differ only in case, so SQLite takes them; compare and draw read both
run() { "$facsimile" extract "$clip" --pipeline open --max-frames 5 -q --no-sidecar "$@"; }
run -o usual.csv --ndjson usual.ndjson
run -o safe.csv --ndjson safe.ndjson --names safe
python3 - <<'P'
import csv, json, sqlite3
usual, safe = (list(csv.reader(open(name + ".csv"))) for name in ("usual", "safe"))
assert usual[1:] == safe[1:] and usual[0] != safe[0]
changed = {new: old for old, new in zip(usual[0], safe[0]) if old != new}
assert changed["X3d_0"] == "X_0" and changed["Z3d_67"] == "Z_67" and len(changed) == 3 * 68
assert len({name.lower() for name in safe[0]}) == len(safe[0]) > len({name.lower() for name in usual[0]})
table = sqlite3.connect(":memory:")
table.execute("create table t (%s)" % ", ".join('"%s"' % name for name in safe[0]))
usual, safe = (json.loads(open(name + ".ndjson").readline())["faces"][0] for name in ("usual", "safe"))
assert usual["X_mm"] == safe["X3d_mm"] and "X_mm" not in safe and usual["x_px"] == safe["x_px"]
P
for pair in "usual.csv safe.csv" "safe.csv usual.csv"; do
    "$facsimile" compare $pair >said
    grep -Eq '^landmarks 3D +0\.0000' said
done
