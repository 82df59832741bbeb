# needs: python3 liblo
# what a receiver hears is what the CSV says, whatever way it is sent
export video=$source/examples/clip/heads.mp4
python3 - <<'P'
import csv, math, os, socket, sys, time
import osc
facsimile, video = os.environ["facsimile"], os.environ["video"]


def extract(receiver, *more):
    start = time.time()
    done, bundles, sizes = osc.run(receiver, [facsimile, "extract", video, "--pipeline", "open", "--max-frames", "12", "-q", *more])
    assert done.returncode == 0 and done.stderr == "", done.stderr
    assert max(sizes) <= 1400, sizes
    tags = [tag for tag, _ in bundles]
    assert tags == sorted(tags) and start - 1 <= tags[0] <= tags[-1] <= time.time() + 1, tags
    return osc.frames(bundles), bundles


def near(value, cell, decimals):
    return math.isclose(value, float(cell), rel_tol=1e-6, abs_tol=0.5000001 * 10.0 ** -decimals)


# several faces: all but action units, which are those on line, as in the CSV
receiver, place = osc.listen()
found, bundles = extract(receiver, "--faces", "many", "--osc", place, "-o", "many.csv")
rows = list(csv.DictReader(open("many.csv")))
assert rows and len(found) == 12
cells = 0
for row in rows:
    frame, face = int(row["frame"]), row["face_id"]
    heard = found[frame]
    assert near(heard["/facsimile/timestamp"][0], row["timestamp"], 3)
    for name, cell in row.items():
        address = "/facsimile/%s/%s" % (face, name)
        chosen = name in ("confidence", "success", "track", "person") or name.startswith(("AU", "pose", "gaze"))
        if name.startswith("AU"):
            assert math.isfinite(heard[address][0]), address
            cells += 1
        elif chosen:
            decimals = len(cell.partition(".")[2])
            assert near(heard[address][0], cell, decimals), (address, heard[address], cell)
            cells += 1
        elif name != "timestamp":
            assert address not in heard, address
assert cells > 40 * len(rows), cells
# packets of a frame have its time
for (tag, messages), (after, following) in zip(bundles, bundles[1:]):
    assert (messages[0] == following[0]) == (tag == after)

# IPv6, chosen columns, safe names, a series in one message
if socket.has_ipv6:
    try:
        receiver, place = osc.listen(socket.AF_INET6)
    except OSError:
        receiver, place = osc.listen()
found, _ = extract(receiver, "--osc", "osc.udp://%s/" % place, "--columns", "3d,pdm", "--names", "safe", "-o", "space.csv")
rows = list(csv.DictReader(open("space.csv")))
assert len(rows) == len(found) == 12
for row in rows:
    heard = found[int(row["frame"])]
    for axis in "XYZ":
        values = heard["/facsimile/0/%s3d" % axis]
        assert len(values) == 68 and all(near(values[i], row["%s3d_%d" % (axis, i)], 1) for i in range(68))
    assert near(heard["/facsimile/0/p_scale"][0], row["p_scale"], 3) and len(heard["/facsimile/0/p"]) == 30
    assert not any("AU" in address or "/x" in address for address in heard)

# without other outputs: the same messages, and no file
receiver, place = osc.listen()
both, _ = extract(receiver, "--osc", place, "-o", "one.csv")
os.mkdir("empty")
os.chdir("empty")
alone, _ = extract(receiver, "--osc", place)
assert alone == both and os.listdir(".") == []
P
# a run that nobody hears is a run; what is sent changes nothing of the rest
"$facsimile" extract "$video" --pipeline open --max-frames 12 -q --osc 127.0.0.1:9 -o unheard.csv 2>err
[ ! -s err ]
"$facsimile" extract "$video" --pipeline open --max-frames 12 -q -o plain.csv
cmp unheard.csv plain.csv
cmp one.csv plain.csv
python3 - <<'P'
import json
record = json.load(open("unheard.csv.facsimile.json"))
assert record["streams"] == [{"kind": "osc", "to": "127.0.0.1:9", "action_units": "online"}], record["streams"]
assert json.load(open("many.csv.facsimile.json"))["streams"][0]["action_units"] == "online"
assert "streams" not in json.load(open("plain.csv.facsimile.json"))
P
