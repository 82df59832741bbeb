# needs: data
# asked for alone, it comes alone, also into standard output
"$facsimile" extract "$data/media/default.wmv" --model-dir "$models" --max-frames 4 -q --ndjson -  >standard
"$facsimile" extract "$data/media/default.wmv" --model-dir "$models" --max-frames 4 --ndjson results/ 2>said
[ "$(wc -l <standard)" = 4 ]
cmp standard results/default.ndjson
grep -q 'wrote results/default.ndjson: 4 frames, 4 with a face' said
"$facsimile" extract "$data/media/default.wmv" --model-dir "$models" --max-frames 4 --ndjson two.ndjson -o - >out.csv 2>said
cmp standard two.ndjson
[ "$(wc -l <out.csv)" = 5 ]
grep -q 'wrote standard output, two.ndjson: 4 frames' said
[ "$(ls | tr '\n' ' ')" = 'out.csv results said standard two.ndjson ' ]
