# needs: models clip
"$facsimile" bench "$clip" --model-dir "$models" --max-frames 32 --repeat 2 --warmup 0 --threads 1 >table
for stage in decode grey detect responses optimisation parts validator gaze_pose align fhog medians predict write other; do
    grep -q "^$stage " table
done
grep -q ': 32 frames, 1 thread, ' table
grep -Eq '^per frame .* ms, [0-9]+ fps \(runs:( [0-9.]+){2}\)$' table
grep -q '^start-up ' table
grep -Eq '^memory .* allocations, ' table
# nothing is left behind
[ "$(ls)" = table ]
