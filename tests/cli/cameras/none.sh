# needs: camera ffmpeg
# a machine without cameras
. "$cases/camera.inc"
for option in "" --json; do
    ends_with 5 absent "$facsimile" cameras $option >list
    grep -q 'no camera found (/dev/video0 and on): is it plugged in and switched on?' message
done
[ "$(cat list)" = '[]' ]
