# needs: onnx data python3
# what is filled, and how the values hang together
. "$support/openface3-models.sh"
"$facsimile" extract "$source/examples/clip/heads.mp4" --pipeline openface3 --max-frames 12 -q -o out.csv --ndjson out.ndjson
"$facsimile" columns --json >columns.json
python3 - <<'P'
import csv, json, math

rows = list(csv.DictReader(open("out.csv")))
known = {}
for column in json.load(open("columns.json")):
    if "openface3" in column["pipelines"] and column["rows"]["one"] is not None and not column["on_request"]:
        names = [column["name"] + str(i) for i in range(column["count"])] if column["name"].endswith("_") else [column["name"]]
        known.update((name, column) for name in names)
modes = sum(name.startswith("p_") and name[2:].isdigit() for name in rows[0])
assert modes == 30, modes
wanted = [name for name in known if not (name.startswith("p_") and name[2:].isdigit() and int(name[2:]) >= modes)]
assert list(rows[0]) == wanted, set(rows[0]) ^ set(wanted)
units = ["AU01", "AU02", "AU04", "AU06", "AU09", "AU12", "AU25", "AU26"]
assert [name for name in rows[0] if name.endswith("_r")] == [unit + "_r" for unit in units + ["AU45"]]
assert [name for name in rows[0] if name.endswith("_c")] == [unit + "_c" for unit in units]
same = [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 33, 34, 35, 36, 37, 42, 43, 44, 45, 46, 51, 52, 53, 54, 55, 56,
        57, 58, 59, 60, 61, 63, 64, 65, 67, 68, 69, 71, 72, 73, 75] + list(range(76, 96))
for row in rows:
    value = {name: float(text) for name, text in row.items()}
    for name in value:
        low, high = known[name]["range"]
        assert (low is None or value[name] >= low) and (high is None or value[name] <= high), (name, value[name])
    assert abs(sum(value[name] for name in value if name.startswith("emotion_")) - 1) < 0.005
    for unit in units:
        assert value[unit + "_c"] == (value[unit + "_r"] >= 2.5) or abs(value[unit + "_r"] - 2.5) < 0.006
    assert all(value["x_%d" % i] == value["x98_%d" % k] and value["y_%d" % i] == value["y98_%d" % k] for i, k in enumerate(same))
    for eye in "01":
        assert abs(math.hypot(*(value["gaze_%s_%s" % (eye, axis)] for axis in "xyz")) - 1) < 1e-4
    assert abs(math.atan2(value["gaze_0_x"], -value["gaze_0_z"]) - value["gaze_angle_x"]) < 1e-3
    assert 0.5 < value["confidence"] <= 1

for row, line in zip(rows, open("out.ndjson")):
    face, = json.loads(line)["faces"]
    assert len(face["x98_px"]) == len(face["y98_px"]) == 98
    assert face["emotion_happy"] == float(row["emotion_happy"]) and face["AU12_r"] == float(row["AU12_r"])
P
