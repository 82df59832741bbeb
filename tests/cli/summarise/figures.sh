# needs: python3
# every figure is what Python makes of the results: of the clip, of several persons, failed frames and gaps, of OpenFace's own CSV with spaces
here=$cases
cp "$source/examples/clip/heads.mp4" x.mp4
"$facsimile" extract x.mp4 --pipeline open --max-frames 40 --faces many --threads 1 -o clip.csv -q
python3 "$here/make_results.py" ours 3
python3 "$here/make_results.py" theirs 2 spaces
"$facsimile" summarise clip.csv ours/*.csv theirs/*.csv -o summaries.csv 2>said
grep -q '^facsimile: 6 results, 1[12] rows, 0 results cannot be used$' said
python3 "$here/figures.py" summaries.csv clip.csv ours/*.csv theirs/*.csv
# a part of the columns; the names of the folder's files in order; standard output
"$facsimile" extract x.mp4 --pipeline open --max-frames 5 --columns pose --threads 1 -o pose.csv -q
[ "$("$facsimile" summarise pose.csv -q | head -1)" = result,input,person,frames,frames_valid,valid_share,seconds ]
[ "$("$facsimile" summarise theirs -q | cut -d, -f1,3)" = "result,person
theirs/clip00000.csv,0
theirs/clip00000.csv,3
theirs/clip00001.csv,0
theirs/clip00001.csv,3" ]
# longer events are fewer
"$facsimile" summarise ours --event-rows 1 -q >one.csv
"$facsimile" summarise ours --event-rows 40 -q >forty.csv
refuse cmp -s one.csv forty.csv
# the output of an earlier run in the same folder is none of the results
"$facsimile" summarise ours -o ours/all.csv -q
"$facsimile" summarise ours -o ours/all.csv -q
cp ours/all.csv all.csv
rm ours/all.csv
"$facsimile" summarise ours -q | cmp - all.csv
