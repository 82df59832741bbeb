# needs: python3
heads=$source/examples/clip/heads.mp4
# failures do not stop the others; they stay as they are until somebody asks for them again
mkdir study
ln -s "$heads" study/good.mp4
echo "no video" >study/broken.mp4
: >study/empty.mp4
options="--pipeline open --max-frames 2 --threads 1"
status=0
"$facsimile" batch study --out-dir results $options 2>said || status=$?
[ $status = 11 ]
grep -q 'study/broken.mp4: ' said
[ "$(python3 "$support/manifest.py" results/manifest.tsv output state code)" = "broken.csv|failed|FACS_E_MEDIA
empty.csv|failed|FACS_E_EMPTY
good.csv|ok|" ]
[ "$(python3 "$support/manifest.py" results/failures.tsv output)" = "broken.csv
empty.csv" ]
python3 "$support/manifest.py" results/manifest.tsv --check results
status=0
"$facsimile" batch study --out-dir results $options --resume 2>said || status=$?
[ $status = 11 ]
grep -Eq '^facsimile: done now +0$' said
rm study/broken.mp4
ln -s "$heads" study/broken.mp4
rm study/empty.mp4
"$facsimile" batch study --out-dir results $options --resume --retry-failed 2>said
grep -Eq '^facsimile: done now +1$' said
# what is no input any more keeps its row
[ "$(python3 "$support/manifest.py" results/manifest.tsv output state)" = "broken.csv|ok
empty.csv|failed
good.csv|ok" ]
refuse test -e results/failures.tsv
# At work when the program ended: tried again, alone; after three times it counts as failed.  Parts of a dead run go.
sed 's/^\(.*broken.csv\tok\t.*\)$/\1/; /broken.csv/s/\tok\t/\tstarted\t/' results/manifest.tsv >changed
starts() { awk -F '\t' -v OFS='\t' -v n="$1" 'NR == 2 { for (i = 1; i <= NF; i++) if ($i == "starts") at = i } /started/ { $at = n } { print }' changed; }
starts 2 >results/manifest.tsv
printf 'study/good.mp4\tgood.csv\tfai' >>results/manifest.tsv
echo part >results/good.csv.part-1234-0123456789abcdef
echo part >results/theirs.csv.part-1234-0123456789abcdef
"$facsimile" batch study --out-dir results $options --resume -q
[ "$(python3 "$support/manifest.py" results/manifest.tsv output state starts | head -n 1)" = "broken.csv|ok|0" ]
[ "$(find results -name '*.part-*')" = results/theirs.csv.part-1234-0123456789abcdef ]
starts 3 >results/manifest.tsv
status=0
"$facsimile" batch study --out-dir results $options --resume 2>said || status=$?
[ $status = 11 ]
[ "$(python3 "$support/manifest.py" results/manifest.tsv output state code | head -n 1)" = "broken.csv|failed|FACS_E_INTERNAL" ]
grep -q 'three times' results/failures.tsv
"$facsimile" batch study --out-dir results $options --resume --retry-failed -q
