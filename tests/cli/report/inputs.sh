# needs: pages python3 gzip
# tables of others, packed ones, several persons, gaps, mirrored faces, and several visits
export PYTHONPATH="$cases:$PYTHONPATH"
cp "$source/examples/clip/heads.mp4" .
python3 "$cases/tables.py"
gzip -k ours.csv
"$facsimile" report theirs.csv ours.csv.gz anna_mirror zero.csv --video none -o visits.html 2>said
grep -q '^facsimile: wrote visits.html: 4 results, 5 persons, ' said
python3 "$cases/inputs.py" visits.html
# a video that is called like the table is found; one of another size or length is not taken
cp heads.mp4 ours.mp4
"$facsimile" report ours.csv.gz -o found.html -q
cp heads.mp4 long.mp4
"$facsimile" report long.csv -o long.html 2>said
grep -q 'long.csv: there is no video: .*long.mp4: is not the video that .*long.csv was made from: its last frame is number 200, and the table goes on to 300$' said
python3 - <<'END'
from read_page import Page
assert Page("found.html").result["video"]["kind"] == "embedded"
long = Page("long.html")
assert long.result["video"] is None and "is not the video" in long.result["warnings"][0]
END
# pictures without times are counted
"$facsimile" report still.csv -o still.html 2>said
grep -q 'still.csv: the table has no times that can be used, so frames are counted instead' said
grep -q 'wrote still.html: 1 result, 2 persons, 1 frames, 1 with a face, 0 events' said
