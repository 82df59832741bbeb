# needs: data
# a pack in use that somebody cuts short: the program says which file it was, and the next run makes it anew
unset FACSIMILE_PACK
run() {
    "$facsimile" extract "$data/media/default.wmv" --max-frames 8 --model-dir "$models" -q -o "$1"
}
run first.csv
for file in $(find "$HOME" -name '*.pack' -o -name '*.pack.experts'); do
    [ "$(stat -c %a "$file")" = 444 ] # nobody writes into it by accident
    status=0
    python3 "$cases/cut_after.py" "$file" "$facsimile" extract "$data/media/franck.mp4" --model-dir "$models" -o out.csv -q \
        2>message || status=$?
    [ $status -eq 4 ]
    grep -qF "facsimile: $file: was cut short" message
    [ ! -e out.csv ]
    run again.csv
    cmp first.csv again.csv
    [ "$(wc -c <"$file")" -gt 4096 ]
    rm -f ./*.part-*
done
