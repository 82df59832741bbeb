# needs: onnx data
# another network under the name of one of these: refused with what was expected
. "$support/openface3-models.sh"
try() {
    ln -sf "$data/models/onnx/$2" "networks/$1"
    status=0
    "$facsimile" extract "$source/examples/clip/heads.mp4" --pipeline openface3 -q -o out.csv 2>said || status=$?
    [ "$status" = 4 ]
    grep -q "$1" said
    grep -q 'is it another network?' said
    [ ! -e out.csv ]
}
try star_landmark_98_coreml.onnx pfld_cunjian.onnx
ln -sf "$data/models/onnx/star_random.onnx" networks/star_landmark_98_coreml.onnx
try mtl_efficientnet_b0_coreml.onnx star_random.onnx
