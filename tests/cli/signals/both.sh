# needs: data python3
# both outputs keep the same finished frames
status=0
echo before >out.ndjson
python3 "$support/signal_after.py" INT "$facsimile" extract "$data/media/franck.mp4" --model-dir "$models" -o out.csv --ndjson out.ndjson \
    2>said || status=$?
[ "$(ls | tr '\n' ' ')" = 'out.csv out.csv.facsimile.json out.ndjson out.ndjson.partial said ' ]
[ "$(cat out.ndjson)" = before ]
[ "$(wc -l <out.csv)" = $((1 + $(wc -l <out.ndjson.partial))) ]
[ "$(wc -l <out.csv)" -gt 1 ]
# what is kept is what a run over these frames gives
"$facsimile" extract "$data/media/franck.mp4" --model-dir "$models" --max-frames "$(wc -l <out.ndjson.partial)" -q -o whole.csv \
    --ndjson whole.ndjson
cmp out.csv whole.csv
cmp out.ndjson.partial whole.ndjson
grep -q 'they are in out.csv, out.ndjson.partial' said
exit $status
