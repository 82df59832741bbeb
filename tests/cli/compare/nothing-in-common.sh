cp "$cases/table_a.txt" a.csv
printf 'frame,face_id,x_0\n77,0,1\n' >b.csv
"$facsimile" compare a.csv b.csv
