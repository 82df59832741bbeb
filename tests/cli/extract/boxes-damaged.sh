# needs: models picture
printf '100 100 250 250\n10 20 thirty 40\n' >boxes.txt
"$facsimile" extract "$picture" --boxes boxes.txt --model-dir "$models"
