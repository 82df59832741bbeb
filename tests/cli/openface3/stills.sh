# needs: onnx data picture python3
# every face of a picture, and faces in boxes of the caller's
. "$support/openface3-models.sh"
cp "$data/media/sample6.jpg" crowd.jpg
"$facsimile" extract crowd.jpg --pipeline openface3 -q
printf '850 86 1055 371\n1459 1506 1696 1839\n5 5 8 8\n' >boxes.txt
"$facsimile" extract crowd.jpg --pipeline openface3 --boxes boxes.txt -q -o boxes.csv
python3 - <<'P'
import csv
crowd = list(csv.DictReader(open("crowd.csv")))
assert len(crowd) == 12
for row in crowd:
    assert all(float(row["emotion_" + name]) >= 0 for name in ("neutral", "contempt"))
    assert 0.99 < float(row["confidence"]) <= 1
boxes = list(csv.DictReader(open("boxes.csv")))
assert len(boxes) == 3
assert abs(float(boxes[0]["x98_54"]) - float(crowd[0]["x98_54"])) < 5
assert boxes[2]["AU01_r"] == "nan" and boxes[2]["emotion_happy"] == "nan" # three pixels are no face
P
