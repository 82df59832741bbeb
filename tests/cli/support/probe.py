"""What ffprobe says of a video, and what facsimile makes of it."""
import csv
import json
import os
import subprocess
from fractions import Fraction

FACSIMILE = os.environ["facsimile"]
SOUND = ["-f", "lavfi", "-i", "sine=duration=2"]
ROUNDED = 0.00052  # half of the last digit in the table, and of ffprobe's


def ffmpeg(*arguments):
    subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-y", *arguments], check=True, stderr=subprocess.DEVNULL)


def card(rate=10, frames=20, size="96x64"):
    return ["-f", "lavfi", "-i", "testsrc=size=%s:rate=%s:duration=100,trim=end_frame=%d" % (size, rate, frames)]


def probed(name):
    """Start of the container, and times of the frames FFmpeg gives; a frame without one follows by the rate."""
    done = subprocess.run(["ffprobe", "-v", "quiet", "-threads", "1", "-of", "json", "-select_streams", "v:0", "-show_entries",
                           "format=start_time:stream=avg_frame_rate,r_frame_rate:frame=best_effort_timestamp_time,side_data", name], capture_output=True, text=True)
    found = json.loads(done.stdout)
    stream = found["streams"][0]
    rate = Fraction(stream["avg_frame_rate"] if stream["avg_frame_rate"] != "0/0" else stream["r_frame_rate"])
    start = max(0, float(found["format"].get("start_time", 0)))
    times = []
    for frame in found["frames"]:
        stamp = frame.get("best_effort_timestamp_time")
        times.append(float(stamp) - start if stamp else times[-1] + float(1 / rate) if times else 0)
    return start, times


def ours(name, *options):
    """Rows (number, time) and the record of the run."""
    subprocess.run([FACSIMILE, "extract", name, "-o", "out.csv", "-q", "--pipeline", "null", *options], check=True)
    with open("out.csv") as table:
        rows = [(int(row["frame"]), float(row["timestamp"])) for row in csv.DictReader(table)]
    return rows, json.load(open("out.csv.facsimile.json"))


def check(name, report=None):
    """`report`: a word of the only warning, "" = whatever is said."""
    subtracted, times = probed(name)
    rows, record = ours(name)
    assert [number for number, _ in rows] == list(range(1, len(times) + 1)), (name, len(rows), len(times))
    for (number, shown), wanted in zip(rows, times):
        assert abs(shown - wanted) <= ROUNDED, (name, number, shown, wanted)
    assert abs(record["time"]["container_start_s"] - subtracted) < 1e-6, (name, record["time"])
    warnings = record["warnings"]
    if report is None:
        assert warnings == [], (name, warnings)
    elif report:
        assert len(warnings) == 1 and report in warnings[0], (name, warnings)
    return rows, record


def cut(name, to, share):
    whole = open(name, "rb").read()
    open(to, "wb").write(whole[:int(len(whole) * share)])
