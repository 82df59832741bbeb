# needs: camera ffmpeg python3
# the pictures of a camera are measured like those of a file, at the times of the device less the first one
. "$cases/camera.inc"
compare() { # CAMERA.csv FILE.csv RATE
    python3 - "$1" "$2" "$3" <<'P'
import csv
import sys

camera, file = (list(csv.DictReader(open(name), skipinitialspace=True)) for name in sys.argv[1:3])
rate = int(sys.argv[3])
assert len(camera) == len(file) == 12, (len(camera), len(file))
for k, (one, other) in enumerate(zip(camera, file)):
    late = 4000 if k % 3 == 2 else 0
    device = 123456 + k * 1000000 // rate + late
    assert one["timestamp"] == "%.3f" % ((device - 123456) / 1e6), (k, one["timestamp"])
    assert one["frame"] == str(k + 1)
    for name, value in other.items():
        assert name == "timestamp" or one[name] == value, (k, name, one[name], value)
P
}
"$facsimile" extract "$work/clip.mkv" --pipeline open -o file.csv -q
camera none "$facsimile" extract camera:0 --max-frames 12 --pipeline open -q
compare camera_0.csv file.csv 30
camera none "$facsimile" extract camera:/dev/video0 --camera-rate 15 --max-frames 12 --pipeline open --threads 3 -o slow.csv -q
compare slow.csv file.csv 15
"$facsimile" extract "$work/raw.nut" --pipeline open -o raw.csv -q
camera none "$facsimile" extract camera:0 --camera-size 320x240 --max-frames 12 --pipeline open -o small.csv -q
compare small.csv raw.csv 30
# a part of it, by the same times
camera none "$facsimile" extract camera:0 --start 0.06 --end 0.2 --pipeline null -o part.csv -q
[ "$(cut -d, -f1,3 part.csv | tr '\n' ' ')" = "frame,timestamp 3,0.071 4,0.100 5,0.133 6,0.171 7,0.200 " ] ||
    [ "$(cut -d, -f1,3 part.csv | tr '\n' ' ')" = "frame,timestamp 3,0.071 4,0.100 5,0.133 6,0.171 " ]
python3 - <<'P'
import json

record = json.load(open("camera_0.csv.facsimile.json"))
assert record["input"] == "camera:0" and record["lost"] is False and record["stopped"] is False, record
assert record["warnings"] == [], record["warnings"]
P
