# needs: data models clip onnx python3
# PyfaceAU's table, of its own pipeline and of others; the columns are always there, and numbers have all their digits
export FACSIMILE_ONNX_MODELS=$data/models/onnx
"$facsimile" extract "$clip" --model-dir "$models" --pipeline pyfaceau --format pyfaceau --max-frames 40 -o p.csv -q
"$facsimile" extract "$clip" --model-dir "$models" --pipeline pyfaceau --max-frames 40 -o full.csv -q
"$facsimile" extract "$clip" --model-dir "$models" --pipeline openface --landmarks "$data/models/cen_synthetic/main_ceclm_general.txt" --format pyfaceau --max-frames 12 -o ce.csv -q
"$facsimile" extract "$clip" --pipeline open --format pyfaceau --max-frames 12 -o open.csv -q
"$facsimile" extract "$clip" --pipeline open --format csv --max-frames 3 -o csv.csv -q
head -1 csv.csv | grep -q '^frame,face_id'
grep -q '"format": "pyfaceau"' p.csv.facsimile.json
python3 - <<'P'
import csv
names = "frame timestamp success AU01_r AU02_r AU04_r AU05_r AU06_r AU07_r AU09_r AU10_r AU12_r AU14_r AU15_r AU17_r AU20_r AU23_r AU25_r AU26_r AU45_r".split()
times = [float(row["timestamp"]) for row in csv.DictReader(open("full.csv"))] # rounded
for path, count, empty in (("p.csv", 40, 0), ("ce.csv", 12, 0), ("open.csv", 12, 8)):
    text = open(path, newline="").read()
    assert "\r" not in text and text.endswith("\n")
    rows = list(csv.reader(text.splitlines()))
    assert rows[0] == names, rows[0]
    assert len(rows) == count + 1
    for i, row in enumerate(rows[1:]):
        assert row[0] == str(i) and row[2] in ("True", "False") and len(row) == len(names)
        assert abs(float(row[1]) - times[i]) < 0.00051
        assert sum(cell == "" for cell in row) == empty, row
        assert all(repr(float(cell)) == cell for cell in row[3:] + [row[1]] if cell), row
full = list(csv.DictReader(open("full.csv")))
for ours, theirs in zip(full, csv.DictReader(open("p.csv"))):
    for name in names[3:]:
        assert abs(float(ours[name]) - float(theirs[name])) < 0.00501
P
status=0
"$facsimile" extract "$clip" --pipeline open --format ndjson -o never.csv 2>err || status=$?
[ $status -eq 2 ]
grep -q 'format ndjson: is no kind of CSV; csv, pyfaceau and facemirror are' err
[ ! -e never.csv ]
