# needs: data
# the least stack a shell can give
small() {
    (
        ulimit -s 64
        "$facsimile" "$@"
    )
}
normal() {
    "$facsimile" extract "$@" --model-dir "$models" -q
}
normal "$data/media/default.wmv" --max-frames 12 -o expected.csv
for threads in 1 2 8; do
    small extract "$data/media/default.wmv" --max-frames 12 --threads $threads --model-dir "$models" -q -o small.csv
    cmp expected.csv small.csv
done
normal "$data/media/sample1.jpg" -o expected.csv
small extract "$data/media/sample1.jpg" --model-dir "$models" -q -o small.csv
cmp expected.csv small.csv
mkdir out
small extract "$data/media/sample1.jpg" "$data/media/sample2.jpg" --jobs 2 --model-dir "$models" -q -o out
cmp expected.csv out/sample1.csv
small compare expected.csv small.csv >/dev/null
small models list >/dev/null
small doctor >/dev/null || [ $? -le 10 ]
small cpuinfo >/dev/null
status=0
(small extract none.mp4) 2>message || status=$?
[ $status -eq 5 ]
