# needs: python3
# the list, and that every name of it can be asked for
"$facsimile" pipelines >table
grep -q '^openface  OpenFace 2.2' table
grep -q '^          faces mtcnn, landmarks clnf, action units openface$' table
! grep -q null table
"$facsimile" pipelines --json >list.json
python3 - <<'P'
import json
found = json.load(open("list.json"))
assert [item["name"] for item in found] == ["openface", "open", "open-mediapipe", "pyfaceau", "openface3"]
texts = {"name", "detector", "landmarks", "au", "meaning"}
assert all(set(item) == texts | {"networks"} and all(item[name] for name in texts) for item in found)
assert [item["networks"] for item in found] == [0, 0, 0, 2, 3]
P
status=0
"$facsimile" pipelines one || status=$?
[ "$status" = 2 ]
