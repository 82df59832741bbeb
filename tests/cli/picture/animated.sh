# needs: ffmpeg
# what moves is a video
for name in gif apng; do
    ffmpeg -v error -f lavfi -i testsrc=size=160x120:rate=10 -frames:v 3 -f $name moving.$name
    "$facsimile" extract moving.$name --pipeline null -o out.csv -q
    [ "$(cut -d, -f1 out.csv | tr '\n' ' ')" = "frame 1 2 3 " ]
    refuse "$facsimile" extract moving.$name --pipeline null --image -o out.csv -q
done
if ffmpeg -v error -f lavfi -i testsrc=size=160x120:rate=10 -frames:v 3 -c:v libwebp_anim moving.webp 2>message; then
    refuse "$facsimile" extract moving.webp --pipeline null -o webp.csv 2>message
    grep -q 'moving.webp: is an animated WebP' message
    [ ! -e webp.csv ]
fi
# of JPEGs one behind the other the first is taken, and that is said
ffmpeg -v error -f lavfi -i testsrc=size=160x120:rate=10 -frames:v 3 -f mjpeg moving.mjpeg
"$facsimile" extract moving.mjpeg --pipeline null -o out.csv 2>message
grep -q 'warning: moving.mjpeg: holds more pictures behind the first, which are left out' message
