# needs: python3
heads=$source/examples/clip/heads.mp4
# Two shards, each killed with SIGKILL twice and gone on with: the files and the manifest of a run that nobody disturbed.
# How many inputs, and how many of them are broken, can be said: scripts/killed_batches.sh does it with 200.
count=${INPUTS:-40} broken=${BROKEN:-4} frames=${FRAMES:-2}
mkdir -p study/a study/b/c
number=0
while [ $number -lt "$count" ]; do
    case $((number % 3)) in
    0) folder=study ;;
    1) folder=study/a ;;
    *) folder=study/b/c ;;
    esac
    if [ $number -lt "$broken" ]; then
        echo "no video" >$folder/clip$number.mp4
    else
        ln -s "$heads" $folder/clip$number.mp4
    fi
    number=$((number + 1))
done
echo notes >study/notes.txt
options="--pipeline open --max-frames $frames --jobs 2 --threads 1 -q"
batch() { "$facsimile" batch study $options "$@"; }
status=0
batch --out-dir alone || status=$?
[ $status = 11 ]
python3 "$support/manifest.py" alone/manifest.tsv --check alone
[ "$(python3 "$support/manifest.py" alone/manifest.tsv state | grep -c '^ok$')" = $((count - broken)) ]
[ "$(python3 "$support/manifest.py" alone/failures.tsv state | grep -c '^failed$')" = "$broken" ]

for shard in 1 2; do
    manifest=whole/manifest.$shard-of-2.tsv
    for kill in ${KILLS:-3 4}; do
        python3 "$support/kill_at.py" "$kill" $manifest \
            "$facsimile" batch study $options --out-dir whole --shard $shard/2 --resume
        # whatever stands under a final name is whole, and what counts as done is there
        tail -c 1 $manifest | od -An -c | grep -q . # it is there
        python3 - $manifest <<'P'
import hashlib, os, sys
for line in open(sys.argv[1], "rb").read().split(b"\n")[2:-1]:
    cells = line.decode().split("\t")
    if cells[2] == "ok":
        assert hashlib.sha256(open(os.path.join("whole", cells[1]), "rb").read()).hexdigest() == cells[13], cells
P
    done
    status=0
    batch --out-dir whole --shard $shard/2 --resume || status=$?
    [ $status = 11 ] || [ $status = 0 ]
done
[ -z "$(find whole -name '*.part-*')" ]
status=0
"$facsimile" batch --merge whole -q || status=$?
[ $status = 11 ]
python3 "$support/manifest.py" whole/manifest.tsv --check whole
for place in alone whole; do
    python3 "$support/manifest.py" $place/manifest.tsv input output state code frames frames_with_face input_sha256 output_sha256 >$place.rows
    (cd $place && find . -name '*.csv' | sort | xargs sha256sum) >$place.files
    find $place -type f ! -name '*manifest*' ! -name 'failures*' | sed "s/^$place//" | sort >$place.names
done
cmp alone.rows whole.rows
cmp alone.files whole.files
cmp alone.names whole.names
# each shard had some of it
for shard in 1 2; do
    [ "$(python3 "$support/manifest.py" whole/manifest.$shard-of-2.tsv state | wc -l)" -gt $((count / 5)) ]
done
