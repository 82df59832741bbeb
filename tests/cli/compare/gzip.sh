# needs: data gzip
file=$data/golden/sample1_jpg/FaceLandmarkImg.csv
gzip -c "$file" >packed.csv.gz
"$facsimile" compare "$file" packed.csv.gz | grep -q '^rows  *1 in both, 0 only in the first'
