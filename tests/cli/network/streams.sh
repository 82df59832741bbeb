# needs: ffmpeg python3
# streams: TCP and UDP of FFmpeg, and RTSP
. "$cases/network.inc"
free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
# the same pictures, by all columns but the time
same_but_time() {
    cut -d, -f1,2,4- "$1" >one
    cut -d, -f1,2,4- "$2" >two
    cmp one two
}
ffmpeg -v error -i "$source/examples/clip/heads.mp4" -frames:v 50 -c:v mpeg4 -q:v 3 -bf 0 clip.m4v
ffmpeg -v error -r 25 -i clip.m4v -c copy clip.mkv
ffmpeg -v error -i "$source/examples/clip/heads.mp4" -frames:v 50 -c copy clip.ts
"$facsimile" extract clip.ts --pipeline open -o file.csv -q
# whichever of the two is there first: FFmpeg tries again
port=$(free_port)
ffmpeg -v error -re -i clip.ts -c copy -f mpegts "tcp://127.0.0.1:$port?listen=1" &
for try in $(seq 100); do
    "$facsimile" extract "tcp://127.0.0.1:$port" --pipeline open -o tcp.csv -q 2>message && break
    grep -q 'the connection was refused' message
    sleep 0.1
done
wait $!
cmp tcp.csv file.csv
port=$(free_port)
"$facsimile" extract "udp://127.0.0.1:$port" --pipeline open --max-frames 30 -o udp.csv --timeout 20 -q &
reader=$!
for try in $(seq 10); do # until it listens; what came before is lost
    ffmpeg -v error -re -i clip.ts -c copy -f mpegts "udp://127.0.0.1:$port?pkt_size=1316" || true
    kill -0 $reader 2>/dev/null || break
done
wait $reader
[ "$(wc -l <udp.csv)" = 31 ]
python3 "$support/rtsp_server.py" clip.m4v rtsp-port &
wait_for rtsp-port
"$facsimile" extract "rtsp://anna:geheim@127.0.0.1:$(cat rtsp-port)/live?x=s3cret" --pipeline open -v 2>message
refuse grep -Eq 'geheim|anna|s3cret' message live.csv.facsimile.json
"$facsimile" extract clip.mkv --pipeline open -o file.csv -q
cmp live.csv file.csv || same_but_time live.csv file.csv
