# needs: python3 lsl
# a real receiver: names, units and values are those of the CSV, times those of the file
export video=$source/examples/clip/heads.mp4
# found without a network, by nobody else's test
cat >lsl_api.cfg <<C
[ports]
IPv6 = disable
[multicast]
ResolveScope = machine
[lab]
KnownPeers = {127.0.0.1}
SessionID = $(basename "$(dirname "$PWD")")
[log]
level = -3
C
export LSLAPICFG=$PWD/lsl_api.cfg
"$facsimile" columns --json >columns.json
PYTHONPATH=$PYTHONPATH:$lsl_python python3 - <<'P'
import csv, json, math, os, re, subprocess, time
import pylsl
facsimile, video = os.environ["facsimile"], os.environ["video"]
columns = {column["name"]: column for column in json.load(open("columns.json"))}
PATIENCE = 60


def receive(name, count, *more):
    """Samples of a run: (what the stream says of itself, LSL times, samples)"""
    found = pylsl.ContinuousResolver("name", name)
    start = pylsl.local_clock()
    run = subprocess.Popen([facsimile, "extract", video, "--pipeline", "open", "--max-frames", "12", "-q", "--lsl", name, *more],
                           stderr=subprocess.PIPE, text=True)
    end = time.monotonic() + PATIENCE
    while not found.results():
        assert run.poll() is None and time.monotonic() < end, "no stream is found"
        time.sleep(0.05)
    inlet = pylsl.StreamInlet(found.results()[0], recover=False)
    info = inlet.info(timeout=PATIENCE)
    times, samples = [], []
    while len(samples) < count:
        sample, at = inlet.pull_sample(timeout=PATIENCE)
        assert sample is not None, "%d samples" % len(samples)
        times.append(at)
        samples.append(sample)
    inlet.close_stream()
    said = run.communicate(timeout=PATIENCE)[1]
    assert run.returncode == 0 and "facsimile:" not in said, said
    assert start <= times[0] <= pylsl.local_clock()
    return info, times, samples


def described(info):
    """name: (unit, type, meaning, coordinate frame) of each channel, in their order"""
    channels, channel = {}, info.desc().child("channels").child("channel")
    while not channel.empty():
        values = [channel.child_value(key) for key in ("unit", "type", "description", "coordinate_frame")]
        channels[channel.child_value("label")] = values
        channel = channel.next_sibling()
    return channels


def of_schema(label):
    series = re.fullmatch(r"(.*_)\d+", label)
    return columns.get(label) or columns[series.group(1)]


# several faces: all but action units, which are those on line, as in the CSV
subprocess.run([facsimile, "extract", video, "--pipeline", "open", "--max-frames", "12", "-q", "--faces", "many", "-o", "many.csv"], check=True)
rows = list(csv.DictReader(open("many.csv")))
info, times, samples = receive("many", len(rows), "--faces", "many", "-o", "again.csv")
assert (info.type(), info.channel_format(), info.nominal_srate()) == ("FACS", pylsl.cf_double64, 0)
assert info.source_id().startswith("facsimile/") and info.source_id().endswith("/many")
channels = described(info)
assert list(channels) == list(rows[0]) and info.channel_count() == len(channels) > 400
for label, (unit, kind, meaning, frame) in channels.items():
    column = of_schema(label)
    assert (unit, meaning, frame) == (column["unit"], column["meaning"], column["frame"]), label
kinds = {channels[label][1] for label in channels}
assert kinds == {"row", "quality", "gaze", "pose", "2d", "3d", "pdm", "au"}, kinds
acquisition = info.desc().child("acquisition")
assert acquisition.child_value("manufacturer") == "facsimile" and acquisition.child_value("model") == "open"
assert acquisition.child_value("version") and float(acquisition.child_value("frame_rate")) == 25
for row, at, sample in zip(rows, times, samples):
    for label, value in zip(channels, sample):
        cell = row[label]
        decimals = len(cell.partition(".")[2])
        same = math.isfinite(value) if label.startswith("AU") else abs(value - float(cell)) <= 0.5000001 * 10.0 ** -decimals
        assert same, (label, value, cell)
    # exactly as far apart as the frames
    assert abs((at - times[0]) - (float(row["timestamp"]) - float(rows[0]["timestamp"]))) < 1e-6
assert open("many.csv").read() == open("again.csv").read()

# one face: a file that waits for final action units changes nothing of the stream, nor the stream of the file
info, _, both = receive("both", 12, "--columns", "au,3d", "--names", "safe", "-o", "one.csv")
channels = list(described(info))
assert "X3d_0" in channels and "AU12_r" in channels and "x_0" not in channels and "pose_Tx" not in channels
os.mkdir("empty")
os.chdir("empty")
_, _, alone = receive("alone", 12, "--columns", "au,3d", "--names", "safe")
assert both == alone and os.listdir(".") == []
record = json.load(open("../one.csv.facsimile.json"))
assert record["streams"] == [{"kind": "lsl", "to": "both", "action_units": "online"}], record["streams"]
P
"$facsimile" extract "$video" --pipeline open --max-frames 12 -q --columns au,3d --names safe -o plain.csv
cmp one.csv plain.csv
