# needs: data ffmpeg
# only the header, and a word about it
ffmpeg -v error -i "$data/media/no_face.mp4" -frames:v 1 wall.png
"$facsimile" extract wall.png --model-dir "$models"
[ "$(wc -l <wall.csv)" -eq 1 ]
