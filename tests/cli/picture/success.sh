# needs: picture ffmpeg python3
# a face that the landmarks do not fit is no success, and no summary counts it as one
printf '2 2 30 30\n' >boxes
ffmpeg -v error -i "$picture" -frames:v 1 a.png
"$facsimile" extract a.png --pipeline open -o a.csv 2>message
[ "$(cut -d, -f3 a.csv | tr '\n' ' ')" = "success 1 " ]
grep -q '1 picture, 1 face$' message
ffmpeg -v error -f lavfi -i color=gray:size=200x200 -frames:v 1 gray.png
"$facsimile" extract gray.png --boxes boxes --pipeline open -o gray.csv 2>message
[ "$(cut -d, -f3 gray.csv | tr '\n' ' ')" = "success 0 " ]
grep -q '1 picture, 1 face, 0 of them with success$' message
grep -q 'warning: gray.png: no face was found in the picture' message
grep -q '"rows_with_success": 0' gray.csv.facsimile.json
# smaller than 40 pixels
ffmpeg -v error -i a.png -vf scale=60:-2 small.png
"$facsimile" extract small.png --pipeline open -o small.csv 2>message
grep -q 'smaller than 40 pixels' message
