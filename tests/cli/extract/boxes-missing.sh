# needs: models picture
"$facsimile" extract "$picture" --boxes boxes.txt --model-dir "$models"
