# needs: data
"$facsimile" extract "$data/media/default.wmv" --model-dir "$models" --max-frames 12 -o file.csv -q
"$facsimile" extract "$data/media/default.wmv" --model-dir "$models" --max-frames 12 -o - -q | cmp - file.csv
"$facsimile" extract "$data/media/default.wmv" --model-dir "$models" --max-frames 12 -o /dev/stdout -q | cat >piped.csv
cmp piped.csv file.csv
"$facsimile" extract "$data/media/multi_face.avi" --faces many --model-dir "$models" --max-frames 3 -o many.csv -q
"$facsimile" extract "$data/media/multi_face.avi" --faces many --model-dir "$models" --max-frames 3 -o - -q | cmp - many.csv
# neither has a record
[ "$(ls | tr '\n' ' ')" = 'file.csv file.csv.facsimile.json many.csv many.csv.facsimile.json piped.csv ' ]
