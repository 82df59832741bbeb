# needs: data models clip onnx
# the patch experts that move nine points: only with the rules of the original, without their file a warning, damaged an error
export FACSIMILE_ONNX_MODELS=$data/models/onnx
tree=$models/lib/local
mkdir -p few/lib/local/LandmarkDetector/model/patch_experts few/lib/local/FaceAnalyser
ln -s "$tree/FaceAnalyser/AU_predictors" few/lib/local/FaceAnalyser/AU_predictors
run() {
    "$facsimile" extract "$clip" --max-frames 10 --model-dir "$@"
}
run "$models" --compat pyfaceau -o moved.csv 2>err
refuse grep -q 'patch_experts' err
run few --compat pyfaceau -o left.csv 2>err
[ "$(grep -c 'warning.*without patch_experts/svr_patches_0.25_general.txt' err)" -eq 1 ]
refuse cmp -s moved.csv left.csv
grep -q 'svr_patches_0.25_general.txt' left.csv.facsimile.json
run "$models" --pipeline pyfaceau -o all.csv
run few --pipeline pyfaceau -o same.csv 2>err
cmp all.csv same.csv
refuse grep -q 'patch_experts' err
head -c 5000 "$tree/LandmarkDetector/model/patch_experts/svr_patches_0.25_general.txt" >few/lib/local/LandmarkDetector/model/patch_experts/svr_patches_0.25_general.txt
status=0
run few --compat pyfaceau -o never.csv 2>err || status=$?
[ $status -eq 4 ]
grep -q 'svr_patches_0.25_general.txt' err
[ ! -e never.csv ]
