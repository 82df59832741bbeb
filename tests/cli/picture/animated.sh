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
# so do pictures one behind the other
for codec in mjpeg png bmp ppm; do
    ffmpeg -v error -f lavfi -i testsrc=size=160x120:rate=10 -frames:v 3 -c:v $codec -f image2pipe moving.$codec
    "$facsimile" extract moving.$codec --pipeline null -o out.csv -q
    [ "$(cut -d, -f1 out.csv | tr '\n' ' ')" = "frame 1 2 3 " ]
    cat moving.$codec | "$facsimile" extract - --pipeline null -o pipe.csv -q
    cmp pipe.csv out.csv
done
# another view of a photograph: of another size, or in an index; the first is taken, and that is said
ffmpeg -v error -f lavfi -i testsrc=size=160x120 -frames:v 1 one.jpg
ffmpeg -v error -f lavfi -i testsrc=size=80x60 -frames:v 1 other.jpg
cat one.jpg other.jpg >views.jpg
{ head -c 2 one.jpg && printf '\377\342\000\006MPF\000' && tail -c +3 one.jpg && cat one.jpg; } >index.jpg
for name in views index; do
    "$facsimile" extract $name.jpg --pipeline null -o out.csv 2>message
    head -1 out.csv | grep -q '^face,'
    grep -q "warning: $name.jpg: holds more pictures behind the first, which are left out" message
done
