# needs: python3
# of a batch: the results its manifest names, with the metadata of the list; merged or in shards
heads=$source/examples/clip/heads.mp4
for name in a b c; do ln -s "$heads" $name.mp4; done
echo nothing >broken.mp4
printf 'input,site,person\na.mp4,"Bern, ""old""",s1\nb.mp4,,s2\nc.mp4,Ulm,s3\nbroken.mp4,Ulm,s4\n' >list.csv
for shard in 1 2; do
    "$facsimile" batch --list list.csv --out-dir results --pipeline open --max-frames 4 --threads 1 --columns au -q --shard $shard/2 2>/dev/null || [ $? = 11 ]
done
"$facsimile" summarise results -o shards.csv 2>said
grep -q '^facsimile: 3 results, 3 rows, 0 results cannot be used$' said
grep -q '^facsimile: 1 inputs of the manifest have no result$' said
"$facsimile" batch --merge results 2>/dev/null || [ $? = 11 ]
"$facsimile" summarise results -o merged.csv -q
"$facsimile" summarise results/manifest.tsv -q | cmp - merged.csv
for table in shards merged; do tail -n +2 $table.csv | sort | cut -d, -f1-40 >$table.part; done
cmp shards.part merged.part
python3 - <<'PY'
import csv
rows = list(csv.DictReader(open("merged.csv", newline="")))
assert [(r["result"], r["input"].split("/")[-1], r["site"], r["meta_person"]) for r in rows] == [
    ("results/a.csv", "a.mp4", 'Bern, "old"', "s1"), ("results/b.csv", "b.mp4", "", "s2"),
    ("results/c.csv", "c.mp4", "Ulm", "s3")], rows
PY
# one that is gone
rm results/b.csv
status=0
"$facsimile" summarise results -q >out.csv 2>said || status=$?
[ $status = 11 ]
grep -q '^facsimile: results/b.csv: cannot be read' said
[ "$(wc -l <out.csv)" = 3 ]
