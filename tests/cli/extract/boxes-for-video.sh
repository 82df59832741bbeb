# needs: models clip
echo '1 2 3 4' >boxes.txt
"$facsimile" extract "$clip" --boxes boxes.txt --model-dir "$models"
