# needs: ffmpeg
# a folder of videos is a batch
mkdir videos
ffmpeg -v error -f lavfi -i testsrc=size=160x120:rate=10 -frames:v 3 -c:v mpeg4 videos/b_10.avi
cp videos/b_10.avi videos/B_2.avi
cp videos/b_10.avi videos/.hidden.avi
echo text >videos/notes.txt
"$facsimile" extract videos --pipeline null -o results/ 2>message
[ "$(cd results && echo *.csv)" = "B_2.csv b_10.csv" ]
grep -q '2 of 2 inputs done' message
# beside a picture videos are left out, and named
ffmpeg -v error -i videos/b_10.avi -frames:v 1 videos/a.png
"$facsimile" extract videos --pipeline null -o a.csv 2>message
grep -q 'no pictures are left out: .*b_10.avi' message
[ "$(wc -l <a.csv)" = 2 ]
