# needs: models clip
"$facsimile" extract "$clip" --image --model-dir "$models"
