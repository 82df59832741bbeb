# more threads than there are lanes, so that decoder and sessions have some of their own, change nothing either
for threads in 1 9 16; do
    "$facsimile" mirror "$source/examples/clip/heads.mp4" --pipeline open --max-frames 50 --threads $threads -q -o $threads
done
for name in right_mirrored.csv left_mirrored.csv sides.csv sides_summary.csv right_mirrored.mp4 left_mirrored.mp4 debug.mp4; do
    cmp 1/heads_$name 9/heads_$name
    cmp 1/heads_$name 16/heads_$name
done
