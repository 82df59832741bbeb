# needs: models ffmpeg
# three times as many frames take no more memory (the first 9 minutes of records stay there).  FFmpeg's own index of an
# AVI file grows with it, so the limit is not 0.
peak() {
    ffmpeg -v error -stream_loop "$1" -i part.avi -c copy -y video.avi
    "$facsimile" extract video.avi --model-dir "$models" -q --threads 1 --profile profile.json -o video.csv
    [ "$(wc -l <video.csv)" -eq $((1 + 600 * ($1 + 1))) ]
    sed -n 's/.*"peak_memory_bytes":[^0-9]*\([0-9]*\).*/\1/p' profile.json
}
ffmpeg -v error -f lavfi -i testsrc2=size=64x48:rate=30 -t 20 -c:v mpeg4 part.avi
short=$(peak 27)
long=$(peak 83)
echo "peak memory: $short bytes, then $long"
[ $((long - short)) -lt 2000000 ]
