# needs: data
mkdir pictures
cp "$data/media/sample1.jpg" pictures/1.jpg
head -c 100 "$data/media/sample1.jpg" >pictures/2.jpg
"$facsimile" extract pictures --image --model-dir "$models"
