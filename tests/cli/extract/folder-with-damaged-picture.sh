# needs: models picture
mkdir pictures
cp "$picture" pictures/1.jpg
head -c 100 "$picture" >pictures/2.jpg
"$facsimile" extract pictures --image --model-dir "$models"
