# needs: python3
heads=$source/examples/clip/heads.mp4
# folders, a pattern and a file: results as of extract, below DIR as the inputs are; done again is refused, or costs nothing
mkdir -p study/anna study/bob/1 other
ln -s "$heads" study/anna/x.mp4
ln -s "$heads" study/bob/1/x.mp4
ln -s "$heads" other/y1.mp4
ln -s "$heads" other/z1.mp4
ln -s "$heads" .hidden.mp4
mkdir study/.cache
ln -s "$heads" study/.cache/no.mp4
echo text >study/anna/readme.txt
options="--pipeline open --max-frames 3 --threads 1"
"$facsimile" batch study 'other/y?.mp4' other/z1.mp4 --out-dir results $options 2>said
[ "$(python3 "$support/manifest.py" results/manifest.tsv output state frames code)" = "anna/x.csv|ok|3|
bob/1/x.csv|ok|3|
y1.csv|ok|3|
z1.csv|ok|3|" ]
python3 "$support/manifest.py" results/manifest.tsv --check results
grep -Eq '^facsimile: inputs +4$' said
grep -Eq '^facsimile: done now +4$' said
refuse test -e results/failures.tsv
"$facsimile" extract study/anna/x.mp4 $options -o alone.csv -q
for name in anna/x bob/1/x y1 z1; do
    cmp alone.csv results/$name.csv
    test -e results/$name.csv.facsimile.json
done
cp results/manifest.tsv before
status=0
"$facsimile" batch study 'other/y?.mp4' other/z1.mp4 --out-dir results $options 2>said || status=$?
[ $status = 7 ]
grep -q 'results/manifest.tsv: is there already, with 4 of 4 inputs done: --resume goes on' said
cmp before results/manifest.tsv
touch -d 2001-01-01 results/*/x.csv
"$facsimile" batch study 'other/y?.mp4' other/z1.mp4 --out-dir results $options --resume 2>said
grep -Eq '^facsimile: done now +0$' said
grep -Eq '^facsimile: done before +4$' said
cmp before results/manifest.tsv
[ "$(find results -name x.csv -newermt 2002-01-01)" = "" ] || [ "$(find results/anna -newermt 2002-01-01 -name x.csv)" = "" ]
