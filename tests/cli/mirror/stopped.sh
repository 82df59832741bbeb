# needs: python3 ffmpeg
# Ctrl-C in the middle: nothing of the one at work, all of those that are done; what had the name before stays
cp "$source/examples/clip/heads.mp4" first.mp4
ffmpeg -nostdin -v error -stream_loop 40 -i first.mp4 -c copy long.mp4
mkdir long_mirror
echo before >long_mirror/long_sides.csv
status=0
python3 "$cases/stopped.py" "$facsimile" mirror first.mp4 long.mp4 first.mp4 --pipeline open --existing all || status=$?
[ "$(ls first_mirror | wc -l)" = 8 ]
[ "$(ls -A long_mirror)" = long_sides.csv ]
[ "$(cat long_mirror/long_sides.csv)" = before ]
exit $status
