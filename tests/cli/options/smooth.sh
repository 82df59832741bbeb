# needs: models
# smoothing is the open pipeline's; it moves points, and the record says that it was on
clip=$source/examples/clip/heads.mp4
"$facsimile" extract "$clip" --max-frames 40 -o plain.csv -q
"$facsimile" extract "$clip" --max-frames 40 --smooth -o smooth.csv -q
refuse cmp -s plain.csv smooth.csv
grep -q '"smooth": true' smooth.csv.facsimile.json
grep -q '"smooth": false' plain.csv.facsimile.json
status=0
"$facsimile" extract "$clip" --smooth --model-dir "$models" -o never.csv 2>err || status=$?
[ $status -eq 2 ]
grep -q 'openface smooths nothing; open does' err
[ ! -e never.csv ]
