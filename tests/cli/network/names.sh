# needs: ffmpeg python3
# what an address is called: results by its last part, and nowhere a password or a token
. "$cases/network.inc"
mkdir files/b files/c
ffmpeg -v error -i "$source/examples/clip/heads.mp4" -frames:v 3 -c copy "files/interview one.mkv"
cp "files/interview one.mkv" files/b/a.mkv
cp "files/interview one.mkv" files/c/a.mkv
cp "files/interview one.mkv" local.mkv
secret="${server%%127*}anna:geheim@${server#http://}"
"$facsimile" extract "$secret/auth/interview%20one.mkv?token=s3cret&x=a*b" --pipeline null -v --profile profile.json 2>message
[ -e "interview one.csv" ]
cat message "interview one.csv.facsimile.json" profile.json >said
grep -q 'auth/interview%20one.mkv?\.\.\.' said
refuse grep -Eq 'geheim|anna|s3cret|a\*b' said
# several at once, mixed with files, lists and patterns: each with a name of its own
printf '%s\n%s\n' "$secret/auth/b/a.mkv?token=s3cret" "$server/range/c/a.mkv" >list.txt
"$facsimile" extract @list.txt 'loc*.mkv' "$server/range/none.mkv?token=s3cret" "$server/range/c/a.mkv" -j 2 --pipeline null -o out 2>message || status=$?
[ "$status" = 5 ]
[ "$(ls out)" = "$(printf 'b_a.csv\nb_a.csv.facsimile.json\nc_a.csv\nc_a.csv.facsimile.json\nlocal.csv\nlocal.csv.facsimile.json')" ] ||
    { ls out >&2; exit 1; }
grep -q '3 of 4 inputs done; failed: http://127.0.0.1:[0-9]*/range/none.mkv?\.\.\.' message
refuse grep -Eq 'geheim|anna|s3cret' message out/*.json
# what differs only in its question is another input, and has no other name
ends_with 1 "$facsimile" extract "$server/range/b/a.mkv?1" "$server/range/b/a.mkv?2" --pipeline null -o out
grep -q 'two inputs would have this result' message
# without a path: the host
status=0
"$facsimile" extract "http://anna:geheim@127.0.0.1:1" "http://anna:geheim@127.0.0.1:2/" --pipeline null -o hosts 2>message || status=$?
[ "$status" != 0 ]
refuse grep -Eq 'geheim|anna' message
# what FFmpeg would say itself, and what the command says of a word that is none
for wrong in "http://anna:geheim@127.0.0.1:1/x?token=s3cret" "rtsp://anna:geheim@127.0.0.1:1/x?token=s3cret" \
    "https://anna:geheim@127.0.0.1:1/x?token=s3cret" "$secret/404/x?token=s3cret" "odd://anna:geheim@x/y?token=s3cret"; do
    "$facsimile" extract "$wrong" --pipeline null -o no.csv -v 2>message && exit 1
    "$facsimile" bench "$wrong" --pipeline null --repeat 1 2>>message && exit 1
    "$facsimile" "$wrong" 2>>message && exit 1
    refuse grep -Eq 'geheim|anna|s3cret' message
done
# a file of that name is that file
mkdir -p http:/127.0.0.1:1
cp local.mkv http:/127.0.0.1:1/a.mkv
cp local.mkv camera:0
"$facsimile" extract http://127.0.0.1:1/a.mkv --pipeline null -q
[ -e a.csv ]
"$facsimile" extract camera:0 --pipeline null -q
[ -e camera:0.csv ]
