# needs: models clip
# up to 3000 frames with success: what was learnt of a clip gives the clip's own values to the digit
openface="--pipeline openface --model-dir $models --max-frames 40 --threads 2 -q"
"$facsimile" extract "$clip" $openface -o whole.csv --save-calibration me.json
"$facsimile" extract "$clip" $openface -o again.csv --calibration me.json --save-calibration same.json
cmp whole.csv again.csv
cmp me.json same.json
# it does not hang on the length of the clip: but for the last three rows, which are smoothed with what follows
"$facsimile" extract "$clip" $openface --max-frames 25 -o short.csv --calibration me.json
head -n 23 again.csv >first
head -n 23 short.csv | cmp - first
"$facsimile" extract "$clip" $openface -o online.csv --calibration online
"$facsimile" extract "$clip" $openface -o none.csv --calibration none
"$facsimile" extract "$clip" $openface -o static.csv --static-au
cmp none.csv static.csv
cmp -s online.csv whole.csv && exit 1
[ "$(wc -c <me.json)" -lt 100000 ]
status=0
"$facsimile" extract "$clip" --pipeline open --max-frames 3 -q -o out.csv --calibration me.json 2>err || status=$?
[ $status = 2 ]
grep -q 'me.json: calibration: was learnt with the pipeline openface and says nothing to open' err
