# a face too small to tell whose it is has its rows, with the person it turns out to be, in the order of the frames, and
# the numbers it has alone; so has one that is gone before, and one at the end of the video
# needs: ffmpeg python3
clip=$source/examples/clip/heads.mp4
# sizes at which the detector's boxes are not on the border of two roundings, with and without the other face
small="trim=end_frame=40,setpts=PTS-STARTPTS,scale=w='2*trunc((50+1.5*n)/2)':h=-2:eval=frame,pad=160:240:(ow-iw)/2:(oh-ih)/2:color=gray:eval=frame,setsar=1"
ffmpeg -nostdin -v error -i "$clip" -filter_complex "[0:v]$small[a];[0:v]trim=start_frame=20:end_frame=60,setpts=PTS-STARTPTS,scale=160:120,pad=160:240:0:60:color=gray,setsar=1[b];[a][b]hstack" \
    -c:v ffv1 both.avi
ffmpeg -nostdin -v error -i both.avi -vf drawbox=x=iw/2:w=iw/2:t=fill:color=gray -c:v ffv1 left.avi
ffmpeg -nostdin -v error -i left.avi -vf "drawbox=enable='gte(n,8)':w=iw/2:t=fill:color=gray" -frames:v 30 -c:v ffv1 gone.avi
run() { "$facsimile" extract --pipeline open --faces many -q --no-sidecar "$@"; }
run left.avi -o left.csv --ndjson left.ndjson
run gone.avi -o gone.csv
run left.avi -o end.csv --end 0.28
for threads in 1 2 3; do
    run both.avi -o both$threads.csv --threads $threads --order left
    cmp both1.csv both$threads.csv
done
python3 - <<'P'
import csv, json
rows = {name: list(csv.DictReader(open(name + ".csv"))) for name in ("both1", "left", "gone", "end")}
def frames(rows):
    return [int(row["frame"]) for row in rows]
assert frames(rows["left"]) == list(range(1, 41))
assert [json.loads(line)["frame"] for line in open("left.ndjson")] == list(range(1, 41))
assert frames(rows["gone"]) == list(range(1, 9)) and frames(rows["end"]) == list(range(1, 8)), (frames(rows["gone"]), frames(rows["end"]))
for name in "left", "gone", "end":
    assert {(row["person"], row["track"], row["success"]) for row in rows[name]} == {("0", "0", "1")}, name
assert frames(rows["both1"]) == [frame for frame in range(1, 41) for _ in range(2)]
assert [row["face_id"] for row in rows["both1"]] == ["0", "1"] * 40
assert len({row["person"] for row in rows["both1"][::2]}) == len({row["person"] for row in rows["both1"][1::2]}) == 1
for together, alone in zip(rows["both1"][::2], rows["left"]):
    for name in alone:
        assert name in ("person", "track", "face_id") or together[name] == alone[name], (alone["frame"], name)
# the face is not clear at first: that is what this is about
assert float(rows["left"][0]["x_45"]) - float(rows["left"][0]["x_36"]) < 14
P
