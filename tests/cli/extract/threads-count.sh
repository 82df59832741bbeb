# needs: data
# --threads 2 means one thread more than --threads 1 (which, without sanitizers, is one)
for threads in 1 2 3; do
    "$facsimile" extract "$data/media/franck.mp4" --model-dir "$models" --threads $threads -o $threads.csv -q &
    process=$!
    most=0
    for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
        sleep 0.1
        now=$(ls /proc/$process/task 2>/dev/null | wc -l)
        if [ "$now" -gt "$most" ]; then most=$now; fi
    done
    kill -INT $process 2>/dev/null || true
    wait $process || true
    if [ $threads -eq 1 ]; then first=$most; fi
    [ "$most" -eq $((first + threads - 1)) ]
done
