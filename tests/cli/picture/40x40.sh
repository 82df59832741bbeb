# needs: models ffmpeg
ffmpeg -v error -f lavfi -i testsrc2=s=40x40 -frames:v 1 -vf scale=40:40 picture.png
"$facsimile" extract picture.png --model-dir "$models"
[ "$(wc -l <picture.csv)" -eq 1 ]
