# needs: camera ffmpeg python3
. "$cases/camera.inc"
camera none "$facsimile" cameras >list
cat >expected <<'P'
camera:0     Test camera (/dev/video0)
             640x480, mjpeg at 30, 15
             320x240, yuyv422 at 30
             640x480, yuyv422 at 10
camera:3     camera (/dev/video3)
P
head -n 5 list | diff - expected
grep -q '^             camera:3: your user may not use the camera' list
[ "$(wc -l <list)" = 6 ]
camera none "$facsimile" cameras --json >list.json
python3 - <<'P'
import json

first, other = json.load(open("list.json"))
assert (first["input"], first["path"], first["name"], first["trouble"]) == ("camera:0", "/dev/video0", "Test camera", "")
assert [(m["format"], m["width"], m["height"], m["rate"]) for m in first["modes"]] == [
    ("mjpeg", 640, 480, 30), ("mjpeg", 640, 480, 15), ("yuyv422", 320, 240, 30), ("yuyv422", 640, 480, 10)]
assert other["input"] == "camera:3" and other["modes"] == [] and "group video" in other["trouble"]
P
