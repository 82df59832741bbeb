# needs: onnx data
# a video with one, two and four threads: the same bytes, whatever waits for whom
. "$support/openface3-models.sh"
for threads in 1 2 4; do
    "$facsimile" extract "$source/examples/clip/heads.mp4" --pipeline openface3 --max-frames 20 --threads $threads -q \
        -o $threads.csv --ndjson $threads.ndjson
    cmp 1.csv $threads.csv
    cmp 1.ndjson $threads.ndjson
done
[ "$(wc -l <1.csv)" -eq 21 ]
[ "$(cut -d, -f5 1.csv | grep -c 1)" -eq 20 ]
