# needs: data python3
cp -rs "$data/models" base
export OPENFACE_MODELS_DIR=$PWD/base
"$facsimile" doctor >out
grep -q '\[ok\] openface-clnf *111 files, 37.3 MB, all intact' out
grep -q '\[--\] openface-ceclm *4 of 87 files missing, 429.8 MB' out
tail -n 1 out | grep -qx '\[ok\] all right'
# colours are for terminals
[ "$(tr -d '\033' <out | cmp - out; echo $?)" = 0 ]
"$facsimile" models fetch pyfaceau mediapipe --accept-license -q --from "$data/models" 2>licence
"$facsimile" doctor pyfaceau mediapipe openface-clnf --json >out.json
python3 - <<'P'
import json
found = json.load(open("out.json"))
assert found["verdict"] == "all right" and found["libraries"]["FFmpeg"] and found["video_formats"]["h264"]
assert found["processor"]["level"] in found["processor"]["compiled"] and found["processor"]["cores"] >= 1
assert found["processor"]["cpu_quota"] is None or found["processor"]["cpu_quota"] > 0
assert isinstance(found["cameras"], list) and "onnx_runtime" in found
installed = [entry["name"] for entry in found["models"]["sets"] if entry["installed"]]
assert installed == ["openface-clnf", "pyfaceau", "mediapipe"], installed
states = {file["state"] for entry in found["models"]["sets"] for file in entry["files"]}
assert states == {"good", "missing"}, states
P
# a set that is not there can be asked for
status=0
"$facsimile" doctor openface-ceclm >out || status=$?
[ $status = 3 ]
[ "$(grep -c '^ *missing .*cen_patches' out)" = 4 ]
