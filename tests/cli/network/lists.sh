# needs: ffmpeg python3
# lists of files: one that is a file opens nothing; one that comes over a network its segments, but no file of this machine
. "$cases/network.inc"
ffmpeg -v error -i "$source/examples/clip/heads.mp4" -frames:v 30 -c copy files/a.ts
printf '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:1.2,\na.ts\n#EXT-X-ENDLIST\n' >files/list.m3u8
sed "s|^a.ts|file://$PWD/files/a.ts|" files/list.m3u8 >files/outside.m3u8
printf 'ffconcat version 1.0\nfile a.ts\n' >files/list.ffconcat
sed "s|a.ts|file:$PWD/files/a.ts|" files/list.ffconcat >files/outside.ffconcat
printf 'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5555 RTP/AVP 96\na=rtpmap:96 H264/90000\n' >files/list.sdp
for name in list.m3u8 outside.m3u8 list.ffconcat outside.ffconcat list.sdp; do
    ends_with 6 "$facsimile" extract files/$name --pipeline null -o no.csv
    grep -q "files/$name: is a list of other files or addresses, which a file may not make us open" message
done
for name in outside.m3u8 outside.ffconcat; do
    status=0
    "$facsimile" extract "$server/range/$name" --pipeline null -o no.csv --timeout 5 2>message || status=$?
    [ $status = 5 ] || [ $status = 6 ]
done
[ ! -e no.csv ]
"$facsimile" extract files/a.ts --pipeline null -o file.csv -q
"$facsimile" extract "$server/range/list.m3u8" --pipeline null -o net.csv -q
cmp net.csv file.csv
# from where it has moved to, too
"$facsimile" extract "$server/moved/list.m3u8" --pipeline null -o net.csv -q
cmp net.csv file.csv
