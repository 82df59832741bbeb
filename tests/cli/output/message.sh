# needs: data
"$facsimile" extract "$data/media/default.wmv" --model-dir "$models" --max-frames 3
[ "$(ls)" = default.csv ]
