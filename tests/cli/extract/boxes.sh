# needs: models picture
# two boxes, two rows, in their order
printf '100 100 250 250\n\n120 110 260 270\n' >boxes.txt
"$facsimile" extract "$picture" --boxes boxes.txt --model-dir "$models" -q
[ "$(cut -d, -f1 sample1.csv | tr '\n' ' ')" = "face 0 1 " ]
mkdir pictures boxes
cp "$picture" pictures
cp boxes.txt boxes/sample1.txt
"$facsimile" extract pictures --image --boxes boxes --model-dir "$models" -q
cmp pictures_csv/sample1.csv sample1.csv
