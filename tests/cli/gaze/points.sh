# needs: python3
heads=$source/examples/clip/heads.mp4
# points that are made up from what was measured, by a known map, are found again on a screen: by time, by frames, in a
# recording of their own, and from what was saved
open="--pipeline open --threads 1"
"$facsimile" extract "$heads" $open -q -o plain.csv --columns pose,gaze
python3 - <<'P'
import csv, json, math, os, statistics
rows = list(csv.DictReader(open("plain.csv")))
plane = [[float(r["pose_T" + a]) + float(r["pose_Tz"]) * math.tan(float(r["gaze_angle_" + a])) for a in "xy"] for r in rows]
LENGTH = 8
windows = [(i, [statistics.median(p[a] for p in plane[i:i + LENGTH]) for a in (0, 1)]) for i in range(0, len(rows) - LENGTH, LENGTH)]
chosen = [pick(windows, key=lambda w: w[1][a]) for a in (0, 1) for pick in (min, max)] # a cross
while len(chosen) < 9: # each as far from the others as there is
    chosen.append(max(windows, key=lambda w: min(math.dist(w[1], c[1]) for c in chosen)))
place = lambda p: [400 + 1.5 * p[0] + 0.2 * p[1], 300 - 0.1 * p[0] + 6 * p[1]]
def bent(p):
    return [place(p)[0] + 0.01 * p[0] * p[0], place(p)[1] + 0.05 * p[0] * p[1]]
def point(i, p, by_frame):
    first, last = rows[i], rows[i + LENGTH - 1]
    time = {"from_frame": int(first["frame"]), "to_frame": int(last["frame"])} if by_frame else \
        {"from": max(0, float(first["timestamp"]) - 0.001), "to": float(last["timestamp"]) + 0.001}
    return {"screen": (bent if by_frame else place)(p), **time}
def write(name, count, by_frame=False, **more):
    json.dump({"unit": "mm", "screen_size": [1200, 900], "points": [point(i, p, by_frame) for i, p in chosen[:count]], **more}, open(name, "w"))
os.mkdir("elsewhere")
write("five.json", 5)
write("nine.json", 9, by_frame=True)
write("elsewhere/clip.json", 5, clip="dots.mp4")
json.dump([[place(p) for p in plane], [bent(p) for p in plane], chosen], open("truth.json", "w"))
P
cp "$heads" elsewhere/dots.mp4
"$facsimile" extract "$heads" $open -o five.csv --columns pose,gaze --gaze-calibration five.json --save-gaze-calibration saved.json 2>err
grep -qE '^facsimile: five.json: 5 points, fit of first order: misses a point that is left out by [0-9.e+]+ mm' err
"$facsimile" extract "$heads" $open -q -o nine.csv --ndjson nine.ndjson --columns au,gaze --gaze-calibration nine.json
"$facsimile" extract "$heads" $open -q -o clip.csv --columns pose,gaze --gaze-calibration elsewhere/clip.json
"$facsimile" extract "$heads" $open -q -o again.csv --columns pose,gaze --gaze-calibration saved.json
cmp five.csv again.csv
cmp five.csv clip.csv
"$facsimile" extract "$heads" $open -q -o part.csv --columns pose,gaze --gaze-calibration five.json --max-frames 20
head -n 21 five.csv | cmp - part.csv
[ "$have_hdf5" = no ] || "$facsimile" extract "$heads" $open -q -o names.csv --hdf5 names.h5 --names safe --max-frames 5 --gaze-calibration saved.json
python3 - <<'P'
import csv, json, math, statistics
truth, curved, chosen = json.load(open("truth.json"))
def check(name, first, most, truth):
    rows = list(csv.DictReader(open(name + ".csv")))
    assert len(rows) == len(truth)
    screen = [[float(r["gaze_screen_" + a]) for a in "xy"] for r in rows]
    assert all(math.isfinite(v) for p, r in zip(screen, rows) if r["success"] == "1" for v in p)
    for i, _ in chosen[:first]:
        for axis in (0, 1):
            found, meant = (statistics.median(p[axis] for p in which[i:i + 8]) for which in (screen, truth))
            assert abs(found - meant) < most, (name, i, axis, found, meant)
    return rows, screen
rows, screen = check("five", 5, 2, truth)
plain = list(csv.DictReader(open("plain.csv")))
added = [name for name in rows[0] if name not in plain[0]]
assert added == ["gaze_screen_x", "gaze_screen_y"], added
assert all(row[name] == text for row, before in zip(rows, plain) for name, text in before.items())
assert statistics.median(math.dist(a, b) for a, b in zip(screen, truth)) < 2 # an affine map is found everywhere
check("nine", 9, 12, curved)
lines = [json.loads(line)["faces"][0] for line in open("nine.ndjson")]
assert [line["gaze_screen_x_mm"] for line in lines] == [float(r["gaze_screen_x"]) for r in csv.DictReader(open("nine.csv"))]
record = json.load(open("five.csv.facsimile.json"))
kept = record["gaze_calibration"]
assert kept["order"] == 1 and kept["unit"] == "mm" and len(kept["points"]) == 5 and not kept["measured_before"], kept
assert 0 < kept["error"] < kept["error_left_out"] < 20, kept
units = {c["name"]: c["unit"] for c in record["columns"]}
assert units["gaze_screen_x"] == "mm", units
assert json.load(open("nine.csv.facsimile.json"))["gaze_calibration"]["order"] == 2
again = json.load(open("again.csv.facsimile.json"))["gaze_calibration"]
assert again["measured_before"] and again["error_left_out"] == kept["error_left_out"], again
P
# a batch takes it as well
mkdir study
cp "$heads" study/a.mp4
"$facsimile" batch study --out-dir results $open -q --columns pose,gaze --gaze-calibration saved.json
cmp results/a.csv five.csv
