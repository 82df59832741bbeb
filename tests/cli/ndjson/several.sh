# needs: data
mkdir frames
cp "$data/media/sample1.jpg" frames/1.jpg
cp "$data/media/sample1.jpg" sample1.png
"$facsimile" extract "$data/media/default.wmv" "$data/media/sample1.jpg" frames sample1.png --model-dir "$models" --max-frames 3 -q \
    --ndjson nd -o csv
[ "$(ls nd | tr '\n' ' ')" = 'default.ndjson frames.ndjson sample1.jpg.ndjson sample1.png.ndjson ' ]
[ "$(ls csv | tr '\n' ' ')" = 'default.csv default.csv.facsimile.json frames.csv frames.csv.facsimile.json sample1.jpg.csv sample1.jpg.csv.facsimile.json sample1.png.csv sample1.png.csv.facsimile.json ' ]
[ "$(wc -l <nd/default.ndjson)" = 3 ]
cmp nd/default.ndjson nd/frames.ndjson 2>&1 | grep -q differ
# without a CSV
"$facsimile" extract "$data/media/default.wmv" "$data/media/sample1.jpg" --model-dir "$models" --max-frames 3 -q --ndjson alone
[ "$(ls alone | tr '\n' ' ')" = 'default.ndjson sample1.ndjson ' ]
cmp nd/default.ndjson alone/default.ndjson
[ ! -e default.csv ]
