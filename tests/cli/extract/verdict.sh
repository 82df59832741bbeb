# needs: ffmpeg python3
# what a run says of its own success: summary, warnings and record count the same rows, and those with success 1
clip=$source/examples/clip/heads.mp4
gray=color=gray:size=320x240:rate=25
ffmpeg -nostdin -v error -f lavfi -i $gray -frames:v 24 gray.mp4
ffmpeg -nostdin -v error -i "$clip" -f lavfi -i $gray -filter_complex \
    '[0]trim=end_frame=8,setpts=PTS-STARTPTS,setsar=1[a];[1]trim=end_frame=24,setsar=1[b];[a][b]concat=n=2' mixed.mp4
ffmpeg -nostdin -v error -i "$clip" -frames:v 12 -vf scale=64:48 small.mp4
ffmpeg -nostdin -v error -i "$clip" -frames:v 12 -c copy good.mp4
for name in gray mixed small good; do
    "$facsimile" extract $name.mp4 --pipeline open -o $name.csv 2>$name.said
done
python3 - <<'P'
import csv, json
warned = {
    "gray": "gray.mp4: no face was found in any of it: no row may be used",
    "mixed": "mixed.mp4: only 8 of 32 frames have a face: check the frames, and use rows with success 1",
    "small": "small.mp4: in 12 of 12 rows with success the face is smaller than 40 pixels: too small for action units",
    "good": None,
}
for name, (frames, good) in {"gray": (24, 0), "mixed": (32, 8), "small": (12, 12), "good": (12, 12)}.items():
    rows = list(csv.DictReader(open(name + ".csv")))
    said, record = open(name + ".said").read().splitlines(), json.load(open(name + ".csv.facsimile.json"))
    assert len(rows) == frames and [row["success"] for row in rows].count("1") == good, name
    assert said[-1] == "facsimile: wrote %s.csv: %d frames, %d with a face" % (name, frames, good), said
    assert said[:-1] == (["facsimile: warning: " + warned[name]] if warned[name] else []), said
    assert record["warnings"] == ([warned[name]] if warned[name] else []), record["warnings"]
    counts = record["frames"]
    assert (counts["out"], counts["rows"], counts["with_face"], counts["rows_with_success"]) == (frames, frames, good, good)
    assert (counts["rows_with_small_face"], counts["rows_with_turned_head"]) == (12 if name == "small" else 0, 0)
P
