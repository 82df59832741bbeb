# needs: data ffmpeg
# pictures of two sizes in one motion-JPEG stream
for size in 640x400 320x200; do
    ffmpeg -v error -i "$data/media/default.wmv" -frames:v 5 -vf scale=$size -c:v mjpeg -q:v 2 -f mjpeg part_$size.mjpeg
done
cat part_640x400.mjpeg part_320x200.mjpeg >change.mjpeg
"$facsimile" extract change.mjpeg --model-dir "$models" -q
[ "$(wc -l <change.csv)" -eq 11 ]
