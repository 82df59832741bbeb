# needs: ffmpeg
# what the first run wrote is no input of the second, and does not change a name
mkdir study
ffmpeg -v error -f lavfi -i testsrc=size=160x120:rate=10 -frames:v 3 -c:v mpeg4 study/a.avi
ffmpeg -v error -i study/a.avi -frames:v 1 study/b.png
mkdir study/c
cp study/b.png study/c/1.png
"$facsimile" extract study/* --pipeline null -o study --ndjson study -q
(cd study && find . | sort) >first
"$facsimile" extract study/* --pipeline null -o study --ndjson study 2>message
(cd study && find . | sort) >second
cmp first second
grep -q '^facsimile: 9 inputs are results of facsimile, passed over: study/a.csv, study/a.csv.facsimile.json, .* and 4 more$' message
# also without records
rm study/*.csv study/*.ndjson study/*.json
"$facsimile" extract study/* --pipeline null -o study --ndjson study --no-sidecar -q
"$facsimile" extract study/* --pipeline null -o study --ndjson study --no-sidecar 2>message
grep -q '^facsimile: 6 inputs are results of facsimile' message
# by itself such a file is what was asked for, and no video
refuse "$facsimile" extract study/a.csv --pipeline null -o out.csv -q
refuse "$facsimile" extract study/a.csv study/b.csv --pipeline null -o out/ 2>message
grep -q 'all inputs are results of facsimile' message
