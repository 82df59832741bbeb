# needs: models picture
head -c 200 "$picture" >broken.jpg
"$facsimile" extract broken.jpg --model-dir "$models"
