# rows are those of persons where the result tells them, wherever the face stood; nobody's are nobody's
cat >a.csv <<'END'
frame,face_id,timestamp,confidence,success,track,person,AU01_r
1,0,0.0,0.9,1,0,7,1
1,1,0.0,0.9,1,1,3,2
2,0,0.1,0.9,1,1,3,4
2,1,0.1,0.9,1,0,7,1
3,0,0.2,0.9,0,2,-1,0
END
"$facsimile" summarise a.csv -o out.csv -q
cut -d, -f3,4,5 out.csv | tail -n +2 >rows
printf '%s\n' 3,2,2 7,2,2 | cmp - rows
sed 's/,person,/,else,/' a.csv >b.csv
"$facsimile" summarise b.csv -o by_face.csv -q
cut -d, -f3,4,5 by_face.csv | tail -n +2 >rows
printf '%s\n' 0,3,2 1,2,2 | cmp - rows
sed 's/,2,-1,0$/,2,-2,0/' a.csv >c.csv
status=0
"$facsimile" summarise c.csv -o none.csv -q 2>err || status=$?
[ $status != 0 ] && grep -q 'is -2' err
