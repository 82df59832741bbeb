# a hard cut to somebody else and back
# needs: data ffmpeg python3
. "$support/people-clips.sh"
tile a default.wmv 0 30
tile b franck.mp4 0 30
tile c default.wmv 225 30
ffmpeg -nostdin -v error -i a.avi -i b.avi -i c.avi -filter_complex "[0:v][1:v][2:v]concat=n=3" -c:v ffv1 all.avi
"$facsimile" extract all.avi --pipeline open --faces many -q --no-sidecar -o cut.csv
python3 "$support/who_is_who.py" cut.csv a:1-30:0,0,160,160 b:31-60:0,0,160,160 a:61-90:0,0,160,160
