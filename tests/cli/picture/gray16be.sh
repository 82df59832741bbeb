# needs: data ffmpeg
ffmpeg -v error -i "$data/media/sample1.jpg" -pix_fmt gray16be picture.png
"$facsimile" extract picture.png --model-dir "$models" -q
[ "$(wc -l <picture.csv)" -eq 2 ]
