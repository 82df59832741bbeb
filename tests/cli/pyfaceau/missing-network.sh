# needs: data models clip onnx
# either network is named when it is not there
for name in retinaface_mobilenet025 pfld_cunjian; do
    rm -rf nets
    mkdir nets
    cp "$data"/models/onnx/*.onnx nets
    rm nets/$name.onnx
    status=0
    FACSIMILE_ONNX_MODELS=$PWD/nets "$facsimile" extract "$clip" --model-dir "$models" --pipeline pyfaceau -o never.csv 2>err ||
        status=$?
    [ $status -eq 3 ]
    grep -q "no $name.onnx" err
    [ ! -e never.csv ]
done
# OpenFace's files
status=0
FACSIMILE_ONNX_MODELS=$data/models/onnx "$facsimile" extract "$clip" --pipeline pyfaceau -o never.csv 2>err || status=$?
[ $status -eq 3 ]
grep -q 'no model files' err
