# what is there already: left out, made again; a file that is missing makes the input one to be done
cp "$source/examples/clip/heads.mp4" a.mp4
cp a.mp4 b.mp4
mirror() {
    "$facsimile" mirror a.mp4 b.mp4 --pipeline open --max-frames 3 -o out "$@" 2>said
}
mirror -q
echo changed >out/a_sides.csv
rm out/b_debug.mp4
mirror >/dev/null
grep -qx 'facsimile: 2 inputs: 1 processed, 1 skipped since their results are there, 0 failed' said
[ "$(cat out/a_sides.csv)" = changed ]
[ -e out/b_debug.mp4 ]
rm out/b_debug.mp4
mirror --no-debug --existing missing
grep -q '2 skipped' said
[ ! -e out/b_debug.mp4 ]
mirror --existing all -q
[ "$(cat out/a_sides.csv)" != changed ]
status=0
mirror --existing ask || status=$?
[ $status = 2 ]
status=0
mirror --existing some || status=$?
[ $status = 2 ]
"$facsimile" mirror a.mp4 --pipeline open --max-frames 3 -o out 2>said
grep -qx 'facsimile: its results are there already: --existing all makes them again' said
