# needs: models clip
"$facsimile" extract "$clip" --model-dir "$models" --max-frames 5 -o /dev/full
