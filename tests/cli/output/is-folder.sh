# needs: data
mkdir out.csv
"$facsimile" extract "$data/media/sample1.jpg" --model-dir "$models" -o out.csv
