# needs: data
"$facsimile" extract "$data/media/default.wmv" --image --model-dir "$models"
