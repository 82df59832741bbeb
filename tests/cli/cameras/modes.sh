# needs: camera ffmpeg
# which pictures are asked for, and what is said when there are none of that kind
. "$cases/camera.inc"
run() { # FAULT OPTION...
    fault=$1
    shift
    camera "$fault" "$facsimile" extract camera:0 --max-frames 2 --pipeline null -o out.csv -v "$@" 2>message
}
run none
grep -q 'camera:0: Test camera, mjpeg, 640 x 480, 30 pictures a second' message
run none --camera-size 320x240
grep -q 'Test camera, yuyv422, 320 x 240, 30 pictures' message
run none --camera-rate 10
grep -q 'Test camera, yuyv422, 640 x 480, 10 pictures' message
run none --camera-size 640x480 --camera-rate 15
grep -q 'Test camera, mjpeg, 640 x 480, 15 pictures' message
# a driver that does something else
run stubborn --camera-rate 10
grep -q 'warning: camera:0: the camera gives 320 x 240 instead of 640 x 480' message
ends_with 2 none "$facsimile" extract camera:0 --camera-size 800x600 --pipeline null -o no.csv
grep -q 'does not offer 800x600 (--camera-size), but 640x480 at 30, 640x480 at 15, 320x240 at 30, 640x480 at 10' message
ends_with 2 none "$facsimile" extract camera:0 --camera-size 320x240 --camera-rate 15 --pipeline null -o no.csv
grep -q 'does not offer 15 pictures a second (--camera-rate), but 320x240 at 30' message
for wrong in 320 320x 0x240 320x240x 99999x2; do
    ends_with 2 none "$facsimile" extract camera:0 --camera-size $wrong --pipeline null -o no.csv
    grep -q -e "--camera-size: '$wrong' is no size as 1280x720" message
done
ends_with 2 none "$facsimile" extract "$work/clip.mkv" --camera-rate 30 --pipeline null -o no.csv
grep -q 'clip.mkv: is no camera: camera size and rate (--camera-size, --camera-rate) are for cameras' message
[ ! -e no.csv ]
