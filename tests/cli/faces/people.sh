# needs: ffmpeg python3
# order and number of faces, tracks through a cut, what is refused
clip=$source/examples/clip/heads.mp4
big='trim=end_frame=24,setpts=PTS-STARTPTS,setsar=1'
ffmpeg -nostdin -v error -i "$clip" -filter_complex "[0:v]$big,scale=240:180,pad=320:240[a];[0:v]$big[b];[0:v]$big,hflip[c];
    [a][b][c]hstack=3" -c:v ffv1 three.avi
run() { "$facsimile" extract three.avi --pipeline open --faces many -q --no-sidecar "$@"; }
run -o first.csv
run -o left.csv --order left
run -o size.csv --order size
run -o two.csv --max-faces 2
python3 - <<'P'
import csv
def frames(name):
    found = {}
    for row in csv.DictReader(open(name + ".csv")):
        found.setdefault(int(row["frame"]), []).append(row)
    return found
def size(row):
    return (max(float(row["x_%d" % i]) for i in range(68)) - min(float(row["x_%d" % i]) for i in range(68)))
first, left, by_size, two = (frames(name) for name in ("first", "left", "size", "two"))
assert all(len(rows) == 3 for rows in first.values()) and len(first) == 24
assert all(len(rows) == 2 for rows in two.values())
for rows in left.values():
    assert [row["face_id"] for row in rows] == ["0", "1", "2"]
    assert [float(row["x_30"]) for row in rows] == sorted(float(row["x_30"]) for row in rows)
for rows in by_size.values():
    assert [row["face_id"] for row in rows] == ["0", "1", "2"] and size(rows[2]) < 0.9 * size(rows[1])
assert all([row["face_id"] for row in rows] == ["0", "1", "2"] and len({row["person"] for row in rows}) == 3 for rows in first.values())
key = lambda row: {name: row[name] for name in row if name != "face_id"} # the same tracks, in another order
for frame in first:
    assert sorted(map(str, map(key, first[frame]))) == sorted(map(str, map(key, left[frame]))) == sorted(map(str, map(key, by_size[frame])))
P
refused() {
    status=0
    "$facsimile" extract three.avi -q -o x.csv "$@" 2>err || status=$?
    [ $status = 2 ] && [ ! -e x.csv ] || exit 1
}
refused --max-faces 3
grep -q 'give --faces many with it' err
refused --order left
refused --faces many --max-faces 33
grep -q '1 to 32 are possible' err
refused --faces many --max-faces 0
refused --faces many --order tall
grep -q "'tall' is none of first, size and left" err
refused --faces many --compat openface --order size
grep -q 'compat has rules of its own' err
