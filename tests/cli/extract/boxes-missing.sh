# needs: data
"$facsimile" extract "$data/media/sample1.jpg" --boxes boxes.txt --model-dir "$models"
