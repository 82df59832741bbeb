# needs: data clip onnx python3
# with the real library: traces tell of every node and change nothing, nor do threads
export FACSIMILE_ONNX_MODELS="$data/models/onnx" FACSIMILE_MODELS="$models" TMPDIR="$PWD/tmp"
mkdir tmp
run() {
    "$facsimile" extract "$clip" --pipeline pyfaceau --provider cpu --max-frames 12 -q "$@"
}
run -o plain.csv --threads 1
run -o threads.csv --threads 3 --network-threads 2
run -o nodes.csv --threads 2 --profile run.json --profile-nodes 2>/dev/null
cmp plain.csv threads.csv
cmp plain.csv nodes.csv
[ -z "$(ls tmp)" ]
python3 - <<'PYTHON'
import json
retinaface, pfld = json.load(open("run.json"))["networks"]
for network, runs in (retinaface, 1), (pfld, 10):
    nodes = network["nodes"]
    assert network["provider"] == "cpu" and nodes["runs"] == runs, network
    [provider] = nodes["providers"]
    assert provider["name"] == "CPUExecutionProvider" and provider["nodes"] > 40, provider
    assert 0 < provider["seconds"] <= network["seconds"] * 1.01, network
    assert len(nodes["operators"]) == 5 and nodes["operators"][0]["name"] == "Conv", nodes
PYTHON
