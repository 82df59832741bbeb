# needs: data
"$facsimile" extract "$data/media/sample1.jpg" --model-dir "$models" -o missing/out.csv
