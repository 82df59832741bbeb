# needs: data
# a picture is taken as one without --image
"$facsimile" extract "$data/media/sample1.jpg" --compat openface --model-dir "$models" -q
head -n 1 "$data/golden/sample1_jpg/FaceLandmarkImg.csv" >golden
head -n 1 sample1.csv | cmp - golden
[ "$(cut -d, -f1 sample1.csv | tail -n 1)" = 0 ]
