# needs: models picture
# a principal point of -1 pixels is one, not "derive it from the size"
run() { # name, x
    "$facsimile" extract "$picture" --model-dir "$models" -q -o "$1.csv" --fx 500 --fy 500 --cx "$2" --cy 240
}
run given -1
run near -1.001
run far 320
x=$(head -n 1 given.csv | tr , '\n' | grep -n '^pose_Tx$' | cut -d: -f1)
value() { tail -n 1 "$1.csv" | cut -d, -f"$x"; }
awk "BEGIN { near = $(value given) - $(value near); far = $(value given) - $(value far);
    exit !(near * near <= 0.0121 && far * far > 100) }"
