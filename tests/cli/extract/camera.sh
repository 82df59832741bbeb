# needs: models picture
# a longer focal length puts the head farther away
"$facsimile" extract "$picture" --model-dir "$models" -o near.csv -q
"$facsimile" extract "$picture" --model-dir "$models" -o far.csv --fx=1500 --fy 1500 --cx 320 --cy 240 -q
near=$(tail -n 1 near.csv | cut -d, -f294)
far=$(tail -n 1 far.csv | cut -d, -f294)
[ "$(head -n 1 near.csv | cut -d, -f294)" = pose_Tz ]
awk "BEGIN { exit !($far > 2 * $near) }"
