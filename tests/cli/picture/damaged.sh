# needs: data
head -c 200 "$data/media/sample1.jpg" >broken.jpg
"$facsimile" extract broken.jpg --model-dir "$models"
