# needs: python3
# what nothing of the person is subtracted from, what is subtracted, and what is left stand side by side, in all outputs
heads=$source/examples/clip/heads.mp4
export heads
refused() { # words of the message, arguments
    message=$1 status=0
    shift
    "$facsimile" "$@" -q 2>err || status=$?
    [ $status = 2 ] && grep -qE -e "$message" err && [ ! -e out.csv ] && return
    echo "status $status, $*:"
    cat err
    return 1
}
open="--pipeline open --max-frames 40 --threads 2 -q"
"$facsimile" extract "$heads" $open --raw-au -o raw.csv --ndjson raw.ndjson
"$facsimile" extract "$heads" $open -o plain.csv
"$facsimile" extract "$heads" $open --columns au,raw -o chosen.csv
"$facsimile" extract "$heads" $open --columns au --raw-au -o both.csv
cmp chosen.csv both.csv
"$facsimile" extract "$heads" $open --raw-au --calibration none -o none.csv
"$facsimile" extract "$heads" $open --raw-au --calibration online -o online.csv
"$facsimile" extract "$heads" $open --raw-au --faces many -o many.csv
"$facsimile" live "$heads" --pipeline open --threads 1 --raw-au -q --csv live.csv
python3 - <<'P'
import csv, json
def read(path):
    with open(path) as file:
        return [{name.strip(): value.strip() for name, value in row.items()} for row in csv.DictReader(file)]
def units(row):
    return [name[:-len("_raw")] for name in row if name.endswith("_raw")]
def check(path, some_subtracted):
    rows, subtracted = read(path), 0
    assert len(units(rows[0])) == 23, path
    for row in rows:
        for unit in units(row):
            raw, baseline, rest = (float(row[unit + end]) for end in ("_raw", "_baseline", "_r"))
            assert abs(max(0, min(5, raw - baseline)) - rest) < 0.0052, (path, row["frame"], unit, raw, baseline, rest)
            subtracted += abs(baseline) > 0.01
            assert row["success"] == "1" or raw == baseline == 0
    assert (subtracted > 0) == some_subtracted, path
    return rows
rows = check("raw.csv", True)
none = check("none.csv", False)
for path in ("online.csv", "many.csv", "live.csv"):
    check(path, True)
# nothing else changes, and what is raw hangs on the frame alone
for row, plain, other in zip(rows, read("plain.csv"), none):
    assert {name: row[name] for name in plain} == plain
    for unit in units(row):
        assert row[unit + "_raw"] == other[unit + "_raw"]
assert [name for name in read("chosen.csv")[0]][-2:] == ["AU45R_raw", "AU45R_baseline"]
with open("raw.ndjson") as file:
    lines = [json.loads(line) for line in file]
print(lines[0])
record = json.load(open("raw.csv.facsimile.json"))
words = {column["name"]: column["meaning"] for column in record["columns"]}
assert "nothing of the person subtracted" in words["AU12_raw"] and "calibration" in words["AU12_baseline"]
P
# with what is known of the person, the baseline is what the file says
"$facsimile" extract "$heads" $open -o x.csv --save-calibration me.json
"$facsimile" extract "$heads" $open --raw-au -o known.csv --calibration me.json
cmp raw.csv known.csv
# where there is no such thing
refused 'not with --compat openface' extract "$heads" --compat openface --raw-au -o out.csv
refused 'not with --format pyfaceau' extract "$heads" --pipeline open --format pyfaceau --raw-au -o out.csv
refused 'subtracts nothing of a person' extract "$heads" --pipeline null --raw-au -o out.csv
"$facsimile" batch "$heads" --pipeline open --max-frames 9 --raw-au --out-dir done -q
grep -q AU12_baseline done/*.csv
