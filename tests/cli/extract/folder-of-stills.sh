# needs: data
# one CSV per picture; the folder for them is made
mkdir pictures
cp "$data/media/sample1.jpg" "$data/media/sample2.jpg" pictures
"$facsimile" extract pictures --image --model-dir "$models" -q
[ "$(ls pictures_csv | tr '\n' ' ')" = "sample1.csv sample2.csv " ]
"$facsimile" extract "$data/media/sample1.jpg" --model-dir "$models" -o alone.csv -q
cmp pictures_csv/sample1.csv alone.csv
"$facsimile" extract pictures --image --model-dir "$models" -o pictures_csv -q --threads 1
cmp pictures_csv/sample1.csv alone.csv
