# needs: models python3
# with a library that stands in for ONNX Runtime: providers in their order, why they were skipped, and where all that is told
. "$cases/fake.inc"
export FACSIMILE_ONNXRUNTIME="$fake_onnxruntime" TMPDIR="$PWD/tmp"
mkdir tmp
export FAKE_ORT_PROVIDERS=TensorrtExecutionProvider,CUDAExecutionProvider,CPUExecutionProvider
export FAKE_ORT_FAIL=CreateSessionFromArray@tensorrt
run() {
    "$facsimile" extract "$video" --pipeline pyfaceau --max-frames 40 -q "$@"
}
run -o plain.csv
run -o nodes.csv --profile run.json --profile-nodes --threads 3 2>nodes.txt
cmp plain.csv nodes.csv
[ -z "$(ls tmp)" ]
python3 - <<'PYTHON'
import hashlib, json
retinaface, pfld = json.load(open("run.json"))["networks"]
file = "nets/retinaface_mobilenet025.onnx"
assert retinaface["name"] == "RetinaFace" and retinaface["file"].endswith(file), retinaface
assert retinaface["sha256"] == hashlib.sha256(open(file, "rb").read()).hexdigest()
assert retinaface["runtime"] == "1.22.0" and "fake_onnxruntime" in retinaface["runtime_file"]
assert retinaface["provider"] == "cuda" and len(retinaface["skipped"]) == 1, retinaface
assert "CreateSessionFromArray was told to fail on tensorrt" in retinaface["skipped"][0]
assert retinaface["runs"] == 40 and retinaface["start_s"] > 0 and retinaface["seconds"] > 0
assert abs(retinaface["mean_ms"] - 1e3 * retinaface["seconds"] / 40) < 1e-9
nodes = retinaface["nodes"]
assert nodes["runs"] == 10 and [p["name"] for p in nodes["providers"]] == ["CUDAExecutionProvider", "CPUExecutionProvider"]
assert [(o["name"], o["nodes"]) for o in nodes["operators"]] == [("Conv", 1), ("Relu", 1)], nodes
assert abs(nodes["providers"][0]["mean_ms"] - 0.03) < 1e-9
assert pfld["name"] == "PFLD" and pfld["runs"] == 0 and "trouble" in pfld["nodes"], pfld
PYTHON
grep -qE '^RetinaFace +40 .* cuda' nodes.txt
grep -qE '^  CUDAExecutionProvider +1 +0.03' nodes.txt
grep -q 'the time of networks is part of that of the stages' nodes.txt
# a provider that is named has to work
status=0
run -o out.csv --provider tensorrt 2>err || status=$?
[ $status = 1 ] && grep -q 'the provider tensorrt cannot run RetinaFace: .*told to fail.*--provider auto takes what works' err
[ ! -e out.csv ]
run -o out.csv --provider cpu --profile cpu.json
grep -q '"provider":[[:space:]]*"cpu"' cpu.json
cmp plain.csv out.csv
# a pipeline without such networks has none
"$facsimile" extract "$video" --pipeline open --max-frames 3 -q -o open.csv --profile open.json
python3 -c 'import json; assert json.load(open("open.json"))["networks"] == []'
# several inputs share the networks
cp "$video" a.mp4
"$facsimile" extract a.mp4 "$video" --pipeline pyfaceau --provider cpu --network-threads 2 --max-frames 3 -q -o many/
[ -s many/a.csv ] && [ -s many/heads.csv ]
"$facsimile" bench "$video" --pipeline pyfaceau --max-frames 5 --repeat 2 --warmup 1 >bench.txt
grep -qE '^RetinaFace +5 .* cuda ' bench.txt
grep -qE '^PFLD +0 .* cuda ' bench.txt
"$facsimile" bench "$video" --pipeline pyfaceau --max-frames 5 --repeat 2 --provider cpu --json >bench.json
python3 -c 'import json; n = json.load(open("bench.json"))["networks"]
assert [(x["name"], x["provider"], x["runs"]) for x in n] == [("RetinaFace", "cpu", 5), ("PFLD", "cpu", 0)], n'
"$facsimile" doctor >doctor.txt || true
grep -qE '^  \[ok\] ONNX Runtime    1.22.0 in .*fake_onnxruntime.*; providers: tensorrt cuda cpu$' doctor.txt
grep -qE '^  \[ok\] pyfaceau +RetinaFace on cuda, ready after [0-9]+ ms: .*/nets/retinaface_mobilenet025.onnx$' doctor.txt
grep -qE '^       not on .*CreateSessionFromArray was told to fail on tensorrt$' doctor.txt
"$facsimile" doctor --json >doctor.json || true
rm nets/pfld_cunjian.onnx
"$facsimile" doctor --json >missing.json || true
python3 - <<'PYTHON'
import json
r = json.load(open("doctor.json"))
assert r["onnx_runtime"]["version"] == "1.22.0" and r["onnx_runtime"]["providers"] == ["tensorrt", "cuda", "cpu"]
entry = [n for n in r["networks"] if n["pipeline"] == "pyfaceau"][0]
assert [(n["name"], n["provider"]) for n in entry["networks"]] == [("RetinaFace", "cuda"), ("PFLD", "cuda")], entry
assert "tensorrt" in entry["networks"][0]["skipped"][0] and entry["networks"][0]["start_s"] > 0
entry = [n for n in json.load(open("missing.json"))["networks"] if n["pipeline"] == "pyfaceau"][0]
assert "pfld_cunjian.onnx" in entry["missing"], entry
PYTHON
