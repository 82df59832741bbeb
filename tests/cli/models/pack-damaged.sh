# needs: models clip
# a damaged or cut off pack, a cache that cannot be written: the same results
unset FACSIMILE_PACK
run() {
    "$facsimile" extract "$clip" --max-frames 8 --model-dir "$models" -q -o "$1" 2>message
}
run first.csv
file=$(find "$HOME" -name '*.pack')
for cut in "$file" "$file.experts"; do
    size=$(wc -c <"$cut")
    head -c $((size / 2)) "$cut" >short
    mv short "$cut"
    run cut.csv
    cmp first.csv cut.csv
    [ "$(wc -c <"$cut")" -eq "$size" ]
done
# something else under its name
rm "$file"
echo text >"$file"
"$facsimile" extract "$clip" --max-frames 8 --model-dir "$models" -o text.csv 2>message
grep -q 'it is not used' message
cmp first.csv text.csv
rm -r "$HOME/.local"
echo occupied >"$HOME/.local"
"$facsimile" extract "$clip" --max-frames 8 --model-dir "$models" -o nowhere.csv 2>message
[ "$(wc -l <message)" -eq 1 ]
cmp first.csv nowhere.csv
# what a killed process left goes with the next pack, once nobody can be writing it any more
rm "$HOME/.local"
run again.csv
file=$(find "$HOME" -name '*.pack')
touch "$file.part-1-0123456789abcdef" "$file.experts.part-1-0123456789abcdef"
touch -d '2 hours ago' "$file.part-2-0123456789abcdef" "$file.experts.part-2-0123456789abcdef"
rm "$file" "$file.experts"
run after.csv
[ "$(find "$HOME" -name '*.part-1-*' | wc -l)" -eq 2 ]
[ "$(find "$HOME" -name '*.part-2-*' | wc -l)" -eq 0 ]
cmp first.csv after.csv
