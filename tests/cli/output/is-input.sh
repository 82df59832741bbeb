# needs: data
cp "$data/media/sample1.jpg" picture.jpg
status=0
"$facsimile" extract picture.jpg --model-dir "$models" -o ./picture.jpg || status=$?
cmp picture.jpg "$data/media/sample1.jpg"
exit $status
