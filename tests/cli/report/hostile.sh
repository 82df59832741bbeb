# needs: pages python3
# names and records of others are text and nothing else: no page runs them, and no block ends by them
export PYTHONPATH="$cases:$PYTHONPATH"
name='<img src=x onerror=alert(1)>&"'
cp "$source/examples/clip/heads.mp4" "$name.mp4"
"$facsimile" report "$name.mp4" --pipeline open --max-frames 12 --threads 1 --tables . -q
python3 - "$name" <<'END'
import json, sys
from read_page import Page
name = sys.argv[1]
page = Page(name + ".html")
assert page.title == page.data["title"] == name and page.result["input"]["name"] == name + ".mp4"
record = name + ".csv.facsimile.json"
json.load(open(record))
bad = "</script><script>alert(1)</script><!-- \u2028\u2029 \\\" "
with open("x.csv.facsimile.json", "w") as file:
    json.dump({"facsimile_sidecar": 1, "facsimile": bad, "input": "y\u2028</b>.mp4", "pipeline": {"name": bad}, "models": [{"name": bad, "sha256": bad}],
               "options": {"compat": bad, "format": bad, "start": -1e300, "every": 1e300}, "frames": {"out": 1e300, "width": -1},
               "warnings": [bad, 7, None, "x" * 5000] + ["w"] * 200, "columns": bad}, file)
with open("x.csv", "w") as file:
    file.write("frame,timestamp,success,AU12_r,</script><script>alert(1)</script>\n1,0,1,2,3\n2,0.04,1,nan,3\n")
END
"$facsimile" report x.csv --title '</title><script>alert(1)</script>' 2>said
grep -q 'its video was not found' said
python3 - <<'END'
from read_page import Page
page = Page("x.html")
bad = "</script><script>alert(1)</script><!-- \u2028\u2029 \\\" "
assert page.title == "</title><script>alert(1)</script>"
assert bad in page.result["warnings"] and page.result["versions"][0] == ["facsimile", bad]
assert page.result["input"]["name"].startswith("b>.mp4") and page.result["pipeline"] == bad
assert len(page.result["warnings"]) < 110 and page.result["frames"] == 2
END
# records that are none are passed over, and said
for text in '' '{' '[]' '{"facsimile_sidecar": "1"}' 'null'; do
    printf '%s' "$text" >x.csv.facsimile.json
    "$facsimile" report x.csv -o y.html 2>said
    grep -q 'x.csv.facsimile.json: is no record of a run that can be read' said
done
