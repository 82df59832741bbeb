# needs: data python3
# several faces of a picture, of a folder of pictures, and of a video
mkdir pictures
cp "$data/media/sample1.jpg" pictures/b.jpg
cp "$data/media/sample6.jpg" pictures/a.jpg
run() { "$facsimile" extract --model-dir "$models" -q --no-sidecar "$@"; }
run --image pictures -o csv --hog hog --aligned aligned
[ "$(ls hog | tr '\n' ' ')" = 'a.hog b.hog ' ]
[ "$(ls aligned | tr '\n' ' ')" = 'a_aligned b_aligned ' ]
run pictures/a.jpg -o a.csv --hog a.hog --aligned a/
cmp a.csv csv/a.csv
cmp a.hog hog/a.hog
diff -r a aligned/a_aligned
run "$data/media/multi_face.avi" --faces many --max-frames 4 -o many.csv --hog many.hog --aligned many
python3 - <<'P'
import csv, os
for name, folder in (("a", "a"), ("csv/b", "aligned/b_aligned"), ("many", "many")):
    rows = list(csv.DictReader(open(name + ".csv")))
    hog = open(name.replace("csv/", "hog/") + ".hog", "rb").read()
    assert len(hog) == 17872 * len(rows) > 0, name
    wanted = ["face_det_%06d.bmp" % int(row["face"]) if "face" in row else
              "frame_det_%02d_%06d.bmp" % (int(row["face_id"]), int(row["frame"])) for row in rows if row["success"] == "1"]
    assert sorted(os.listdir(folder)) == sorted(wanted), name
P
