# needs: models picture
# plain C and the best the machine has: the same face
"$facsimile" extract "$picture" --model-dir "$models" -o best.csv -q
FACSIMILE_CPU=scalar "$facsimile" extract "$picture" --model-dir "$models" -o variable.csv -q
"$facsimile" extract "$picture" --model-dir "$models" -o option.csv --cpu scalar -q
cmp variable.csv option.csv
"$facsimile" compare best.csv option.csv | awk '/^landmarks / { exit !($2 < 0.05) }'
