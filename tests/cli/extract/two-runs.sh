# needs: models clip
# both write out.csv; the last one to finish wins, and nothing is mixed
"$facsimile" extract "$clip" --model-dir "$models" --max-frames 8 -o short.csv -q
"$facsimile" extract "$clip" --model-dir "$models" --max-frames 30 -o long.csv -q
"$facsimile" extract "$clip" --model-dir "$models" --max-frames 8 -o out.csv -q &
first=$!
"$facsimile" extract "$clip" --model-dir "$models" --max-frames 30 -o out.csv -q
wait $first
cmp -s out.csv short.csv || cmp out.csv long.csv
[ "$(ls | tr '\n' ' ')" = 'long.csv long.csv.facsimile.json out.csv out.csv.facsimile.json short.csv short.csv.facsimile.json ' ]
grep -Eq '"in": (8|30),' out.csv.facsimile.json
