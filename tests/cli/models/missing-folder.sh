# needs: picture
"$facsimile" extract "$picture" --model-dir nowhere
