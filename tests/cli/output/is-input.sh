# needs: models picture
cp "$picture" picture.jpg
status=0
"$facsimile" extract picture.jpg --model-dir "$models" -o ./picture.jpg || status=$?
cmp picture.jpg "$picture"
exit $status
