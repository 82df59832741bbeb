# needs: ffmpeg ffprobe python3
# a variable frame rate stays one in the mirrored videos, whose first frame is at 0; a constant one that the container
# rounds (to ms) is exact again
clip=$source/examples/clip/heads.mp4
ffmpeg -nostdin -v error -i "$clip" -frames:v 30 -vf "select='not(mod(n\,3))+not(mod(n\,7))'" -vsync vfr -c:v libx264 -preset ultrafast plain.mp4
ffmpeg -nostdin -v error -itsoffset 0.4 -i plain.mp4 -f lavfi -i sine=440:duration=1 -map 0:v -map 1:a -c:v copy -c:a aac vfr.mp4
ffmpeg -nostdin -v error -i "$clip" -frames:v 20 -vf fps=30000/1001 -c:v libx264 -preset ultrafast cfr.mkv
"$facsimile" mirror vfr.mp4 cfr.mkv --pipeline open -q --no-aus
shown_at() { ffprobe -v error -select_streams v -show_entries packet=pts_time -of csv=p=0 "$1" | sort -n; }
shown_at vfr.mp4 >a
shown_at vfr_mirror/vfr_right_mirrored.mp4 >b
shown_at vfr_mirror/vfr_debug.mp4 | cmp - b
python3 - <<'P'
a, b = ([float(line.split(",")[0]) for line in open(name)] for name in "ab")
assert len(a) == len(b) and b[0] == 0 and max(abs(x - a[0] - y) for x, y in zip(a, b)) < 0.0016, (a, b)
P
[ "$(ffprobe -v error -select_streams v -show_entries stream=r_frame_rate,avg_frame_rate -of csv=p=0 cfr_mirror/cfr_left_mirrored.mp4)" = 30000/1001,30000/1001 ]
