# two persons are in each other's seat from one frame to the next
# needs: data ffmpeg python3
. "$support/people-clips.sh"
tile a default.wmv 0 60
tile b franck.mp4 0 60
ffmpeg -nostdin -v error -i a.avi -i b.avi -filter_complex "[0:v]split[a][c];[1:v]split[b][d];[a]trim=end_frame=30[e];[b]trim=end_frame=30[f];
    [c]trim=start_frame=30,setpts=PTS-STARTPTS[g];[d]trim=start_frame=30,setpts=PTS-STARTPTS[h];[e][f]hstack[i];[h][g]hstack[j];[i][j]concat=n=2" \
    -c:v ffv1 both.avi
"$facsimile" extract both.avi --pipeline open --faces many -q --no-sidecar -o swaps.csv
python3 "$support/who_is_who.py" swaps.csv a:1-30:0,0,160,160 b:1-30:160,0,320,160 a:31-60:160,0,320,160 b:31-60:0,0,160,160
