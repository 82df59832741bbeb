# needs: data
# OUT/ is a folder for one input, too
"$facsimile" extract "$data/media/sample1.jpg" --model-dir "$models" -o results/ -q
"$facsimile" extract "$data/media/sample2.jpg" --model-dir "$models" -o results/ -q
[ "$(ls results | tr '\n' ' ')" = "sample1.csv sample1.csv.facsimile.json sample2.csv sample2.csv.facsimile.json " ]
