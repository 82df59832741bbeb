# needs: models picture
# the default name of an input called x.csv would be the input
cp "$picture" picture.csv
status=0
"$facsimile" extract picture.csv --model-dir "$models" || status=$?
cmp picture.csv "$picture"
exit $status
