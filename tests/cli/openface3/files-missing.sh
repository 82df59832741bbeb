# needs: onnx data
# a network that is not there is named, with what to do
. "$support/openface3-models.sh"
rm networks/star_landmark_98_coreml.onnx
status=0
"$facsimile" extract "$source/examples/clip/heads.mp4" --pipeline openface3 -q -o out.csv 2>said || status=$?
[ "$status" = 3 ]
grep -q 'no star_landmark_98_coreml.onnx' said
grep -q 'FACSIMILE_ONNX_MODELS' said
[ ! -e out.csv ]
