# needs: ffmpeg ffprobe
# odd sizes, a rate that is no whole number: padded to even ones, the exact rate, as many frames
ffmpeg -nostdin -v error -i "$source/examples/clip/heads.mp4" -vf format=yuv444p,crop=319:239:0:0 -r 30000/1001 -frames:v 40 -c:v ffv1 odd.mkv
"$facsimile" mirror odd.mkv --pipeline open -q
for name in right_mirrored left_mirrored debug; do
    ffprobe -v error -count_frames -show_entries stream=width,height,r_frame_rate,nb_read_frames -of csv=p=0 \
        odd_mirror/odd_$name.mp4 >found
    [ "$(cat found)" = "320,240,30000/1001,40" ] || { cat found; exit 1; }
done
cmp odd.mkv odd_mirror/odd_source.mkv
[ "$(wc -l <odd_mirror/odd_sides.csv)" = 41 ]
