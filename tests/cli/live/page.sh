# needs: python3 ffmpeg
# a page of a live run: video, results, a recording that extract reads, and who is turned away
"$facsimile" doctor 2>/dev/null | grep -q "libmicrohttpd.*no" && { echo "skipped: no libmicrohttpd" >&2; exit 77; }
PYTHONPATH="$cases:$PYTHONPATH" python3 - <<'P'
from live import *
from page import Page
import csv
import glob
import threading

def feed(to, over, gap):
    """A video without end, of so many seconds from frame to frame."""
    head, *some = list(frames(200))
    try:
        to.write(head)
        while not over.is_set():
            for frame in some:
                to.write(frame)
                to.flush()
                if over.wait(gap) if gap else over.is_set():
                    break
        to.close()
    except BrokenPipeError:
        pass

def begin(*arguments, gap=0.02):
    page = Page("live", "-", "--pipeline", "null", "--no-dashboard", "--http", "0", *arguments, stdin=subprocess.PIPE)
    page.over = threading.Event()
    threading.Thread(target=feed, args=(page.process.stdin, page.over, gap), daemon=True).start()
    return page

def recorded(folder, name):
    """Table, video and record of the one recording in a folder: frame N of the video is that of row N."""
    table, video, record = (glob.glob(folder + "/*" + ending)[0] for ending in (".csv", ".mp4", ".csv.facsimile.json"))
    assert len(os.listdir(folder)) == 3 and name + ".csv" == table and name + ".mp4" == video, os.listdir(folder)
    rows, record = list(csv.DictReader(open(table))), json.load(open(record))
    told = json.loads(subprocess.run(["ffprobe", "-v", "error", "-count_frames", "-show_streams", "-of", "json", video], check=True,
                                     capture_output=True).stdout)["streams"][0]
    assert [int(row["frame"]) for row in rows] == list(range(1, len(rows) + 1)), [row["frame"] for row in rows]
    told = int(told["nb_read_frames"])  # on a machine that stood still for long some are left out, which is said
    assert told + record["recording"]["frames_left_out"] == len(rows) == record["frames"]["out"] == record["frames"]["in"]
    assert float(rows[0]["timestamp"]) == 0 and float(rows[-1]["timestamp"]) > 0
    assert record["input"] == video and record["output"] == table and record["live"]["source"] == "-"
    assert record["pipeline"]["name"] == "null" and record["columns"][-1]["name"] == "latency"
    return rows, video, record

page = begin("--record", "rec", "--csv", "all.csv")
status, headers, body = page.get("/")
assert status == 200 and b"facsimile live" in body and "sha256-" in headers["Content-Security-Policy"]
assert b"unsafe" not in headers["Content-Security-Policy"].encode()
assert page.get("/nothing")[0] == 404 and page.get("/../../etc/passwd")[0] == 404
assert page.get("/", Host="evil.example")[0] == 403
assert page.ask("POST", "/record?on=1")[0] == 403, "a form of another page"
assert page.post("/record?on=1", Origin="http://evil.example") == 403
assert page.post("/record?on=2") == 400 and page.post("/nothing") == 404

# frames follow each other, and each says of what it is
number = 0
for _ in range(5):
    status, headers, body = page.get("/frame?after=%d" % number)
    size = int.from_bytes(body[:4], "little")
    found = json.loads(body[4:4 + size])
    assert status == 200 and found["n"] > number and found["width"] == 64 and body[4 + size:6 + size] == b"\xff\xd8", found
    number = found["n"]

# results as they come
events = page.events()
name, hello = next(events)
assert name == "hello" and json.loads(hello)["pipeline"] == "null" and json.loads(hello)["source"] == "-"
last = 0
seen = 0
for name, data in events:
    data = json.loads(data)
    if name == "message":
        assert data["f"] > last
        last = data["f"]
        seen += 1
    if seen > 20:
        break

def state_when(condition):
    for name, data in page.events():
        if name == "state" and condition(json.loads(data)):
            return json.loads(data)

