# what is missing or impossible
for words in "" "x.mp4" "x.mp4 -o r --tasks" "x.mp4 -o r --tasks 0" "x.mp4 -o r --mem much" "x.mp4 -o r --sample 0" "x.mp4 -o r --shard 1/2" \
    "x.mp4 -o r --nothing"; do
    status=0
    "$facsimile" slurm $words 2>said || status=$?
    [ $status = 2 ]
    refuse test -e r
done
status=0
"$facsimile" slurm missing.mp4 -o r 2>said || status=$?
[ $status = 5 ]
