# needs: pages python3
# a video is measured first: its table is a temporary one, or is kept where it is asked for
export PYTHONPATH="$cases:$PYTHONPATH"
cp "$source/examples/clip/heads.mp4" .
mkdir temporary
export TMPDIR="$PWD/temporary"
"$facsimile" report heads.mp4 --pipeline open --max-frames 30 --threads 1 -o a.html 2>said
refuse grep -q temporary said
grep -q '^facsimile: wrote a.html: 1 result' said
[ -z "$(ls temporary)" ] && refuse test -e heads.csv
mkdir tables
"$facsimile" report heads.mp4 --pipeline open --max-frames 30 --threads 1 --tables tables -o b.html -q
[ "$(ls tables)" = "heads.csv
heads.csv.facsimile.json" ]
"$facsimile" extract heads.mp4 --pipeline open --max-frames 30 --threads 1 -o own.csv -q
cmp own.csv tables/heads.csv
python3 - <<'END'
from read_page import Page
a, b = Page("a.html").result, Page("b.html").result
assert a["name"] == "heads.mp4" and a["video"]["kind"] == "embedded" and a["pipeline"] == "open"
assert a["persons"][0]["columns"] == b["persons"][0]["columns"] and a["persons"][0]["events"] == b["persons"][0]["events"]
END
[ -z "$(ls temporary)" ]
