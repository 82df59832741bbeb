# needs: models python3
# each model file of the run, by its contents; the same from a pack
clip=$source/examples/clip/heads.mp4
"$facsimile" extract "$clip" --max-frames 3 -q -o plain.csv --model-dir "$models"
FACSIMILE_PACK=on "$facsimile" extract "$clip" --max-frames 3 -q -o made.csv --model-dir "$models"
FACSIMILE_PACK=on "$facsimile" extract "$clip" --max-frames 3 -q -o used.csv --model-dir "$models"
for name in made used; do
    sed "s/$name\.csv/plain.csv/" $name.csv.facsimile.json | cmp - plain.csv.facsimile.json
done
python3 - "$models" <<'P'
import hashlib, json, os, sys
found = json.load(open("plain.csv.facsimile.json"))
there = {}
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        with open(os.path.join(folder, name), "rb") as file:
            there.setdefault(name, set()).add(hashlib.sha256(file.read()).hexdigest())
assert len(found["models"]) > 40 and found["pipeline"]["automatic"] is False
for model in found["models"]:
    assert model["sha256"] in there[model["name"]] and model["built_in"] is False, model
assert "main_clnf_general.txt" in {model["name"] for model in found["models"]}
P
