# needs: data clip models onnx python3
# stages of the pipeline openface on an accelerator, for which the real library's CPU stands in
export FAKE_ORT_REAL="$FACSIMILE_ONNXRUNTIME" FACSIMILE_ONNXRUNTIME="$fake_onnxruntime"
export FAKE_ORT_PROVIDERS=TensorrtExecutionProvider,CUDAExecutionProvider,CPUExecutionProvider
run() {
    "$facsimile" extract "$clip" --model-dir "$models" --pipeline openface --max-frames 12 "$@"
}
run -o own.csv 2>err
! grep -q "ONNX Runtime" err
for provider in cuda tensorrt; do
    run -o $provider.csv --provider $provider --profile $provider.json --threads 2 2>err
    # said once on standard error, and in the sidecar
    text="done by ONNX Runtime: MTCNN, AU regressions ($provider); the numbers are close to OpenFace's, but not the same to the bit"
    [ "$(grep -c "done by ONNX Runtime" err)" = 1 ]
    grep -qF "$text" err
    grep -qF "$text" $provider.csv.facsimile.json
done
# by OpenFace's rule of several faces no frames wait: their action units are ours
run -o many.csv --provider cuda --faces many --compat openface 2>err
grep -qF "done by ONNX Runtime: MTCNN (cuda);" err
# other numbers than ours: nothing is used, and that is said
FAKE_ORT_SHIFT=0.01 run -o wrong.csv --provider cuda 2>err
for network in P-Net R-Net O-Net "AU regressions"; do
    grep -q "$network: the provider cuda gives numbers that are 0.0[01][0-9]* away from ours, .* is allowed; it is not used" err
done
grep -q "provider cuda: nothing of this run is done by it; the numbers are those of our own kernels" err
cmp own.csv wrong.csv
# the doctor looks as well
"$facsimile" doctor --model-dir "$models" >doctor.txt || true
for network in P-Net R-Net O-Net "AU regressions"; do
    grep -q "openface  *$network on cuda, ready after" doctor.txt
done
FAKE_ORT_PROVIDERS=CPUExecutionProvider "$facsimile" doctor --model-dir "$models" >doctor.txt || true
! grep -q "P-Net" doctor.txt
# one that is named has to work
status=0
FAKE_ORT_PROVIDERS=CPUExecutionProvider run -o none.csv --provider cuda 2>err || status=$?
[ $status = 1 ] || { cat err; exit 1; }
grep -q "the provider cuda cannot run P-Net: .*was built without it" err
[ ! -e none.csv ]
python3 - <<'PYTHON'
import csv, json
own = list(csv.reader(open("own.csv")))
for provider in "cuda", "tensorrt":
    theirs = list(csv.reader(open(provider + ".csv")))
    assert own[0] == theirs[0] and len(own) == len(theirs)
    for a, b in zip(own[1:], theirs[1:]):
        for name, x, y in zip(own[0], a, b):
            assert abs(float(x) - float(y)) <= (0.011 if "AU" in name else 0.11), (name, x, y)
    networks = json.load(open(provider + ".json"))["networks"]
    assert [n["name"] for n in networks] == ["P-Net", "R-Net", "O-Net", "AU regressions"], networks
    for network in networks:
        assert network["provider"] == provider and network["runs"] >= 2 and network["sha256"] is None, network
PYTHON
