# needs: data
# the reference's order and kinds, byte by byte
mkdir pictures
for name in 1.jpg 2.jpg 10.jpg B.jpg a.jpg; do
    cp "$picture" "pictures/$name"
done
cp "$picture" pictures/c.JPG
"$facsimile" extract pictures --compat openface --model-dir "$models" --max-frames 9 -o out.csv -q
sed -n '/"pictures"/,/]/p' out.csv.facsimile.json | tr -d ' \n' |
    grep -qxF '"pictures":["1.jpg","10.jpg","2.jpg","B.jpg","a.jpg"],'
