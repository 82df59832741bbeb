# needs: data python3
# one file for all pictures, which are named
mkdir pictures
cp "$data/media/sample1.jpg" pictures/b.jpg
cp "$data/media/sample6.jpg" pictures/a.jpg
"$facsimile" extract --image pictures --model-dir "$models" -q --ndjson all.ndjson -o csv
[ "$(ls csv)" = "$(printf 'a.csv\nb.csv')" ]
python3 - <<'P'
import json
frames = [json.loads(line) for line in open("all.ndjson")]
assert [frame["picture"] for frame in frames] == ["a.jpg", "b.jpg"]
assert [len(frame["faces"]) for frame in frames] == [len(open("csv/%s.csv" % name).readlines()) - 1 for name in "ab"]
P
"$facsimile" extract --image pictures --model-dir "$models" -q --ndjson - | cmp - all.ndjson
[ "$(ls | tr '\n' ' ')" = 'all.ndjson csv csv.facsimile.json pictures ' ]
