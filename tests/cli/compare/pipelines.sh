# two results of different pipelines are compared with a warning
clip=$source/examples/clip/heads.mp4
"$facsimile" extract "$clip" --max-frames 5 -q --pipeline open -o a.csv
cp a.csv b.csv
cp a.csv.facsimile.json b.csv.facsimile.json
"$facsimile" compare a.csv b.csv 2>err >out
[ ! -s err ]
sed 's/"name": "open"/"name": "other"/' a.csv.facsimile.json >b.csv.facsimile.json
"$facsimile" compare a.csv b.csv 2>err >with
[ "$(cat err)" = "facsimile: warning: a.csv is from the pipeline open, b.csv from other: their action units are on different scales" ]
cmp out with
gzip b.csv
"$facsimile" compare a.csv b.csv.gz --json 2>err >json
grep -q 'b.csv.gz from other' err
# what is no record says nothing
echo '{"pipeline": {"name": "open"}}' >b.csv.facsimile.json
"$facsimile" compare a.csv b.csv.gz 2>err >out
refuse grep -q 'from other' err
