# needs: data
# the index of an mp4 stands at its end or start; half a file has none or no frames
head -c 300 "$data/media/no_face.mp4" >half.mp4
"$facsimile" extract half.mp4 --model-dir "$models"
