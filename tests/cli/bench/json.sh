# needs: models clip python3
"$facsimile" bench "$clip" --model-dir "$models" --max-frames 32 --repeat 2 --warmup 1 --threads 2 \
    --cpu scalar --json >bench.json
python3 - <<'P'
import json
bench = json.load(open("bench.json"))
assert bench["frames"] == 32 and bench["threads"] == 2 and bench["cpu"] == "scalar", bench
assert bench["repeat"] == 2 and bench["warmup"] == 1 and len(bench["runs_ms_per_frame"]) == 2
assert bench["warm_frames"] == 2
for key in ("wall_s", "cpu_s", "ms_per_frame", "fps", "startup_s", "first_result_s", "peak_memory_bytes"):
    assert bench[key] > 0, key
assert abs(bench["ms_per_frame"] - 1e3 * bench["wall_s"] / 32) < 1e-6
assert bench["warm_allocations_per_frame"] >= 0 and bench["warm_bytes_per_frame"] >= 0
stages = bench["stages"]
assert stages["grey"]["calls"] == 32 and stages["load"]["calls"] == 1 and stages["detect"]["calls"] == 1
shares = sum(stage.get("share", 0) for stage in stages.values())
assert 0 < shares <= 1.000001, shares
P