assert page.post("/record?on=1") == 202
assert state_when(lambda now: now["recording"]["on"] and now["recording"]["rows"] > 30)
assert page.post("/record?on=0") == 202
state = state_when(lambda now: not now["recording"]["on"] and now["recording"]["name"])
rows, video, record = recorded("rec", state["recording"]["name"])
assert state["recording"]["rows"] == len(rows) > 30
assert state["recording"]["lost"] == record["recording"]["frames_repeated"] + record["recording"]["frames_left_out"]
subprocess.run([program, "extract", video, "--pipeline", "null", "-q", "-o", "again.csv"], check=True)
again = list(csv.DictReader(open("again.csv")))
if state["recording"]["lost"] == 0:
    assert all(abs(float(a["timestamp"]) - float(b["timestamp"])) < 0.002 for a, b in zip(rows, again)), "times of both"
assert page.stop(signal.SIGINT) == 130
page.over.set()
whole = json.load(open("all.csv.facsimile.json"))
assert whole["frames"]["out"] == len(open("all.csv").readlines()) - 1 == whole["live"]["frames"] - whole["live"]["dropped"]
assert len(os.listdir("rec")) == 3

# frames come faster than results: what is dropped is neither in the table nor in the video, which still belong together
page = begin("--record", "fast", gap=0)
assert page.post("/record?on=1") == 202
state = state_when(lambda now: now["recording"]["on"] and now["recording"]["rows"] > 100)
assert page.stop(signal.SIGINT) == 130
page.over.set()
rows, video, record = recorded("fast", state["recording"]["name"])
assert record["live"]["dropped"] > 0, record["live"]
done = subprocess.run([program, "report", glob.glob("fast/*.csv")[0], "--threads", "1", "-o", "fast.html"], capture_output=True, text=True)
if os.environ.get("have_pages") == "yes":
    assert done.returncode == 0, done.stderr
    page_text = open("fast.html").read()
    whole = record["recording"]["frames_left_out"] == 0
    assert ("there is no video" in page_text) != whole and ('"embedded"' in page_text) == whole, done.stderr

# killed while it records: what is there can be read
page = begin("--record", "killed")
assert page.post("/record?on=1") == 202
state_when(lambda now: now["recording"]["on"] and now["recording"]["seconds"] > 3)
page.stop(signal.SIGKILL)
page.over.set()
table, video = sorted(glob.glob("killed/*.unfinished-*"))
rows = open(table, newline="").read().split("\r\n" if "\r\n" in open(table, newline="").read() else "\n")
assert len(rows) > 60 and ".csv." in table and ".mp4." in video
os.rename(video, "saved.mp4")
subprocess.run([program, "extract", "saved.mp4", "--pipeline", "null", "-q", "-o", "saved.csv"], check=True)
kept = len(open("saved.csv").read().splitlines())
assert kept > 40, (kept, len(rows), os.path.getsize("saved.mp4"))

# with a token
page = begin("--token", "Secret-token_1")
assert page.path == "/?token=Secret-token_1"
assert page.get("/")[0] == 403 and page.get("/frame?after=0")[0] == 403 and page.get("/?token=Secret-token_2")[0] == 403
status, headers, _ = page.get(page.path)
assert status == 303 and headers["Location"] == "/"
cookie = headers["Set-Cookie"].split(";")[0]
assert page.get("/", Cookie=cookie)[0] == 200
for after in range(3):
    assert page.get("/frame?after=%d" % after, Cookie=cookie)[0] == 200
page.over.set()  # the source ends, and with it the page
assert page.process.wait(patience) == 0, page.said

# what cannot be
for arguments, status, text in ((["--http", "nowhere"], 2, "no place for a page"), (["--token", "Secret-token_1"], 2, "--http"),
                                (["--http", "0", "--token", "a b"], 2, "token")):
    done = subprocess.run([program, "live", "-", "--pipeline", "null", *arguments], input=b"", capture_output=True, timeout=patience)
    assert done.returncode == status and text in done.stderr.decode(), done
P
