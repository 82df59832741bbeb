# needs: data python3
# every file of the list that we have a copy of has the size and SHA-256 the list says
"$facsimile" models list --files --json >list.json
python3 - <<'P'
import hashlib, json, os
data = os.environ["data"] + "/models"
copies = {}
for folder, _, names in os.walk(data):
    for name in names:
        path = os.path.join(folder, name)
        copies.setdefault(name, []).append(path)
sets = {entry["name"]: entry for entry in json.load(open("list.json"))["sets"]}
assert list(sets) == ["openface-clnf", "openface-ceclm", "pyfaceau", "openface3", "mediapipe", "mediapipe-onnx"]
assert [name for name in sets if sets[name]["default"]] == ["openface-clnf"]
compared, seen = set(), {}
for entry in sets.values():
    for file in entry["files"]:
        path = file["path"]
        assert seen.setdefault(path, file) == file
        place = os.path.join(data, "2.2.0", path)
        if not path.startswith("originals/"):
            place = (copies.get(os.path.basename(path)) or [None])[0]
        if place is None or not os.path.exists(place):
            continue
        assert os.path.getsize(place) == file["bytes"], path
        assert hashlib.sha256(open(place, "rb").read()).hexdigest() == file["sha256"], path
        compared.add(path)
# not there: the four CE-CLM files and the two large networks of OpenFace 3.0
absent = set(seen) - compared
assert len(absent) == 6 and all("cen_patches" in path or "coreml" in path for path in absent), absent
assert len(compared) == 121, len(compared)
# what extract reads with each landmark model of the standard set is in it
listed = {file["path"] for file in sets["openface-clnf"]["files"]}
folder = data + "/2.2.0/originals/lib/local/"
assert all(os.path.exists(data + "/2.2.0/" + path) for path in listed)
P
# the standard set alone is enough for each of its landmark models
OPENFACE_MODELS_DIR=$PWD/only "$facsimile" models fetch -q --from "$models" --accept-license 2>licence
for landmarks in clnf-general clnf-wild clnf-multi-pie clm-general clm-wild; do
    OPENFACE_MODELS_DIR=$PWD/only "$facsimile" extract "$data/media/sample1.jpg" -q --landmarks $landmarks -o $landmarks.csv
    [ "$(wc -l <$landmarks.csv)" -ge 2 ]
done
