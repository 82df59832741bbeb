# needs: data
# names that clash get longer until they differ; an input given twice counts once
mkdir one two
cp "$data/media/sample1.jpg" one/a.jpg
cp "$data/media/sample2.jpg" two/a.jpg
cp "$data/media/sample2.jpg" two/a.png
cp "$data/media/sample1.jpg" one/b.jpg
cp "$data/media/sample2.jpg" one/b.jpg.png
"$facsimile" extract one/a.jpg two/a.jpg two/a.png two/../one/a.jpg one/b.jpg one/b.jpg.png --model-dir "$models" -o results -q --no-sidecar
[ "$(ls results | tr '\n' ' ')" = "a.png.csv b.csv b.jpg.csv one_a.csv two_a.csv " ]
cmp results/one_a.csv results/b.csv
cmp results/two_a.csv results/a.png.csv
cmp results/two_a.csv results/b.jpg.csv
refuse cmp -s results/one_a.csv results/two_a.csv
