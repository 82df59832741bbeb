# needs: data
# the CSV is there all the same
status=0
"$facsimile" extract "$data/media/sample1.jpg" --model-dir "$models" -o out.csv -q --profile missing/profile.json ||
    status=$?
[ -f out.csv ]
exit $status
