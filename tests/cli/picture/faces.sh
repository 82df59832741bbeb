# needs: data
# the last line counts the faces of pictures, and frames with a face of videos
"$facsimile" extract "$data/media/sample6.jpg" --model-dir "$models" -o out.csv
[ "$(wc -l <out.csv)" = 13 ]
"$facsimile" extract "$data/media/sample1.jpg" --model-dir "$models" -o out.csv
mkdir both
cp "$data/media/sample6.jpg" "$data/media/sample1.jpg" both
"$facsimile" extract both --image --model-dir "$models" -o results
