# needs: data
# the default name of an input called x.csv would be the input
cp "$data/media/sample1.jpg" picture.csv
status=0
"$facsimile" extract picture.csv --model-dir "$models" || status=$?
cmp picture.csv "$data/media/sample1.jpg"
exit $status
