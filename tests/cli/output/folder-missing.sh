# needs: models picture
"$facsimile" extract "$picture" --model-dir "$models" -o missing/out.csv
