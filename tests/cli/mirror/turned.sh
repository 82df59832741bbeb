# needs: ffmpeg ffprobe python3
# a video that is stored lying on its side: everything comes out upright, and says nothing of turning; its sound is in the
# source copy only
ffmpeg -nostdin -v error -i "$source/examples/clip/heads.mp4" -f lavfi -i sine=frequency=440:duration=1.6 -frames:v 40 -t 1.6 \
    -vf transpose=1 -c:v libx264 -pix_fmt yuv420p -c:a aac lying.mp4
ffmpeg -nostdin -v error -i lying.mp4 -c copy -metadata:s:v:0 rotate=90 turned.mp4
ffprobe -v error -select_streams v -show_entries side_data=rotation -of csv=p=0 turned.mp4 | grep -q 90
"$facsimile" mirror turned.mp4 --pipeline open -q
for name in right_mirrored left_mirrored debug source; do
    ffprobe -v error -count_frames -show_streams -of json turned_mirror/turned_$name.mp4 >$name.json
done
python3 - <<'P'
import json
for name in ("right_mirrored", "left_mirrored", "debug", "source"):
    streams = json.load(open(name + ".json"))["streams"]
    kinds = sorted(stream["codec_type"] for stream in streams)
    assert kinds == (["audio", "video"] if name == "source" else ["video"]), (name, kinds)
    video = next(stream for stream in streams if stream["codec_type"] == "video")
    assert (video["width"], video["height"], video["nb_read_frames"]) == (320, 240, "40"), video
    assert video["r_frame_rate"] == "25/1"
    assert "side_data_list" not in video and "rotate" not in video.get("tags", {})
P
# and upright it is: the face is found where it is in the clip itself
"$facsimile" extract turned_mirror/turned_source.mp4 --pipeline open -q -o turned.csv --no-sidecar
"$facsimile" extract "$source/examples/clip/heads.mp4" --max-frames 40 --pipeline open -q -o clip.csv --no-sidecar
python3 - <<'P'
import csv
a, b = (list(csv.DictReader(open(name))) for name in ("turned.csv", "clip.csv"))
far = max(abs(float(x[f"{c}_{i}"]) - float(y[f"{c}_{i}"])) for x, y in zip(a, b) for c in "xy" for i in range(68))
assert len(a) == len(b) == 40 and far < 12, far
P
