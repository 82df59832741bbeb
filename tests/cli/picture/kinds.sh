# needs: picture ffmpeg
# what is a picture is what the decoder says: each kind gives what the PNG of the same pixels gives, under any name, with
# --image and without, through a pipe
ffmpeg -v error -i "$picture" -frames:v 1 -vf scale=320:-2 -pix_fmt rgb24 a.png
"$facsimile" extract a.png --pipeline open -o a.csv -q
[ "$(wc -l <a.csv)" -gt 1 ]
head -1 a.csv | grep -q '^face,'

same() {
    for way in "$1" "$1 --image" wrong.mp4 -; do
        cp "$1" wrong.mp4
        # shellcheck disable=SC2086
        cat "$1" | "$facsimile" extract $way --pipeline open -o out.csv -q
        cmp out.csv "$2"
    done
}
# OPTIONS of the encoder, if there is one
kind() {
    name=$1
    shift
    if ffmpeg -v error -i a.png -frames:v 1 "$@" "b.$name" 2>message; then
        same "b.$name" a.csv
    else
        echo "no encoder of $name: $(head -1 message)"
    fi
}
for name in bmp tif ppm sgi pcx dpx xwd qoi; do
    kind $name
done
kind webp -c:v libwebp -lossless 1
kind avif -c:v libaom-av1 -still-picture 1 -crf 0 -cpu-used 8 -pix_fmt gbrp
kind jxl -c:v libjxl -distance 0
kind jp2 -c:v jpeg2000 -pred dwt53 -pix_fmt rgb24
kind apng -c:v apng -f apng
# TGA has no mark: its name tells, or that nothing else does
ffmpeg -v error -i a.png b.tga
"$facsimile" extract b.tga --pipeline open -o out.csv -q
cmp out.csv a.csv
# a GIF has fewer colours
ffmpeg -v error -i a.png b.gif
ffmpeg -v error -i b.gif -pix_fmt rgb24 gif.png
"$facsimile" extract gif.png --pipeline open -o gif.csv -q
same b.gif gif.csv
# AVIF as cameras write it: less colour than brightness, full range
if ffmpeg -v error -i a.png -c:v libaom-av1 -still-picture 1 -crf 1 -cpu-used 8 -pix_fmt yuv420p -color_range pc c.avif; then
    ffmpeg -v error -i c.avif -pix_fmt rgb24 c.png
    "$facsimile" extract c.avif --pipeline open -o c1.csv -q
    "$facsimile" extract c.png --pipeline open -o c2.csv -q
    python3 - <<'PYTHON'
import csv
one, two = (next(csv.DictReader(open(name))) for name in ("c1.csv", "c2.csv"))
for name in one:
    if name[:2] in ("x_", "y_"):
        assert abs(float(one[name]) - float(two[name])) <= .3, (name, one[name], two[name])
PYTHON
fi
