# needs: models picture
# the reference's pictures have no success
"$facsimile" extract "$picture" --compat openface --model-dir "$models" -o a.csv -q
head -1 a.csv | grep -q '^face,confidence,gaze_0_x,'
"$facsimile" extract "$picture" --pipeline openface --model-dir "$models" -o b.csv -q
head -1 b.csv | grep -q '^face,confidence,success,gaze_0_x,'
cut -d, -f1,2,4- b.csv | cmp - a.csv
