# needs: data
"$facsimile" extract "$data/media/default.wmv" --model-dir "$models" --max-frames 4 -q
[ "$(cut -d, -f1 default.csv | tr '\n' ' ')" = "frame 1 2 3 4 " ]
[ "$(cut -d, -f3 default.csv | tr '\n' ' ')" = "timestamp 0.009 0.073 0.137 0.201 " ]
