# needs: models picture
mkdir pictures
cp "$picture" pictures
: >out.csv
"$facsimile" extract pictures --image --model-dir "$models" -o out.csv
