# needs: models
# without ONNX Runtime: status 3 and how to get it, and no word about sets of models, which would not help
. "$cases/fake.inc"
export FACSIMILE_ONNXRUNTIME=
rm -rf "$HOME/.local"
if "$facsimile" doctor --json 2>/dev/null | grep -q '"onnx_runtime":[[:space:]]*null'; then
    for command in 'extract -o out.csv' 'bench --repeat 1 --warmup 0'; do
        status=0
        set -- $command
        name=$1
        shift
        "$facsimile" $name "$video" --pipeline pyfaceau "$@" 2>err || status=$?
        [ $status = 3 ]
        [ "$(wc -l <err)" = 1 ]
        grep -q 'runs its networks with ONNX Runtime, which is not on this machine.  Get it with  sh scripts/packages.sh onnx ' err
    done
    [ ! -e out.csv ]
fi
export FACSIMILE_ONNXRUNTIME=/nowhere/libonnxruntime.so
status=0
"$facsimile" extract "$video" "$video" "$source/examples/clip" --pipeline pyfaceau -o out/ 2>err || status=$?
[ $status = 3 ]
grep -qx 'facsimile: FACSIMILE_ONNXRUNTIME=/nowhere/libonnxruntime.so: there is no such file or folder' err
refuse grep -q 'models fetch' err
# for doctor that is information, no fault
"$facsimile" doctor >doctor.txt || true
grep -q '^  \[--\] ONNX Runtime *FACSIMILE_ONNXRUNTIME=/nowhere' doctor.txt
refuse grep -q '\[..\] pyfaceau *RetinaFace' doctor.txt
"$facsimile" doctor --json >out.json || true
python3 -c 'import json
r = json.load(open("out.json"))
assert r["onnx_runtime"] is None and "/nowhere" in r["onnx_runtime_missing"] and r["networks"] == []'
