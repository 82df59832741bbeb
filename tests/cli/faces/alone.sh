# needs: models onnx ffmpeg python3
# a person's rows are, to the digit, those of the same video in which nobody else can be seen, in each pipeline that
# remembers persons; with any number of threads
[ -d "$data/models/onnx" ] && export FACSIMILE_ONNX_MODELS=$data/models/onnx
clip=$source/examples/clip/heads.mp4
ffmpeg -nostdin -v error -i "$clip" -filter_complex '[0:v]trim=end_frame=50,setpts=PTS-STARTPTS[a];
    [0:v]trim=start_frame=20:end_frame=70,setpts=PTS-STARTPTS[b];[a][b]hstack' -c:v ffv1 both.avi
ffmpeg -nostdin -v error -i both.avi -vf drawbox=x=iw/2:w=iw/2:t=fill:color=gray -c:v ffv1 left.avi
ffmpeg -nostdin -v error -i both.avi -vf drawbox=x=0:w=iw/2:t=fill:color=gray -c:v ffv1 right.avi
for pipeline in openface open $([ -n "${FACSIMILE_ONNX_MODELS:-}" ] && echo pyfaceau); do
    for name in both left right; do
        set -- --pipeline $pipeline --faces many -q --no-sidecar
        [ $pipeline = open ] || set -- "$@" --model-dir "$models"
        "$facsimile" extract $name.avi "$@" --threads 2 -o $pipeline-$name.csv
    done
    "$facsimile" extract both.avi "$@" --threads 1 -o one.csv
    cmp one.csv $pipeline-both.csv
    python3 - $pipeline <<'P'
import csv, sys
rows = {name: list(csv.DictReader(open("%s-%s.csv" % (sys.argv[1], name)))) for name in ("both", "left", "right")}
numbers = "face_id", "track", "person"
for side in "left", "right":
    theirs = [row for row in rows["both"] if (float(row["x_30"]) < 320) == (side == "left")]
    assert len(theirs) == len(rows[side]) == 50, side
    assert len({row["person"] for row in theirs}) == len({row["track"] for row in theirs}) == 1
    for a, b in zip(theirs, rows[side]):
        for name in a:
            assert name in numbers or a[name] == b[name], (side, a["frame"], name, a[name], b[name])
units = [name for name in rows["both"][0] if name.startswith("AU")]
assert len(units) > 20 and any(float(row[name]) > 0.5 for row in rows["both"] for name in units)
P
done
