# needs: models picture
mkdir pictures
cp "$picture" pictures/1.jpg
head -c 100 "$picture" >pictures/2.jpg
cp "$picture" pictures/3.jpg
status=0
"$facsimile" extract pictures --image --model-dir "$models" || status=$?
cmp pictures_csv/1.csv pictures_csv/3.csv
exit $status
