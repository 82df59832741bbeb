# needs: models ffmpeg
ffmpeg -v error -f lavfi -i testsrc2=s=12000x40 -frames:v 1 -vf scale=12000:40 picture.png
"$facsimile" extract picture.png --model-dir "$models"
[ "$(wc -l <picture.csv)" -eq 1 ]
