# needs: data python3 h5py
# a group for each person, or face number; columns that were chosen; several inputs; pictures by themselves
run() { "$facsimile" extract --model-dir "$models" -q --no-sidecar "$@"; }
run "$data/media/multi_face.avi" --faces many --max-frames 6 -o many.csv --hdf5 many.h5
run "$data/media/default.wmv" --max-frames 3 --hdf5 some.h5 --columns au,3d --names safe
mkdir pictures
cp "$data/media/sample1.jpg" "$data/media/sample6.jpg" pictures
run --image pictures --hdf5 h5
run pictures/sample1.jpg pictures/sample6.jpg --hdf5 both/
[ "$(ls h5 | tr '\n' ' ')" = 'sample1.h5 sample6.h5 ' ]
cmp h5/sample1.h5 both/sample1.h5
/usr/bin/python3 - <<'P'
import csv, h5py
rows = list(csv.DictReader(open("many.csv")))
ids = sorted({row["person"] for row in rows})
file = h5py.File("many.h5", "r")
assert list(file) == ["person_" + number for number in ids] and len(ids) > 1
for number in ids:
    frames = [int(row["frame"]) for row in rows if row["person"] == number]
    assert list(file["person_" + number]["frame"]) == frames, number
    assert list(file["person_" + number]["person"]) == [int(number)] * len(frames)
face = h5py.File("some.h5", "r")["face_0"]
assert "X3d" in face and "AU01_c" in face and "X" not in face and "x" not in face and "pose_Tx" not in face
assert "face" in h5py.File("h5/sample1.h5", "r")["face_0"]
P
