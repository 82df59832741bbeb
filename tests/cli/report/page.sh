# needs: pages python3
# a page says what the table says, is allowed to run what it holds and nothing else, and carries the video at its times
export PYTHONPATH="$cases:$PYTHONPATH"
cp "$source/examples/clip/heads.mp4" .
"$facsimile" extract heads.mp4 --pipeline open --max-frames 60 --threads 1 -q
"$facsimile" report heads.csv 2>said
grep -Eq '^facsimile: wrote heads.html: 1 result, 1 person, 60 frames, 60 with a face, [0-9]+ events, [0-9.]+ kB$' said
[ "$(wc -l <said)" = 1 ]
python3 "$cases/page.py" heads.html heads.csv
# the small video has a frame for each row, at its time, and not more of them
"$facsimile" extract carried --pipeline open --threads 1 --columns pose -o carried.csv -q
cut -d, -f1,3 heads.csv >wanted
cut -d, -f1,3 carried.csv >got
cmp wanted got
# what is not wanted is not there
"$facsimile" report heads.csv --video none --no-pictures --no-points --title 'a < b' -o plain.html -q
python3 - <<'END'
from read_page import Page
page = Page("plain.html")
person = page.result["persons"][0]
assert page.title == page.data["title"] == "a < b"
assert (page.result["video"], person["pictures"], person["points"]) == (None, [], None)
END
# linked, from another folder; a longer event is rarer; standard output
mkdir -p 'out/a b'
"$facsimile" report heads.csv --video link --event-rows 15 -o 'out/a b/x.html' -q
"$facsimile" report heads.csv --video link -o - -q >piped.html
python3 - <<'END'
from read_page import Page
page, piped = Page("out/a b/x.html"), Page("piped.html")
assert page.result["video"] == {"kind": "linked", "href": "../../heads.mp4"}, page.result["video"]
assert piped.result["video"] == {"kind": "linked", "href": "./heads.mp4"}, piped.result["video"]
few, many = (p.result["persons"][0]["events"] for p in (page, piped))
assert 0 < len(few) < len(many) and all(e["offset"] - e["onset"] >= 14 for e in few)
END
