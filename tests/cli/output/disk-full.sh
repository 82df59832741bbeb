# needs: data
"$facsimile" extract "$data/media/default.wmv" --model-dir "$models" --max-frames 5 -o /dev/full
