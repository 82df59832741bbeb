# needs: models clip
# tables of another program have no gaze of ours, whatever is asked for
"$facsimile" extract "$clip" --max-frames 5 --compat openface --model-dir "$models" -q -o plain.csv
"$facsimile" extract "$clip" --max-frames 5 --compat openface --model-dir "$models" -o asked.csv --columns all,gaze-head 2>err
cmp plain.csv asked.csv
grep -qF "columns (--columns): there are none of 'gaze-head' with compat openface" err
