# needs: data models clip onnx
# the number of threads and of inputs at the same time changes no byte, of either table
export FACSIMILE_ONNX_MODELS=$data/models/onnx
for how in "--pipeline pyfaceau" "--compat pyfaceau --format pyfaceau"; do
    for threads in 1 2 4; do
        "$facsimile" extract "$clip" --model-dir "$models" $how --max-frames 70 --threads $threads -o $threads.csv -q
        cmp 1.csv $threads.csv
    done
    [ "$(wc -l <1.csv)" -eq 71 ]
    cp "$clip" a.wmv
    cp "$clip" b.wmv
    "$facsimile" extract a.wmv b.wmv --model-dir "$models" $how --max-frames 70 -j 2 -o out/ -q
    cmp 1.csv out/a.csv
    cmp 1.csv out/b.csv
done
