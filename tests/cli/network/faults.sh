# needs: ffmpeg python3
# what goes wrong with an address is said with what to do, and ends with the documented status
. "$cases/network.inc"
ffmpeg -v error -i "$source/examples/clip/heads.mp4" -frames:v 100 -vf scale=640:480 -c:v mpeg4 -q:v 3 files/last.mp4
ffmpeg -v error -i files/last.mp4 -c copy files/clip.mkv
ffmpeg -v error -i files/last.mp4 -frames:v 1 files/a.png
ffmpeg -v error -i files/last.mp4 -frames:v 1 files/a.jpg
fails() { # STATUS ADDRESS PATTERN
    ends_with "$1" "$facsimile" extract "$2" --pipeline null -o no.csv --timeout 2
    grep -Eq "$3" message || { echo "not said: $3" >&2; cat message >&2; exit 1; }
    [ "$(wc -l <message)" = 1 ]
    [ ! -e no.csv ]
}
fails 5 "$server/range/none.mp4" 'none.mp4: cannot be read: the server has nothing there \(404\)'
fails 5 "$server/auth/clip.mkv" 'clip.mkv: cannot be read: the server wants a user and a password \(401\)'
fails 5 "$server/403/clip.mkv" 'does not allow it \(403\): does the address need a user, a password or a token'
fails 5 "$server/503/clip.mkv" 'the server has failed \(5xx\): try again later'
fails 5 "http://127.0.0.1:1/clip.mkv" 'the connection was refused: nothing listens at this host and port'
fails 5 "rtsp://127.0.0.1:1/clip" 'rtsp://127.0.0.1:1/clip: cannot be read: the connection was refused'
fails 5 "http://host.invalid/clip.mkv" 'no connection: is the name of the host right, and the network up?'
fails 5 "nothing://127.0.0.1/clip.mkv" 'no such file, and no address that can be read begins like this'
fails 5 "file://$PWD/files/clip.mkv" 'give a file by its path'
fails 6 "$server/plain/last.mp4" 'as it comes from the server: a video that has to be searched'
fails 6 "$server/cut/a.png" 'a.png: the connection was lost'
fails 6 "$server/cut/a.jpg" 'a.jpg: the connection was lost'
ends_with 5 "$facsimile" extract "$server/silent/clip.mkv" --pipeline null -o no.csv --timeout 0.3
grep -q 'silent/clip.mkv: nothing has come for 0.3 s (--timeout): is the address right' message
# lost midway: the rows up to there are kept
ends_with 6 "$facsimile" extract "$server/cut/clip.mkv" --pipeline open -o cut.csv
grep -q 'warning: .*/cut/clip.mkv: the connection was lost after [0-9]* frames' message
grep -q 'clip.mkv: ended before its time, after [0-9]* frames; they are in cut.csv' message
grep -q '"lost": true' cut.csv.facsimile.json
head -c "$(($(wc -c <files/clip.mkv) * 6 / 10))" files/clip.mkv >part.mkv
"$facsimile" extract part.mkv --pipeline open -o part.csv -q
[ "$(wc -l <part.csv)" -gt 50 ]
cmp cut.csv part.csv
ends_with 6 "$facsimile" extract "$server/hang/clip.mkv" --pipeline null -o hang.csv --timeout 0.3
grep -q 'after [0-9]* frames nothing has come for 0.3 s (--timeout)' message
[ "$(wc -l <hang.csv)" = "$(wc -l <part.csv)" ]
# mirroring reads several times
ends_with 1 "$facsimile" mirror "http://anna:geheim@127.0.0.1:1/clip.mkv"
grep -q 'http://127.0.0.1:1/clip.mkv: is no file; mirroring' message
refuse grep -q geheim message
