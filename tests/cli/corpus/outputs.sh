# needs: picture python3
heads=$source/examples/clip/heads.mp4
# other outputs than the CSV, and pictures and numbered pictures among the inputs
mkdir -p study/in frames
ln -s "$heads" study/in/a.mp4
cp "$picture" study/in/p.jpg
cp "$picture" frames/1.jpg
cp "$picture" frames/2.jpg
"$facsimile" batch study --images frames --out-dir results --ndjson json --overlay drawn --pipeline open --max-frames 2 --threads 1 -q
[ "$(python3 "$support/manifest.py" results/manifest.tsv output state frames)" = "frames.csv|ok|2
in/a.csv|ok|2
in/p.csv|ok|1" ]
[ "$(find json drawn -type f | sort | xargs)" = "drawn/frames_overlay.mp4 drawn/in/a_overlay.mp4 drawn/in/p_overlay.png json/frames.ndjson json/in/a.ndjson json/in/p.ndjson" ]
rm json/in/a.ndjson
"$facsimile" batch study --images frames --out-dir results --ndjson json --overlay drawn --pipeline open --max-frames 2 --threads 1 --resume 2>said
grep -Eq '^facsimile: done now +1$' said
test -e json/in/a.ndjson
"$facsimile" batch study --out-dir lines --no-csv --ndjson lines --pipeline open --max-frames 2 --threads 1 -q
cmp lines/in/a.ndjson json/in/a.ndjson
refuse test -e lines/in/a.csv
status=0
"$facsimile" batch study --out-dir none --no-csv --pipeline open 2>said || status=$?
[ $status = 2 ]
grep -q 'without CSV needs ndjson' said
