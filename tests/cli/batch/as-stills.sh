# needs: data
# with --image, folders become folders and pictures files
mkdir anna bob results
cp "$data/media/sample1.jpg" anna
cp "$data/media/sample2.jpg" bob
"$facsimile" extract anna bob/ "$data/media/sample1.jpg" --image --model-dir "$models" -o results -q
[ "$(ls results | tr '\n' ' ')" = "anna_csv anna_csv.facsimile.json bob_csv bob_csv.facsimile.json sample1.csv sample1.csv.facsimile.json " ]
cmp results/anna_csv/sample1.csv results/sample1.csv
[ "$(ls results/bob_csv)" = sample2.csv ]
