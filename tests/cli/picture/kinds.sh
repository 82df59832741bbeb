# needs: picture ffmpeg python3
# what is a picture is what the decoder says: each kind gives what the PNG of the same pixels gives, under any name or none, with
# --image and without, through a pipe, in a folder
ffmpeg -v error -i "$picture" -frames:v 1 -vf scale=320:-2 -pix_fmt rgb24 a.png
"$facsimile" extract a.png --pipeline open -o a.csv -q
[ "$(wc -l <a.csv)" -gt 1 ]
head -1 a.csv | grep -q '^face,'

same() {
    mkdir -p folder
    rm -f folder/*
    cp "$1" folder/
    cp "$1" none
    "$facsimile" extract folder --image --pipeline open -o folder_out -q
    cmp folder_out/*.csv "$2"
    rm -r folder_out
    for way in "$1" "$1 --image" wrong.mp4 none -; do
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
for name in bmp tif ppm pam pfm sgi pcx dpx xwd sun qoi tga; do
    kind $name
done
kind ljpg -c:v ljpeg -pix_fmt bgr24
kind jls -c:v jpegls
kind fits -pix_fmt gbrp
kind webp -c:v libwebp -lossless 1
kind avif -c:v libaom-av1 -still-picture 1 -crf 0 -cpu-used 8 -pix_fmt gbrp
kind jxl -c:v libjxl -distance 0
kind jp2 -c:v jpeg2000 -pred dwt53 -pix_fmt rgb24
kind apng -c:v apng -f apng
# its name alone tells
ffmpeg -v error -i a.png -c:v alias_pix b.pix
"$facsimile" extract b.pix --pipeline open -o out.csv -q
cmp out.csv a.csv
# PNG of 16 bits
ffmpeg -v error -i a.png -pix_fmt rgb24 -f rawvideo a.raw
python3 "$support/wide_png.py" a.png a.raw wide.png
same wide.png a.csv
# grey
ffmpeg -v error -i a.png -pix_fmt gray gray.png
"$facsimile" extract gray.png --pipeline open -o gray.csv -q
for name in pgm bmp tif jls jp2; do
    ffmpeg -v error -i gray.png -frames:v 1 -pix_fmt gray gray.$name || continue
    [ $name = jp2 ] || same gray.$name gray.csv
done
# an icon is small
ffmpeg -v error -i a.png -vf scale=256:-2 -c:v bmp icon.ico
ffmpeg -v error -i icon.ico -pix_fmt rgb24 icon.png
"$facsimile" extract icon.png --pipeline open -o icon.csv -q
same icon.ico icon.csv
# a GIF has fewer colours
ffmpeg -v error -i a.png b.gif
ffmpeg -v error -i b.gif -pix_fmt rgb24 gif.png
"$facsimile" extract gif.png --pipeline open -o gif.csv -q
same b.gif gif.csv
# AVIF as cameras write it: less colour than brightness, full range
if ffmpeg -v error -i a.png -c:v libaom-av1 -still-picture 1 -crf 1 -cpu-used 8 -pix_fmt yuv420p -color_range pc c.avif; then
    ffmpeg -v error -i c.avif -vf scale=flags=bicubic+accurate_rnd+full_chroma_int+bitexact -pix_fmt bgr24 c.bmp
    "$facsimile" extract c.avif --pipeline open -o c1.csv -q
    "$facsimile" extract c.bmp --pipeline open -o c2.csv -q
    cmp c1.csv c2.csv
fi
