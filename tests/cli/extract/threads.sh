# needs: models clip
for threads in 1 2 3 4 7; do
    "$facsimile" extract "$clip" --model-dir "$models" --max-frames 60 --threads $threads -o $threads.csv -q
    cmp 1.csv $threads.csv
done
[ "$(wc -l <1.csv)" -eq 61 ]
