#!/bin/sh
# videos.sh DIR: writes the videos of the gallery with the ffmpeg program (and pictures only it can write).
# test_awkward.c says what is expected of every one.
set -eu
cd "$1"

make() {
    ffmpeg -nostdin -v error -y -bitexact "$@"
}
# SIZE FRAMES: a moving test card, ten frames a second
card() {
    echo "-f lavfi -i testsrc=size=$1:rate=10:duration=100 -frames:v $2"
}
cut_to() { # FROM TO PERCENT
    head -c $(($(wc -c <"$1") * $3 / 100)) "$1" >"$2"
}

make $(card 64x48 20) -c:v mpeg4 -g 5 plain.avi
make $(card 1920x1080 5) -c:v ffv1 large.mkv
make $(card 1918x1080 2) -c:v ffv1 less_large.mkv
cp plain.avi 'a:b%d und ü?.avi'
cp plain.avi no_extension
cp plain.avi picture.jpg # a video with the name of a picture
cp rgb.png picture.avi   # and the other way round

# ends too early
cut_to plain.avi cut.avi 60
make $(card 64x48 20) -c:v mpeg4 -g 5 -movflags +faststart plain.mp4
cut_to plain.mp4 cut.mp4 60
make $(card 64x48 20) -c:v mpeg4 -g 5 tail.mp4
cut_to tail.mp4 no_index.mp4 60
# a damaged spot
cp plain.avi damaged.avi
middle=$(($(wc -c <plain.avi) / 2))
dd if=/dev/zero of=damaged.avi bs=1 seek=$middle count=1500 conv=notrunc 2>/dev/null
# starts between two key frames
make $(card 64x48 30) -c:v mpeg2video -g 10 whole.ts
size=$(wc -c <whole.ts)
tail -c $((size / 188 * 3 / 4 * 188)) whole.ts >late.ts

# nothing in it
make -f lavfi -i testsrc=size=64x48:rate=10:duration=100 -frames:v 0 -c:v mpeg4 no_frame.avi
make -f lavfi -i sine=duration=1 -c:a pcm_s16le audio.wav
make -f lavfi -i sine=duration=1 -c:a aac audio.mp4
make -f lavfi -i sine=duration=1 -i rgb.png -map 0 -map 1 -c:a flac -c:v png -disposition:v attached_pic cover.flac

# sizes
make $(card 64x48 5) -c:v mpeg2video first.ts
make $(card 96x80 5) -c:v mpeg2video second.ts
cat first.ts second.ts >size_change.ts
make -f lavfi -i color=color=red:size=2x2:rate=10,format=bgr0,crop=1:1 -frames:v 3 -c:v ffv1 -pix_fmt bgr0 one_pixel.mkv
make $(card 33x17 3) -c:v ffv1 -pix_fmt bgr0 odd.mkv
make $(card 67x51 5) -c:v ffv1 -pix_fmt yuv420p odd_420.mkv
make -f lavfi -i color=size=12000x40:rate=10 -frames:v 2 -c:v ffv1 -pix_fmt gray wide.mkv
make -f lavfi -i color=size=33000x2:rate=10 -frames:v 1 -c:v ffv1 -pix_fmt gray too_wide.mkv

# pixel formats; each frame of `shades` is a known grey
for format in bgr0 gray yuv420p yuvj420p yuv444p yuv420p10le gray16le; do
    case $format in yuvj420p) codec='mjpeg -q:v 2' ;; *) codec=ffv1 ;; esac
    make -f lavfi -i color=color=0x808080:size=40x30:rate=10 -frames:v 2 -c:v $codec -pix_fmt $format grey_$format.mkv
done
make $(card 40x30 5) animation.gif

# to be turned clockwise by the player; ffmpeg counts the other way round
make $(card 64x48 3) -c:v mpeg4 upright.mp4
for angle in 90 180 270; do
    back=$((360 - angle))
    if ffmpeg -v error -h full 2>/dev/null | grep -q -e -display_rotation; then
        make -display_rotation:v:0 $back -i upright.mp4 -c copy turned$angle.mp4
    else
        make -i upright.mp4 -c copy -metadata:s:v:0 rotate=$back turned$angle.mp4
    fi
done

# a list that wants other files opened
printf '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nfirst.ts\n#EXT-X-ENDLIST\n' >playlist.m3u8
printf "ffconcat version 1.0\nfile 'first.ts'\n" >list.ffconcat

# pictures
make -i rgb.png -pix_fmt rgb24 rgb.tiff
make -i rgb16.png -pix_fmt rgb48le rgb16.tiff
make -i grey.png -pix_fmt gray grey.tiff
make -i rgb.png -pix_fmt rgb24 rgb.ppm
make -i grey.png -pix_fmt gray grey.pgm
make -i palette.png -pix_fmt bgr24 palette.bmp
make -i rgb.png -pix_fmt rgb24 -c:v jpeg2000 -f image2 -update 1 lossy.jp2
cut_to rgb.tiff cut.tiff 60

rm -f tail.mp4 whole.ts second.ts
