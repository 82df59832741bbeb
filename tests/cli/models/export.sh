# needs: models
# OpenFace's stages as ONNX files: names on standard output, sources with their SHA-256, no model file is replaced
"$facsimile" models export --onnx out/deep --model-dir "$models" >names 2>said
printf 'out/deep/%s.onnx\n' pnet rnet onet au_regressions | diff - names
grep -q 'not written: landmarks: this model has CCNF patch experts' said
hash=$(sha256sum <"$models/lib/local/LandmarkDetector/model/mtcnn_detector/PNet.dat" | cut -d ' ' -f 1)
grep -qa "PNet.dat sha256=$hash" out/deep/pnet.onnx
for file in main_dynamic_svms.txt AU_all_best.txt AU_4_static.dat; do
    grep -qaE "$file sha256=[0-9a-f]{64}" out/deep/au_regressions.onnx
done
refuse grep -qaE 'sha256=unknown|calling program' out/deep/*.onnx

# from a pack the same bytes, in place of what was there
mkdir again
echo old >again/rnet.onnx
FACSIMILE_PACK=on "$facsimile" models export --onnx again --model-dir "$models" >/dev/null 2>&1
FACSIMILE_PACK=on "$facsimile" models export --onnx again --model-dir "$models" >/dev/null 2>&1
diff -r out/deep again

# a link to a model file
mkdir linked
net=$models/lib/local/LandmarkDetector/model/mtcnn_detector/RNet.dat
before=$(sha256sum <"$net")
ln -s "$net" linked/rnet.onnx
status=0
"$facsimile" models export --onnx linked --model-dir "$models" >names 2>said || status=$?
[ $status = 2 ]
[ "$(cat names)" = linked/pnet.onnx ]
grep -q 'linked/rnet.onnx: is a model file that is in use' said
[ "$(sha256sum <"$net")" = "$before" ]
[ "$(ls linked | tr '\n' ' ')" = 'pnet.onnx rnet.onnx ' ]

# a file where the folder should be; no folder; no models
echo occupied >file
status=0
"$facsimile" models export --onnx file/x --model-dir "$models" 2>said || status=$?
[ $status = 7 ]
[ "$(cat file)" = occupied ]
status=0
"$facsimile" models export --onnx other --model-dir nowhere 2>said || status=$?
[ $status = 3 ]
[ ! -e other ]
