# needs: picture ffmpeg
# pictures that are no video: a warning names --image
mkdir sizes places
ffmpeg -v error -i "$picture" -frames:v 1 -vf scale=320:-2 a.png
ffmpeg -v error -i a.png -vf pad=460:460:0:0 places/1.png
ffmpeg -v error -i a.png -vf pad=460:460:140:100 places/2.png
ffmpeg -v error -i a.png -vf pad=460:460:0:140 places/3.png
"$facsimile" extract places --pipeline open -o out.csv 2>message
grep -q 'warning: places: 2 of 3 pictures have little to do with the one before, .*--image' message
cp a.png sizes/1.png
ffmpeg -v error -i a.png -vf scale=300:-2 sizes/2.png
"$facsimile" extract sizes --pipeline open -o out.csv 2>message
grep -q 'warning: sizes/2.png: has 300 x .*--image' message
# a video is none of this
mkdir still
cp a.png still/1.png
cp a.png still/2.png
"$facsimile" extract still --pipeline open -o out.csv 2>message
refuse grep -q warning message
