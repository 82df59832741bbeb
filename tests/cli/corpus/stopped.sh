# needs: clip python3
# Ctrl-C: status 130, nothing half-written, and --resume goes on
mkdir study
for name in a b c d e f; do
    ln -s "$clip" study/$name.wmv
done
options="--pipeline open --jobs 1 --threads 1"
status=0
python3 "$support/signal_after.py" INT "$facsimile" batch study --out-dir results $options || status=$?
[ $status = 130 ]
[ -z "$(find results -name '*.part-*')" ]
[ "$(python3 "$support/manifest.py" results/manifest.tsv state starts | sort -u | grep -cv '^ok|0$')" = 1 ]
python3 "$support/manifest.py" results/manifest.tsv state starts | grep -q '^waiting|0$'
