# needs: data
# without ONNX Runtime: what is missing, and no output
. "$support/openface3-models.sh"
export FACSIMILE_ONNXRUNTIME=/nowhere
status=0
"$facsimile" extract "$source/examples/clip/heads.mp4" --pipeline openface3 -q -o out.csv 2>said || status=$?
[ "$status" = 3 ]
grep -q 'FACSIMILE_ONNXRUNTIME=/nowhere' said
[ ! -e out.csv ]
