# needs: data
mkdir pictures
cp "$data/media/sample1.jpg" pictures
: >out.csv
"$facsimile" extract pictures --image --model-dir "$models" -o out.csv
