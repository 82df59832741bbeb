# what cannot be drawn is said, and nothing is written
clip=$source/examples/clip/heads.mp4
check() { # status, what stderr says, arguments
    wanted=$1 said=$2 status=0
    shift 2
    "$facsimile" draw "$@" 2>err || status=$?
    if [ $status != "$wanted" ] || ! grep -qF -e "$said" err; then
        echo "draw $*: status $status, $(cat err)"
        exit 1
    fi
}
"$facsimile" extract "$clip" --max-frames 5 -q --pipeline open -o out.csv
check 2 'facsimile draw VIDEO|PICTURE' "$clip" -o out.png
check 2 'the output is missing' "$clip" out.csv
check 2 'no whole number' "$clip" out.csv -o out.png --frame x
check 5 'missing.mp4: cannot be read' missing.mp4 out.csv -o out.png
check 5 'missing.csv: cannot be read' "$clip" missing.csv -o out.png
check 6 'out.csv: has no frame 6' "$clip" out.csv -o out.png --frame 6
printf 'frame,AU01_r\n1,2\n' >aus.csv
check 6 'is no result with points' "$clip" aus.csv -o out.png
check 6 'out.csv.facsimile.json: ' "$clip" out.csv.facsimile.json -o out.png
echo text >text.mp4
check 6 'text.mp4' text.mp4 out.csv -o out.png
check 7 'there is no folder nowhere' "$clip" out.csv -o nowhere/out.png
check 2 'cannot be both the result and the output' "$clip" out.csv -o out.csv
cp "$clip" own.mp4
check 2 'cannot be both the input and the output' own.mp4 out.csv -o own.mp4
[ ! -e out.png ]
cmp own.mp4 "$clip"
# a result of a longer video
sed 's/^5,/500,/' out.csv >longer.csv
check 6 'has no frame 500; the last one is 200' "$clip" longer.csv -o out.png --frame 500
[ ! -e out.png ]
