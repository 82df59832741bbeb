# needs: data
"$facsimile" extract "$data/media/sample1.jpg" --model-dir nowhere
