# needs: data models clip onnx
# another network under the right name, and files that are cut short
export FACSIMILE_ONNX_MODELS=$PWD/nets
try() {
    status=0
    "$facsimile" extract "$clip" --model-dir "$models" --pipeline pyfaceau -o never.csv 2>err || status=$?
    [ $status -eq 4 ]
    grep -q "$1" err
    [ ! -e never.csv ]
    rm -r nets
}
fill() {
    mkdir nets
    cp "$data"/models/onnx/*.onnx nets
}
fill
cp nets/pfld_cunjian.onnx nets/retinaface_mobilenet025.onnx
try 'retinaface_mobilenet025.onnx.*another network'
fill
cp nets/mtl_random.onnx nets/pfld_cunjian.onnx
try 'pfld_cunjian.onnx.*another network'
for size in 0 100 400000; do
    fill
    head -c $size "$data/models/onnx/pfld_cunjian.onnx" >nets/pfld_cunjian.onnx
    try 'pfld_cunjian.onnx'
done
