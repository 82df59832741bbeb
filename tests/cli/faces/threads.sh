# needs: data python3
# frames without a face are zeros and black, as many records as rows, whatever the number of threads
video=$data/media/face_noface.mov
for threads in 1 2 4; do
    "$facsimile" extract "$video" --model-dir "$models" --max-frames 90 -q --threads $threads -o $threads.csv --hog $threads.hog \
        --aligned a$threads
    [ $threads = 1 ] && continue
    cmp 1.hog $threads.hog
    diff -r a1 a$threads
done
rows=$(($(wc -l <1.csv) - 1))
[ "$(wc -c <1.hog)" = $((rows * 17872)) ]
[ "$(ls a1 | wc -l)" = $rows ]
python3 - <<'P'
import csv, struct
rows, data, lost = list(csv.DictReader(open("1.csv"))), open("1.hog", "rb").read(), 0
for i, row in enumerate(rows):
    record = data[17872 * i:17872 * (i + 1)]
    picture = open("a1/frame_det_00_%06d.bmp" % int(row["frame"]), "rb").read()
    assert struct.unpack("<3if", record[:16]) == (12, 12, 31, 1.0 if row["success"] == "1" else -1.0)
    assert any(record[16:]) == (row["success"] == "1") == any(picture[54:]), row["frame"]
    lost += row["success"] == "0"
assert 0 < lost < len(rows), lost
P
