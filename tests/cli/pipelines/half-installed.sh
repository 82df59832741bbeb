# needs: models
# a set that is there in part is something to mend, never a reason for another pipeline
clip=$source/examples/clip/heads.mp4
export OPENFACE_MODELS_DIR=$PWD/base
mkdir -p base/2.2.0
cp -rs "$models" base/2.2.0/originals
run() { # expected status, expected pipeline
    status=0
    "$facsimile" extract "$clip" --max-frames 3 -q -o out.csv 2>err || status=$?
    [ $status = "$1" ] || { echo "$status instead of $1"; cat err; exit 1; }
    [ -z "${2:-}" ] || grep -q "^facsimile: pipeline $2, " err
}
run 0 openface
"$facsimile" extract "$clip" --max-frames 3 -o named.csv --model-dir base/2.2.0 2>said
cmp out.csv named.csv
refuse grep -q pipeline said
# one file is missing, one is damaged
file=$(find base -name PNet.dat)
mv "$file" kept
run 3
grep -q PNet.dat err
: >"$file"
run 4
rm "$file"
mv kept "$file"
run 0 openface
# one of the two folders
mv base/2.2.0/originals/lib/local/FaceAnalyser elsewhere
run 3
# a single file
rm -r base/2.2.0/originals/lib/local/LandmarkDetector
mkdir -p base/2.2.0/originals/lib/local/LandmarkDetector/model
echo x >base/2.2.0/originals/lib/local/LandmarkDetector/model/main_clnf_general.txt
run 3
# what another set brings does not count
rm -r base
"$facsimile" models fetch pyfaceau --accept-license --from "$models" -q 2>err || true
grep -q . err
if "$facsimile" models path pyfaceau >/dev/null 2>&1; then
    run 0 open
fi
rm -rf base
run 0 open
