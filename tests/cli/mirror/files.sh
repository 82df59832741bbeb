# needs: python3 ffprobe
# our clip: every file, one output frame for each input frame, the same tables whatever the number of threads
clip=$source/examples/clip/heads.mp4
cp "$clip" heads.mp4
"$facsimile" mirror heads.mp4 --pipeline open --threads 1 >table
cmp heads.mp4 "$clip"
ls heads_mirror | tr '\n' ' ' | grep -qx 'heads_debug.mp4 heads_left_mirrored.csv heads_left_mirrored.mp4 heads_right_mirrored.csv heads_right_mirrored.mp4 heads_sides.csv heads_sides_summary.csv heads_source.mp4 '
cmp heads.mp4 heads_mirror/heads_source.mp4
for name in right_mirrored left_mirrored debug; do
    ffprobe -v error -count_frames -show_entries stream=codec_type,width,height,r_frame_rate,nb_read_frames -of csv=p=0 \
        heads_mirror/heads_$name.mp4 >found
    [ "$(cat found)" = "video,320,240,25/1,200" ] || { cat found; exit 1; }
done
"$facsimile" mirror heads.mp4 --pipeline open --threads 2 -q -o two >quiet
[ ! -s quiet ]
"$facsimile" mirror heads.mp4 --pipeline open --threads 4 -q -o four --no-videos
for name in right_mirrored left_mirrored sides sides_summary; do
    cmp heads_mirror/heads_$name.csv two/heads_$name.csv
    cmp heads_mirror/heads_$name.csv four/heads_$name.csv
done
[ ! -e four/heads_debug.mp4 ]
cmp heads_mirror/heads_right_mirrored.mp4 two/heads_right_mirrored.mp4
grep -q '^heads.mp4: 200 of 200 frames measured on both sides$' table
"$facsimile" extract heads.mp4 --pipeline open -q -o extract.csv --no-sidecar
python3 - <<'P'
import csv, math
rows = list(csv.DictReader(open("heads_mirror/heads_sides.csv")))
units = {row["au"]: row for row in csv.DictReader(open("heads_mirror/heads_sides_summary.csv"))}
assert [int(row["frame"]) for row in rows] == list(range(1, 201))
assert abs(float(rows[50]["timestamp"]) - 2) < 1e-9
sides = {}
for side in ("right", "left"):
    text = open(f"heads_mirror/heads_{side}_mirrored.csv").read()
    assert text.split("\n")[0] == open("extract.csv").readline().rstrip("\n")
    sides[side] = list(csv.DictReader(text.splitlines()))
    assert len(sides[side]) == 200
for name, unit in units.items():
    values = {side: [float(row[f"{name}_{side}"]) for row in rows] for side in sides}
    peak = {side: max(values[side]) for side in sides}
    mean = {side: sum(values[side]) / len(values[side]) for side in sides}
    for row, right, left in zip(rows, values["right"], values["left"]):
        assert abs(float(row[name + "_difference"]) - (right - left)) < 0.0016
    for side in sides:
        assert abs(peak[side] - float(unit["peak_" + side])) < 0.0006
        assert abs(mean[side] - float(unit["mean_" + side])) < 0.0011
        assert abs(values[side][int(unit["peak_frame_" + side]) - 1] - peak[side]) < 1e-9
        for row, value in zip(sides[side], values[side]):
            assert abs(float(row[name + "_r"]) - value) < 0.0056, (name, side)
    for what in (peak, mean):
        index = unit["asymmetry_peak" if what is peak else "asymmetry_mean"]
        if max(peak.values()) < 0.499:
            assert index == ""
        elif max(peak.values()) > 0.501:
            wanted = 100 * (what["right"] - what["left"]) / max(what.values())
            assert abs(float(index) - wanted) < 0.06 + 0.2 / max(what.values()), (name, index, wanted)
# from 2.0 to 2.4 s only the left corner of the mouth is pulled
row = rows[53]
assert float(row["AU12_left"]) > 2 > 0.7 > float(row["AU12_right"]), row
P
