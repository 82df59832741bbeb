# needs: models picture
"$facsimile" extract "$picture" --model-dir "$models" --landmarks clnf-specific
