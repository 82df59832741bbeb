# needs: python3 ffmpeg ffprobe
# Ctrl-C at once-drawn frames: those that are finished are a video; what had the name before stays
ffmpeg -nostdin -v error -stream_loop 60 -i "$source/examples/clip/heads.mp4" -c copy long.mkv
echo before >out.mp4
status=0
python3 "$cases/stopped.py" "$facsimile" extract - --pipeline open -q --overlay out.mp4 <long.mkv || status=$?
[ "$(cat out.mp4)" = before ]
[ "$(ls | tr '\n' ' ')" = 'long.mkv out.mp4 out.mp4.partial ' ]
frames=$(ffprobe -v error -count_frames -show_entries stream=nb_read_frames -of csv=p=0 -f mp4 out.mp4.partial)
[ "$frames" -gt 1 ] && [ "$frames" -lt 12200 ]
exit $status
