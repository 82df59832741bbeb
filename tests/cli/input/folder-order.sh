# needs: ffmpeg
# letter case does not count, numbers do; every kind of picture, whatever it is called; hidden files are none
mkdir frames
ffmpeg -v error -f lavfi -i testsrc=size=160x120:rate=1 -frames:v 1 a.png
ffmpeg -v error -i a.png a.bmp
ffmpeg -v error -i a.png a.tif
ffmpeg -v error -i a.png a.gif
cp a.png frames/frame_10.png
cp a.bmp frames/Frame_2.BMP
cp a.tif frames/frame_1.TIFF
cp a.gif frames/frame_3.gif
cp a.png frames/frame_4 # no ending
cp a.png frames/.hidden.png
cp a.png frames/._frame_1.png
echo text >frames/notes.txt
mkdir frames/more
"$facsimile" extract frames --pipeline null --rate 25 --ndjson out.ndjson -o out.csv 2>message
[ "$(cut -d, -f3 out.csv | tr '\n' ' ')" = "timestamp 0.000 0.040 0.080 0.120 0.160 " ]
sed -n '/"pictures"/,/]/p' out.csv.facsimile.json | tr -d ' \n' |
    grep -qxF '"pictures":["frame_1.TIFF","Frame_2.BMP","frame_3.gif","frame_4","frame_10.png"],'
sed 's/.*"picture":"\([^"]*\)".*/\1/' out.ndjson | tr '\n' ' ' |
    grep -qxF 'frame_1.TIFF Frame_2.BMP frame_3.gif frame_4 frame_10.png '
grep -qF 'frames: 2 hidden files left out' message
grep -q 'warning: frames: 2 that are no pictures are left out: .*notes.txt' message
grep -q 'left out: .*more/' message
# without a rate there is no time
"$facsimile" extract frames --pipeline null -o out.csv -q
[ "$(cut -d, -f3 out.csv | sort -u | tr '\n' ' ')" = "0.000 timestamp " ]
refuse "$facsimile" extract frames --image --rate 25 --pipeline null -q
refuse "$facsimile" extract a.png --rate 25 --pipeline null -q
