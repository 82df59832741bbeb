# needs: models clip
# processes that make the pack at the same time do not disturb each other and leave nothing behind
unset FACSIMILE_PACK
for i in 1 2 3 4; do
    "$facsimile" extract "$clip" --max-frames 8 --model-dir "$models" -q -o "$i.csv" &
done
wait
for i in 2 3 4; do
    cmp 1.csv "$i.csv"
done
[ "$(find "$HOME" -type f | sed 's/.*\.//' | sort | tr '\n' ' ')" = 'experts pack ' ]
