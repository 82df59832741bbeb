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
assert all(set(item) == {"name", "detector", "landmarks", "au", "meaning"} and all(item.values()) for item in found)
P
status=0
"$facsimile" pipelines one || status=$?
[ "$status" = 2 ]
