# needs: data python3
# several persons: each is found again in another part of the recording, whoever comes first, and nobody else is
clip3=$data/media/multi_face.avi
open="--pipeline open --threads 2 --no-sidecar"
"$facsimile" extract "$clip3" $open --faces many --max-frames 150 -q -o three.csv --save-calibration three.json
python3 - <<'P'
import json
three = json.load(open("three.json"))
persons = [person["person"] for person in three["persons"]]
assert len(persons) == 3 and persons == sorted(persons), persons
assert all(person["frames"] >= 30 and person["face"]["looks"] for person in three["persons"])
# only one of them, under another number
three["persons"] = [three["persons"][1]]
three["persons"][0]["person"] = 5
json.dump(three, open("one.json", "w"))
P
# with what was learnt of them, values are the same in a part of it, in which they come in another order
part="--faces many --start 3 --max-frames 40"
"$facsimile" extract "$clip3" $open $part --order left -o part.csv --calibration three.json 2>err
grep -q 'calibrated by three.json: persons 0, 1, 2' err
refuse grep -q 'by what is seen here' err
"$facsimile" extract "$clip3" $open $part -q -o own.csv
"$facsimile" extract "$clip3" --pipeline open --threads 2 $part -o mixed.csv --calibration one.json 2>err
grep -q 'calibrated by one.json: person 5$' err
grep -q 'warning: .*: not in one.json, and calibrated by what is seen here: persons 6, 7' err
# another recording: nobody is there
"$facsimile" extract "$data/media/default.wmv" $open --faces many --max-frames 30 -o other.csv --calibration three.json 2>err
grep -q 'warning: .*: nobody of three.json was recognised' err
"$facsimile" extract "$data/media/default.wmv" $open --faces many --max-frames 30 -q -o plain.csv
python3 - <<'P'
import csv, json
def read(path):
    with open(path) as file:
        return [{name.strip(): value.strip() for name, value in row.items()} for row in csv.DictReader(file)]
def place(row):
    return row["frame"], row["x_30"], row["y_30"]
def values(row):
    return {name: row[name] for name in row if name.startswith("AU") and name.endswith("_r")}
part, own, mixed = ({place(row): row for row in read(name)} for name in ("part.csv", "own.csv", "mixed.csv"))
shared = part.keys() & own.keys() & mixed.keys()
assert len(shared) >= 60, (len(part), len(own), len(mixed), len(shared))
known = {row["person"] for row in part.values()}
assert known == {"0", "1", "2"}, known
differs = 0
for at in shared:
    if mixed[at]["person"] == "5":  # the same person's calibration
        assert part[at]["person"] == "1" and values(mixed[at]) == values(part[at])
    else:  # nobody's: as without a file
        assert values(mixed[at]) == values(own[at])
    differs += values(part[at]) != values(own[at])
assert differs > 20
assert sum(mixed[at]["person"] == "5" for at in shared) >= 20
record = json.load(open("mixed.csv.facsimile.json"))
assert record["calibration"] == {"persons_recognised": [5], "persons_by_themselves": [6, 7]}, record["calibration"]
other, plain = read("other.csv"), read("plain.csv")
assert len(other) == len(plain) and all(values(a) == values(b) for a, b in zip(other, plain))
assert {row["person"] for row in other} == {"3"}
P
# a recording of the same persons in place of a file
"$facsimile" extract "$clip3" $open $part -o from.csv --calibration-from "$clip3" 2>err
grep -q 'calibrated by the recording to calibrate with: persons 0, 1, 2' err
# seen for less than a second: nobody's calibration
status=0
"$facsimile" extract "$clip3" $open --faces many --max-frames 20 -q -o brief.csv --save-calibration brief.json 2>err || status=$?
[ $status = 6 ]
grep -q 'no face was seen clearly and for long enough' err
[ ! -e brief.json ]
