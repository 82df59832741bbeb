# needs: models clip
"$facsimile" extract "$clip" --model-dir "$models" --max-frames 3
[ "$(ls | tr '\n' ' ')" = 'default.csv default.csv.facsimile.json ' ]
