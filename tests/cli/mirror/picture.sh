# needs: ffmpeg python3
# a picture: pictures, and tables of one row; the given line is where they are symmetric
ffmpeg -nostdin -v error -i "$source/examples/clip/heads.mp4" -vf "select=eq(n\,53)" -frames:v 1 smile.png
"$facsimile" mirror smile.png --pipeline open -q
[ "$(ls smile_mirror | tr '\n' ' ')" = "smile_debug.png smile_left_mirrored.csv smile_left_mirrored.png smile_right_mirrored.csv smile_right_mirrored.png smile_sides.csv smile_sides_summary.csv smile_source.png " ]
for name in right_mirrored left_mirrored sides; do
    [ "$(wc -l <smile_mirror/smile_$name.csv)" = 2 ]
done
"$facsimile" mirror smile.png --pipeline open -q --midline 159.5,0,159.5,200 --band 0 --no-debug -o line
for name in smile line/smile_right_mirrored line/smile_left_mirrored line/smile_source; do
    ffmpeg -nostdin -v error -i $name.png -f rawvideo -pix_fmt bgr24 "${name#line/}.raw"
done
python3 - <<'P'
import csv
def read(name):
    data = open(name + ".raw", "rb").read()
    assert len(data) == 320 * 240 * 3
    return [[data[3 * (y * 320 + x):3 * (y * 320 + x) + 3] for x in range(320)] for y in range(240)]
frame, right, left = read("smile"), read("smile_right_mirrored"), read("smile_left_mirrored")
assert frame == read("smile_source")
for y in range(240):
    assert right[y][:160] == frame[y][:160] and right[y][160:] == frame[y][:160][::-1]
    assert left[y][160:] == frame[y][160:] and left[y][:160] == frame[y][160:][::-1]
row = next(csv.DictReader(open("smile_mirror/smile_sides.csv")))
assert row["success_right"] == row["success_left"] == "1"
assert float(row["AU12_left"]) - float(row["AU12_right"]) > 1, row
P
