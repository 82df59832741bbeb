# needs: models ffmpeg
ffmpeg -v error -f lavfi -i testsrc2=s=64x64 -frames:v 1 -vf scale=1:1 picture.png
"$facsimile" extract picture.png --model-dir "$models"
[ "$(wc -l <picture.csv)" -eq 1 ]
