# needs: camera ffmpeg
# a library that cannot be loaded is as good as none: the message says what to install
. "$cases/camera.inc"
mkdir lib
for major in 59 60 61 62 63; do
    : >lib/libavdevice.so.$major
done
export LD_LIBRARY_PATH="$PWD/lib"
ends_with 1 none "$facsimile" extract camera:0 --pipeline null
grep -q "camera:0: cameras are read by FFmpeg's libavdevice, which is not there (libavdevice.so.*): install it (Debian: libavdevice" message
"$facsimile" doctor --json >doctor.json || true
grep -q '"libavdevice":[[:space:]]*null' doctor.json
