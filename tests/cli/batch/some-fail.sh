# needs: data
# one failure does not stop the others; failures of two kinds make the status 1
echo "no video" >broken.avi
status=0
"$facsimile" extract missing.avi "$data/media/sample1.jpg" broken.avi "$data/media/sample2.jpg" --model-dir "$models" || status=$?
[ "$(ls | tr '\n' ' ')" = "broken.avi sample1.csv sample1.csv.facsimile.json sample2.csv sample2.csv.facsimile.json " ]
"$facsimile" extract "$data/media/sample1.jpg" --model-dir "$models" -o alone.csv -q
cmp alone.csv sample1.csv
exit $status
