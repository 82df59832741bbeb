# needs: data
"$facsimile" extract "$data/media/image_sequence" --model-dir "$models" --max-frames 4 -q
[ "$(cut -d, -f1-3 image_sequence.csv | tr '\n' ' ')" = "frame,face_id,timestamp 1,0,0.000 2,0,0.000 3,0,0.000 4,0,0.000 " ]
