# needs: models picture
mkdir out.csv
"$facsimile" extract "$picture" --model-dir "$models" -o out.csv
