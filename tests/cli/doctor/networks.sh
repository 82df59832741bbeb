# needs: cc python3
# ONNX Runtime is found by its name, asked for its version, and its providers are looked for beside it
cat >runtime.c <<'C'
static const char *version(void) { return "9.8.7"; }
static const struct { const void *(*api)(unsigned); const char *(*version)(void); } base = {0, version};
const void *OrtGetApiBase(void) { return &base; }
C
mkdir lib
cc -shared -fPIC -o lib/libonnxruntime.so.1 runtime.c
: >lib/libonnxruntime_providers_cuda.so
LD_LIBRARY_PATH=$PWD/lib "$facsimile" doctor >out || true
grep -q "\[ok\] ONNX Runtime *9.8.7 in .*/lib/libonnxruntime.so.1; providers: CPU, CUDA\$" out
LD_LIBRARY_PATH=$PWD/lib "$facsimile" doctor --json >out.json || true
python3 -c 'import json; r = json.load(open("out.json"))["onnx_runtime"]
assert r["version"] == "9.8.7" and r["providers"] == ["CPU", "CUDA"]'
