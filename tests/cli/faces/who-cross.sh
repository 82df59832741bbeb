# two persons cross, one in front of the other: both stay who they are
# needs: data ffmpeg python3
. "$support/people-clips.sh"
tile a default.wmv 0 75
tile b 2015-10-15-15-14.avi 0 75
ffmpeg -nostdin -v error -i a.avi -i b.avi -filter_complex "color=gray:s=480x160:r=25[g];[g][0:v]overlay=x=n*320/74:shortest=1[h];
    [h][1:v]overlay=x=320-n*320/74:shortest=1" -c:v ffv1 both.avi
"$facsimile" extract both.avi --pipeline open --faces many -q --no-sidecar -o cross.csv
python3 "$support/who_is_who.py" cross.csv a:1-24:0,0,160,160:4.32 b:1-75:320,0,480,160:-4.32 a:54-75:229,0,389,160:4.32
