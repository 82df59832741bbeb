# needs: models picture ffmpeg
ffmpeg -v error -i "$picture" -pix_fmt rgb48be picture.png
"$facsimile" extract picture.png --model-dir "$models" -q
[ "$(wc -l <picture.csv)" -eq 2 ]
