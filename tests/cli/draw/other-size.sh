# needs: ffmpeg
# points of pictures of another size do not fit, and that is said: another file, and --compat with pixels that are not square
clip=$source/examples/clip/heads.mp4
ffmpeg -nostdin -v error -i "$clip" -frames:v 3 -c:v ffv1 clip.mkv
ffmpeg -nostdin -v error -i clip.mkv -vf scale=352:288,setsar=64/45 -c:v ffv1 wide.mkv
"$facsimile" extract clip.mkv --pipeline open -q -o clip.csv
"$facsimile" draw clip.mkv clip.csv -o good.png 2>message
[ ! -s message ]
"$facsimile" draw wide.mkv clip.csv -o wrong.png 2>message
grep -q '^facsimile: warning: clip.csv: its points are in pictures of 320 x 240, and those of wide.mkv are shown at 501 x 288' message
"$facsimile" extract wide.mkv --pipeline open -q -o wide.csv
"$facsimile" draw wide.mkv wide.csv -o right.png 2>message
[ ! -s message ]
# what --compat openface records: the size as it is coded
sed 's/"width": 501/"width": 352/' wide.csv.facsimile.json >coded && mv coded wide.csv.facsimile.json
"$facsimile" draw wide.mkv wide.csv -o coded.png 2>message
grep -q 'pictures of 352 x 288, .* with --compat' message
