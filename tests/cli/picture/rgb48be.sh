# needs: data ffmpeg
ffmpeg -v error -i "$data/media/sample1.jpg" -pix_fmt rgb48be picture.png
"$facsimile" extract picture.png --model-dir "$models" -q
[ "$(wc -l <picture.csv)" -eq 2 ]
