# needs: models picture
# a.jpg, a.png and a.jpg.png: each keeps its own CSV, and each has its own boxes
mkdir pictures boxes
cp "$picture" pictures/a.jpg
cp "$picture" pictures/a.png
cp "$picture" pictures/a.jpg.png
cp "$picture" pictures/b.jpg
printf '100 100 250 250\n' >boxes/a.jpg.txt
printf '110 100 250 250\n' >boxes/a.png.txt
printf '100 110 250 250\n' >boxes/a.jpg.png.txt
printf '100 100 250 260\n' >boxes/b.txt
"$facsimile" extract pictures --image --boxes boxes --model-dir "$models" -q
[ "$(ls pictures_csv | tr '\n' ' ')" = "a.jpg.csv a.jpg.png.csv a.png.csv b.csv " ]
for name in a.jpg a.jpg.png a.png b; do
    "$facsimile" extract pictures/b.jpg --boxes boxes/$name.txt --model-dir "$models" -o alone.csv -q
    cmp pictures_csv/$name.csv alone.csv
done
refuse cmp -s pictures_csv/a.jpg.csv pictures_csv/a.png.csv
refuse cmp -s pictures_csv/a.jpg.csv pictures_csv/a.jpg.png.csv
