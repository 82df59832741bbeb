# needs: python3 ffmpeg
# a folder's page: what is listed, by number only, with pictures and reports; links and what is outside are not there
"$facsimile" doctor 2>/dev/null | grep -q "libmicrohttpd.*no" && { echo "skipped: no libmicrohttpd" >&2; exit 77; }
PYTHONPATH="$cases/../live:$PYTHONPATH" python3 - <<'P'
from live import *
from page import Page
import pathlib

hostile = "<img src=x onerror=alert(1)>"
pathlib.Path("results/a/b").mkdir(parents=True)
pathlib.Path("outside").mkdir()
subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-f", "lavfi", "-i", "testsrc=size=64x48:rate=25:duration=1", "results/clip.mp4"],
               check=True)
subprocess.run([program, "extract", "results/clip.mp4", "--pipeline", "null", "-q", "-o", "results/clip.csv"], check=True)
table = open("results/clip.csv").read()
for name in ("results/a/%s.csv" % hostile, "outside/secret.csv", "results/a/b/deep.csv", "results/.hidden.csv"):
    open(name, "w").write(table)
open("results/notes.csv", "w").write("name,age\nme,7\n")
os.symlink("../outside/secret.csv", "results/link.csv")
os.symlink("../outside", "results/folder")
before = sorted(str(path) for path in pathlib.Path("results").rglob("*"))

page = Page("view", "results")
status, headers, body = page.get("/")
assert status == 200 and b"facsimile view" in body and "sha256-" in headers["Content-Security-Policy"]
listed = json.loads(page.get("/list")[2])
names = {result["name"]: result for result in listed["results"]}
assert sorted(names) == ["a/%s.csv" % hostile, "a/b/deep.csv", "clip.csv"], names
clip = names["clip.csv"]
assert listed["folder"] == "results" and clip["pipeline"] == "null" and clip["input"] == "clip.mp4" and clip["frames"] == 25
status, headers, body = page.get("/thumb?n=%d" % clip["n"])
assert status == 200 and headers["Content-Type"] == "image/jpeg" and body[:2] == b"\xff\xd8"
for path in ("/thumb?n=%d" % names["a/b/deep.csv"]["n"], "/thumb?n=99", "/thumb?n=-1", "/thumb", "/report?n=../outside/secret.csv",
             "/report?n=99", "/results/clip.csv", "/clip.csv", "/../outside/secret.csv", "/%2e%2e/outside/secret.csv"):
    assert page.get(path)[0] == 404, path
assert page.post("/list") == 405 and page.get("/", Host="evil.example")[0] == 403

status, headers, body = page.get("/report?n=%d" % clip["n"])
assert status == 200 and b"<html" in body and headers["Content-Type"].startswith("text/html"), body[:300]
status, _, body = page.get("/report?n=%d" % names["a/%s.csv" % hostile]["n"])
assert status == 200 and hostile.encode() not in body

# what comes, changes and goes shows when it is looked at again; numbers stay
open("results/new.csv", "w").write(table)
os.remove("results/a/b/deep.csv")
again = {result["name"]: result["n"] for result in json.loads(page.get("/list")[2])["results"]}
assert sorted(again) == ["a/%s.csv" % hostile, "clip.csv", "new.csv"] and again["clip.csv"] == clip["n"]
assert page.get("/report?n=%d" % names["a/b/deep.csv"]["n"])[0] == 404
# one that became a link is not followed
os.remove("results/new.csv")
os.symlink("../outside/secret.csv", "results/new.csv")
assert page.get("/report?n=%d" % again["new.csv"])[0] in (404, 422)
os.remove("results/new.csv")
open("results/a/b/deep.csv", "w").write(table)
assert sorted(str(path) for path in pathlib.Path("results").rglob("*")) == before, "nothing was written there"
assert page.stop(signal.SIGINT) == 130
P
