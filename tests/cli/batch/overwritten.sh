# needs: data
# a result never gets the name of an input
cp "$data/media/sample1.jpg" a.jpg
cp "$data/media/sample2.jpg" a.csv
"$facsimile" extract a.jpg a.csv --model-dir "$models" -q
[ "$(ls | tr '\n' ' ')" = "a.csv a.csv.csv a.csv.csv.facsimile.json a.jpg a.jpg.csv a.jpg.csv.facsimile.json " ]
cmp a.csv "$data/media/sample2.jpg"
rm a.csv.csv* a.jpg.csv*
ln -s a.csv portrait
status=0
"$facsimile" extract a.jpg portrait --model-dir "$models" -o ./ || status=$?
[ "$(ls | tr '\n' ' ')" = "a.csv a.jpg portrait " ]
cmp a.csv "$data/media/sample2.jpg"
exit $status
