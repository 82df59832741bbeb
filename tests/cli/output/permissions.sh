# needs: data
umask 027
"$facsimile" extract "$data/media/sample1.jpg" --model-dir "$models" -q
[ "$(stat -c %a sample1.csv)" = 640 ]
