# needs: models picture
# the CSV is there all the same
status=0
"$facsimile" extract "$picture" --model-dir "$models" -o out.csv -q --profile missing/profile.json ||
    status=$?
[ -f out.csv ]
exit $status
