# needs: data
# results that wait for the end of the video: beside the output, so that it does not matter what $TMPDIR is; of standard output
# there, and when nothing can be written there the message says so
run() { "$facsimile" extract "$data/media/default.wmv" --model-dir "$models" --max-frames 60 -q "$@"; }
run -o usual.csv
TMPDIR=/no/such/folder run -o out.csv
cmp usual.csv out.csv
run -o - | cmp - usual.csv
status=0
TMPDIR=/no/such/folder run -o - >standard 2>err || status=$?
[ $status = 7 ]
[ ! -s standard ]
grep -q '/no/such/folder.*TMPDIR' err
# no room in either place: only what waits is written here, the output is standard output
status=0
(ulimit -f 64 && run -o -) 2>err | cat >standard
grep -q 'TMPDIR' err
[ "$(ls | tr '\n' ' ')" = 'err out.csv out.csv.facsimile.json standard usual.csv usual.csv.facsimile.json ' ]
