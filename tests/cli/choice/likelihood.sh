# needs: data python3
# likelihoods are there when they are named, beside the same values as without them, and nowhere else
run() { "$facsimile" extract "$@" --max-frames 30 --model-dir "$models" --pipeline openface -q; }
run "$data/media/default.wmv" -o plain.csv
run "$data/media/default.wmv" -o more.csv --ndjson more.ndjson --columns all,likelihood --threads 3
run "$data/media/default.wmv" -o alone.csv --columns likelihood --names safe
run "$data/media/multi_face.avi" -o many.csv --columns likelihood --faces many
"$facsimile" extract "$data/media/sample1.jpg" -o still.csv --columns likelihood --model-dir "$models" --pipeline openface -q
python3 - <<'P'
import csv, json
names = ["likelihood_" + part for part in ("mouth", "brows", "eyes", "nose", "jaw")]
plain, more, alone, many, still = (list(csv.DictReader(open(name + ".csv"))) for name in ("plain", "more", "alone", "many", "still"))
assert list(alone[0]) == ["frame", "face_id", "timestamp", "confidence", "success"] + names
assert [name for name in more[0] if name not in plain[0]] == names and len(plain) == len(more) == len(alone) == 30
for row, with_them, only in zip(plain, more, alone):
    assert all(with_them[name] == text for name, text in row.items())
    assert all(with_them[name] == only[name] for name in names)
    assert all(len(only[name].partition(".")[2]) == 3 and 0 < float(only[name]) < 6 for name in names), only
lines = [json.loads(line)["faces"][0] for line in open("more.ndjson")]
assert [[line[name] for name in names] for line in lines] == [[float(row[name]) for name in names] for row in more]
assert len(still) == 1 and float(still[0]["likelihood_mouth"]) > 1.2
assert any(row["success"] == "1" and float(row["likelihood_eyes"]) > 1 for row in many)
P
# what has none says so: other pipelines, and the tables of OpenFace
"$facsimile" extract "$data/media/default.wmv" --max-frames 2 --pipeline open -o open.csv --columns au,likelihood 2>err
grep -qF "columns (--columns): there are none of 'likelihood' with the pipeline open" err
! head -n 1 open.csv | grep -q likelihood
grep -qF "there are none of 'likelihood'" open.csv.facsimile.json
"$facsimile" extract "$data/media/default.wmv" --max-frames 2 --compat openface --model-dir "$models" -o compat.csv --columns all,likelihood 2>err
grep -qF "columns (--columns): there are none of 'likelihood' with compat openface" err
! head -n 1 compat.csv | grep -q likelihood
