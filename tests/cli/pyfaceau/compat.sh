# needs: data models clip onnx
# the rules of the original: other numbers, no presences, and only with its own pipeline
export FACSIMILE_ONNX_MODELS=$data/models/onnx
"$facsimile" extract "$clip" --model-dir "$models" --pipeline pyfaceau --max-frames 80 -o ours.csv -q
"$facsimile" extract "$clip" --model-dir "$models" --compat pyfaceau --max-frames 80 -o theirs.csv -q
refuse cmp -s ours.csv theirs.csv
head -1 ours.csv | grep -q AU28_c
refuse grep -q AU28_c theirs.csv
grep -q '"compat": "pyfaceau"' theirs.csv.facsimile.json
grep -q '"name": "pyfaceau"' theirs.csv.facsimile.json
grep -q '"landmarks": "pfld-fixed"' theirs.csv.facsimile.json
refuse grep -q '"compat"' ours.csv.facsimile.json
try() {
    status=0
    "$facsimile" extract "$clip" --model-dir "$models" "$@" -o never.csv 2>err || status=$?
    [ $status -eq 2 ]
    [ ! -e never.csv ]
}
try --compat pyfaceau --pipeline openface
grep -q 'compat pyfaceau: is for the pipeline pyfaceau, not for openface' err
try --compat nobody
grep -q 'nobody: unknown compat (--compat); there are openface, pyfaceau, facemirror' err
try --compat pyfaceau --static-au
grep -q 'static-au' err
