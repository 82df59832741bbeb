# a person leaves for ten seconds and comes back, the other one stays
# needs: data ffmpeg python3
. "$support/people-clips.sh"
tile a default.wmv 0 30
tile b 2015-10-15-15-14.avi 0 310
tile c default.wmv 225 30
ffmpeg -nostdin -v error -i a.avi -i b.avi -i c.avi -filter_complex "color=gray:s=160x160:r=25:d=10,format=bgr24[g];
    [0:v][g][2:v]concat=n=3[h];[h][1:v]hstack=shortest=1" -c:v ffv1 both.avi
"$facsimile" extract both.avi --pipeline open --faces many -q --no-sidecar -o leaves.csv
python3 "$support/who_is_who.py" leaves.csv a:1-30:0,0,160,160 b:1-310:160,0,320,160 a:281-310:0,0,160,160
