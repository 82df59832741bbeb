# needs: models picture
# the reference's order and kinds, byte by byte
mkdir frames
for name in 1.jpg 2.jpg 10.jpg B.jpg a.jpg; do
    cp "$picture" "frames/$name"
done
cp "$picture" frames/c.JPG
"$facsimile" extract frames --compat openface --model-dir "$models" --max-frames 9 -o out.csv -q
sed -n '/"pictures"/,/]/p' out.csv.facsimile.json | tr -d ' \n' |
    grep -qxF '"pictures":["1.jpg","10.jpg","2.jpg","B.jpg","a.jpg"],'
