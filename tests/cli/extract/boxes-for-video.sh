# needs: data
echo '1 2 3 4' >boxes.txt
"$facsimile" extract "$data/media/default.wmv" --boxes boxes.txt --model-dir "$models"
