# one number for somebody in all videos of a run, whatever the number of jobs; without it each video counts from 0
# needs: data ffmpeg python3
. "$support/people-clips.sh"
tile a default.wmv 0 24
tile b franck.mp4 0 24
tile c default.wmv 225 24
ffmpeg -nostdin -v error -i c.avi -i b.avi -filter_complex hstack -c:v ffv1 d.avi
run() { "$facsimile" extract --pipeline open --faces many -q "$@"; }
run a.avi b.avi c.avi d.avi -o plain/
run a.avi b.avi c.avi d.avi -o file/ --persons file
run a.avi b.avi c.avi d.avi -o run/ --persons run
run a.avi b.avi c.avi d.avi -o jobs/ --persons run -j 4
run b.avi a.avi d.avi c.avi -o other/ --persons run -j 2 --threads 1
for name in a b c d; do
    cmp plain/$name.csv file/$name.csv
    cmp run/$name.csv jobs/$name.csv
done
python3 - <<'P'
import csv, json
def persons(folder, name):
    found = {}
    for row in csv.DictReader(open("%s/%s.csv" % (folder, name))):
        found.setdefault(float(row["x_30"]) // 160, set()).add(int(row["person"]))
    assert all(len(numbers) == 1 for numbers in found.values()), (folder, name, found)
    return [found[tile].pop() for tile in sorted(found)]
def all_of(folder):
    return [persons(folder, name) for name in "abcd"]
assert all_of("file")[:3] == [[0], [0], [0]], all_of("file")
assert all_of("run") == [[0], [1], [0], [0, 1]], all_of("run")
assert all_of("other") == [[1], [0], [1], [1, 0]], all_of("other")
# action units are those of each video, whoever was met before
for name in "abcd":
    for one, other in zip(csv.DictReader(open("file/%s.csv" % name)), csv.DictReader(open("run/%s.csv" % name))):
        assert all(one[column] == other[column] for column in one if column != "person"), name
def record(folder):
    return json.load(open(folder + "/a.csv.facsimile.json"))["options"]
assert record("run")["persons"] == "run" and "persons" not in record("plain")
P
