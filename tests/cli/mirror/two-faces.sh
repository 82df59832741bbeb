# needs: ffmpeg python3
# of several faces one is mirrored, and only that one is measured
ffmpeg -nostdin -v error -i "$source/examples/clip/heads.mp4" -vf "select=eq(n\,53),crop=200:240:60:0,split[a][b];[b]scale=100:120,pad=100:240:0:60[c];[a][c]hstack" \
    -frames:v 1 two.png
"$facsimile" mirror two.png --pipeline open -q
[ "$(wc -l <two_mirror/two_left_mirrored.csv)" = 2 ]
"$facsimile" extract two_mirror/two_left_mirrored.png --pipeline open -q -o all.csv --no-sidecar
[ "$(wc -l <all.csv)" -gt 2 ]
# the smaller one, when the line leads through it
"$facsimile" mirror two.png --pipeline open --midline 249.5,60,249.5,180 -q -o small
"$facsimile" extract small/two_right_mirrored.png --pipeline open -q -o all.csv --no-sidecar
[ "$(wc -l <all.csv)" -gt 2 ]
python3 - <<'P'
import csv
row = next(csv.DictReader(open("two_mirror/two_left_mirrored.csv")))
x = [float(row[f"x_{i}"]) for i in range(68)]
assert 60 < sum(x) / 68 < 140, sum(x) / 68
row = next(csv.DictReader(open("small/two_right_mirrored.csv")))
x = [float(row[f"x_{i}"]) for i in range(68)]
assert 240 < sum(x) / 68 < 260 and max(x) - min(x) < 60, x
P
