# needs: python3
heads=$source/examples/clip/heads.mp4
# what the manifest says is looked at: a result that is missing, cut or altered, and an input that is another, are done again
mkdir study
for name in kept missing cut altered input touched; do
    cp "$heads" study/$name.mp4
done
options="--pipeline open --max-frames 2 --threads 1"
"$facsimile" batch study --out-dir results $options -q
cp -r results before
rm results/missing.csv
head -n 2 before/cut.csv >results/cut.csv
sed '2s/1/2/' before/altered.csv >results/altered.csv
cp "$heads" study/input.mp4
printf x >>study/input.mp4
touch study/touched.mp4
"$facsimile" batch study --out-dir results $options --resume --check full 2>said
grep -q 'study/missing.mp4: is done again: a result is missing' said
grep -q 'study/cut.mp4: is done again: its result has another size' said
grep -q 'study/altered.mp4: is done again: its result has changed' said
grep -q 'study/input.mp4: is done again: its input has changed' said
grep -Eq '^facsimile: done now +4$' said
grep -Eq '^facsimile: done before +2$' said
for name in kept missing cut altered input touched; do
    cmp before/$name.csv results/$name.csv
done
python3 "$support/manifest.py" results/manifest.tsv --check results
# by size and time the touched one is another, too
touch study/touched.mp4 study/touched.mp4
"$facsimile" batch study --out-dir results $options --resume 2>said
grep -q 'study/touched.mp4: is done again: its input has changed' said
grep -Eq '^facsimile: done now +1$' said
