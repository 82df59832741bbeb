cp "$cases/table_a.txt" a.csv
printf 'x,y\n1,2\n3,four\n' >b.csv
"$facsimile" compare a.csv b.csv
