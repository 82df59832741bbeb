# needs: models picture
umask 027
"$facsimile" extract "$picture" --model-dir "$models" -q
[ "$(stat -c %a sample1.csv)" = 640 ]
