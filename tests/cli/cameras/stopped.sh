# needs: camera ffmpeg python3
# Ctrl-C while the camera gives nothing: it stops at once, and the rows up to there are kept
. "$cases/camera.inc"
ffmpeg -v error -i "$source/examples/clip/heads.mp4" -frames:v 150 -pix_fmt yuyv422 -f rawvideo "$work/long.yuyv"
export FAKE_CAMERA_YUYV="$work/long.yuyv"
status=0
camera none python3 "$support/signal_after.py" INT "$facsimile" extract camera:0 --camera-size 320x240 --timeout 1000 \
    --pipeline null --ndjson out.ndjson -o out.csv 2>message || status=$?
[ $status = 130 ]
grep -q 'camera:0: stopped after [0-9]* frames*; they are in out.csv' message
rows=$(($(wc -l <out.csv) - 1))
[ $rows -gt 0 ] && [ $rows -le 150 ]
[ "$(wc -l <out.ndjson)" = $rows ]
grep -q '"stopped": true' out.csv.facsimile.json
