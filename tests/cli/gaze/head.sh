# needs: python3
heads=$source/examples/clip/heads.mp4
# gaze as seen from the head: there by its own word only, beside the same values as without it, and what a rotation says
"$facsimile" extract "$heads" --pipeline open -q -o plain.csv
"$facsimile" extract "$heads" --pipeline open -q -o more.csv --columns all,gaze-head
"$facsimile" extract "$heads" --pipeline open -q -o alone.csv --columns gaze-head
python3 - <<'P'
import csv, math
plain, more, alone = (list(csv.DictReader(open(name + ".csv"))) for name in ("plain", "more", "alone"))
names = ["gaze_head_angle_x", "gaze_head_angle_y"]
assert [name for name in more[0] if name not in plain[0]] == names
assert list(alone[0]) == ["frame", "face_id", "timestamp", "confidence", "success"] + names
def turned(row):
    gaze = [(float(row["gaze_0_" + a]) + float(row["gaze_1_" + a])) / 2 for a in "xyz"]
    x, y, z = (float(row["pose_R" + a]) for a in "xyz")
    times = lambda a, b: [[sum(a[i][k] * b[k][j] for k in range(3)) for j in range(3)] for i in range(3)]
    rx = [[1, 0, 0], [0, math.cos(x), -math.sin(x)], [0, math.sin(x), math.cos(x)]]
    ry = [[math.cos(y), 0, math.sin(y)], [0, 1, 0], [-math.sin(y), 0, math.cos(y)]]
    rz = [[math.cos(z), -math.sin(z), 0], [math.sin(z), math.cos(z), 0], [0, 0, 1]]
    r = times(times(rx, ry), rz)
    v = [sum(r[k][i] * gaze[k] for k in range(3)) for i in range(3)]
    return math.atan2(v[0], -v[2]), math.atan2(v[1], -v[2])
for before, row, only in zip(plain, more, alone):
    assert all(row[name] == text for name, text in before.items())
    assert all(row[name] == only[name] for name in names)
    for name, angle in zip(names, turned(row)):
        assert abs(float(row[name]) - (angle if row["success"] == "1" else 0)) < 2e-3, (row["frame"], name)
assert max(abs(float(r["gaze_angle_x"]) - float(r["gaze_head_angle_x"])) for r in more) > 0.2 # a head turns
P
"$facsimile" extract "$heads" --pipeline null --max-frames 2 -o null.csv --columns pose,gaze-head 2>err
grep -qF "columns (--columns): there are none of 'gaze-head' with the pipeline null" err
