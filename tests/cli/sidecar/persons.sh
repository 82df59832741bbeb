# what tells persons from each other is among the models where that is done, and there alone
# needs: python3
clip=$source/examples/clip/heads.mp4
"$facsimile" extract "$clip" --pipeline open --max-frames 2 -q -o one.csv
"$facsimile" extract "$clip" --pipeline open --max-frames 2 -q -o many.csv --faces many
"$facsimile" extract "$clip" --pipeline null --max-frames 2 -q -o null.csv --faces many
python3 - "$source/src/nn/weights" <<'P'
import hashlib, json, sys
def models(name):
    return {model["name"]: model for model in json.load(open(name + ".csv.facsimile.json"))["models"]}
one, many, null = models("one"), models("many"), models("null")
assert "identity" not in one and set(many) == set(one) | {"identity"} and not null, (one, many, null)
for name in many:
    digest = hashlib.sha256(open("%s/%s.net" % (sys.argv[1], name), "rb").read()).hexdigest()
    assert many[name] == {"name": name, "built_in": True, "sha256": digest}, many[name]
P
