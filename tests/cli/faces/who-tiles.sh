# four persons, numbered from the left
# needs: data ffmpeg python3
. "$support/people-clips.sh"
tile a default.wmv 0 40
tile b 2015-10-15-15-14.avi 0 40
tile c franck.mp4 0 40
tile d face_noface.mov 0 40
ffmpeg -nostdin -v error -i a.avi -i b.avi -i c.avi -i d.avi -filter_complex "hstack=4" -c:v ffv1 four.avi
"$facsimile" extract four.avi --pipeline open --faces many --order left -q --no-sidecar -o tiles.csv
python3 "$support/who_is_who.py" tiles.csv a:1-40:0,0,160,160 b:1-40:160,0,320,160 c:1-40:320,0,480,160 d:1-40:480,0,640,160
python3 - <<'P'
import csv
for row in csv.DictReader(open("tiles.csv")):
    assert int(float(row["x_30"]) // 160) == int(row["face_id"]), row["frame"]
P
