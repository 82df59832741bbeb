# needs: picture ffmpeg
# HEIC through libheif, where it is installed
ffmpeg -v error -i "$picture" -frames:v 1 -vf scale=320:-2 a.ppm
status=0
# x265 itself leaks
ASAN_OPTIONS=detect_leaks=0 "$awkward_heif" a.ppm a.heic || status=$?
[ $status = 77 ] && { echo "no libheif that writes HEIC: not tried"; exit 0; }
[ $status = 0 ]
"$facsimile" extract a.heic --pipeline open -o heic.csv -q
"$facsimile" extract a.ppm --pipeline open -o ppm.csv -q
python3 - <<'PYTHON'
import csv
one, two = (next(csv.DictReader(open(name))) for name in ("heic.csv", "ppm.csv"))
for name in one:
    if name[:2] in ("x_", "y_"):
        assert abs(float(one[name]) - float(two[name])) <= .3, (name, one[name], two[name])
PYTHON
cp a.heic named.jpg
"$facsimile" extract named.jpg --image --pipeline open -o named.csv -q
cmp named.csv heic.csv
head -c 20000 a.heic >cut.heic
refuse "$facsimile" extract cut.heic --pipeline open 2>message
grep -q 'cut.heic' message
