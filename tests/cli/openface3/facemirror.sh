# needs: onnx data ffmpeg python3
# Face Mirror's rules and its table
. "$support/openface3-models.sh"
clip=$source/examples/clip/heads.mp4
"$facsimile" extract "$clip" --compat facemirror --max-frames 6 -q -o theirs.csv
"$facsimile" extract "$clip" --compat facemirror --format facemirror --max-frames 6 -q -o table.csv
"$facsimile" extract "$clip" --pipeline openface3 --format facemirror --max-frames 6 -q -o ours.csv
ffmpeg -v error -f lavfi -i color=gray:s=160x120:r=10 -frames:v 2 -pix_fmt bgr24 -c:v rawvideo empty.avi
"$facsimile" extract empty.avi --compat facemirror --format facemirror -q -o theirs-empty.csv
"$facsimile" extract empty.avi --pipeline openface3 --format facemirror -q -o ours-empty.csv
python3 - <<'P'
import csv, json
record = json.load(open("theirs.csv.facsimile.json"))
assert record["pipeline"]["name"] == "openface3" and record["options"]["compat"] == "facemirror"
def read(name):
    return list(csv.DictReader(open(name)))
units = ["01", "02", "04", "05", "06", "07", "09", "10", "12", "14", "15", "16", "17", "20", "23", "25", "26", "45"]
names = ["frame", "face_id", "timestamp", "confidence", "success"] + ["AU%s_%s" % (u, k) for k in "rc" for u in units]
theirs, table, ours = read("theirs.csv"), read("table.csv"), read("ours.csv")
mapped = ["AU" + u for u in ("01", "02", "04", "06", "12", "15", "20", "25")]
own = ["AU" + u for u in ("01", "02", "04", "06", "09", "12", "25", "26")]
assert [n for n in theirs[0] if n.endswith("_c")] == []
assert [n for n in theirs[0] if n.endswith("_r")] == [n + "_r" for n in mapped + ["AU45"]]
for i, (a, b, c) in enumerate(zip(theirs, table, ours)):
    assert list(b) == names and list(c) == names
    assert b["frame"] == c["frame"] == str(i) and b["success"] == "1" and abs(float(b["timestamp"]) - i / 25) < 1e-6
    assert {n for n in b if b[n] == "nan"} == set(names[5:]) - {n + "_r" for n in mapped + ["AU45"]}
    assert {n for n in c if c[n] == "nan"} == set(names[5:]) - {n + "_r" for n in own + ["AU45"]} - {n + "_c" for n in own}
    for n in mapped:
        assert 0 <= float(b[n + "_r"]) <= 1 and abs(float(b[n + "_r"]) - float(a[n + "_r"])) < 0.006
    for n, m in zip(own, mapped): # the same output under another name, of nearly the same piece of the picture
        assert abs(float(c[n + "_r"]) - 5 * float(b[m + "_r"])) < 0.5, (n, m)
for row in read("theirs-empty.csv"):
    assert row["success"] == "0" and float(row["confidence"]) == 0
    assert all(float(row[n + "_r"]) == 0 for n in mapped)
    assert {n for n in row if row[n] == "nan"} == set(names[5:]) - {n + "_r" for n in mapped}
for row in read("ours-empty.csv"):
    assert row["success"] == "0" and all(row[n] == "" for n in names[5:])
P
refuse() {
    status=0
    "$facsimile" extract "$clip" -q -o none.csv "$@" 2>said || status=$?
    [ "$status" != 0 ]
    [ ! -e none.csv ]
}
refuse --compat nobody
grep -q 'unknown compat (--compat); there are openface, pyfaceau, facemirror' said
refuse --compat facemirror --pipeline open
grep -q 'is for the pipeline openface3, not for open' said
refuse --format hdf5
