# needs: models clip picture
# presences read 1.00 in videos, 1.0 in stills and with OpenFace's several faces
last() { sed -n 2p "$1" | awk -F, '{ print $NF }'; }
"$facsimile" extract "$clip" --model-dir "$models" --max-frames 2 -o one.csv -q
"$facsimile" extract "$clip" --model-dir "$models" --max-frames 2 --static-au -o static.csv -q
"$facsimile" extract "$clip" --model-dir "$models" --max-frames 2 --faces many -o many.csv -q
"$facsimile" extract "$clip" --model-dir "$models" --max-frames 2 --faces many --compat openface -o slots.csv -q
"$facsimile" extract "$picture" --model-dir "$models" -o still.csv -q
last one.csv | grep -Eqx '[01]\.00'
last static.csv | grep -Eqx '[01]\.00'
last many.csv | grep -Eqx '[01]\.00'
last slots.csv | grep -Eqx '[01]\.0'
last still.csv | grep -Eqx '[01]\.0'
