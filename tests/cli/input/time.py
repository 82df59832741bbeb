"""Times and numbers of frames against FFmpeg's own (ffprobe): every way in which a file's times can be more than k / rate.

    time.py    works in the folder it is started in
"""
import csv
import json
import os
import random
import subprocess

from probe import FACSIMILE, SOUND, card, check, cut, ffmpeg, ours

CONTAINERS = {
    "mp4": ["-c:v", "libx264", "-bf", "2"],
    "mov": ["-c:v", "mjpeg"],
    "mkv": ["-c:v", "libx264", "-bf", "2"],
    "webm": ["-c:v", "libvpx"],
    "avi": ["-c:v", "mpeg4"],
    "wmv": ["-c:v", "wmv2"],
    "asf": ["-c:v", "msmpeg4"],
    "flv": ["-c:v", "flv"],
    "ts": ["-c:v", "libx264", "-bf", "2"],
    "mpg": ["-c:v", "mpeg2video", "-r", "25"],
    "ogv": ["-c:v", "libtheora"],
}


def containers():
    """Whole: nothing is reported.  Cut at 60 %: reported by all that say how long they are."""
    for ending, codec in CONTAINERS.items():
        name = "c." + ending
        ffmpeg(*card(frames=60), *SOUND, *codec, "-g", "12", name)
        rows, _ = check(name)
        assert len(rows) >= 60, (name, len(rows))
        if ending in ("mp4", "mov"):
            ffmpeg("-i", name, "-c", "copy", "-movflags", "+faststart", "f." + ending)
            name = "f." + ending
            check(name)
        cut(name, "cut." + ending, 0.6)
        if ending in ("ts", "mpg"):
            check("cut." + ending, "")
        else:
            _, record = check("cut." + ending, "")
            assert any("is cut short" in text for text in record["warnings"]), (ending, record["warnings"])
    ffmpeg(*card(), "-c:v", "libx264", "-f", "matroska", "-live", "1", "live.mkv")
    check("live.mkv")
    ffmpeg(*card(), "-c:v", "libx264", "-g", "5", "-movflags", "frag_keyframe+empty_moov", "pieces.mp4")
    check("pieces.mp4")
    cut("pieces.mp4", "cut_pieces.mp4", 0.6)
    _, record = check("cut_pieces.mp4", "")
    assert any("is cut short" in text for text in record["warnings"]), record["warnings"]
    for way in (["-c:v", "libx264"], ["-c:v", "mpeg4"]):
        with open("piped.avi", "wb") as piped: # the header is never completed
            subprocess.run(["ffmpeg", "-nostdin", "-v", "quiet", *card(), *way, "-f", "avi", "-"], stdout=piped, check=True)
        check("piped.avi")


def times():
    ffmpeg(*card(), "-c:v", "libx264", "-bf", "3", "-b_strategy", "0", "b.mp4")
    check("b.mp4")
    vfr = "setpts='(N+0.8*mod(N,3)+if(gt(N,9),7.3,0))/10/TB'"
    for ending in ("mp4", "mkv", "ts"):
        ffmpeg(*card(), "-vf", vfr, "-vsync", "vfr", "-c:v", "libx264", "-bf", "2", "-video_track_timescale", "90000", "vfr." + ending)
        rows, _ = check("vfr." + ending)
        assert rows[-1][1] > 2.5, rows[-1]
    ffmpeg(*card(rate=120, frames=60), "-c:v", "libx264", "fast.mp4")
    check("fast.mp4")
    ffmpeg(*card(rate="30000/1001", frames=30), "-c:v", "libx264", "ntsc.mkv")
    check("ntsc.mkv")
    # an edit list that leaves out the start: frames of it are decoded and not shown
    ffmpeg(*card(frames=40), "-c:v", "libx264", "-g", "10", "-bf", "2", "whole.mp4")
    ffmpeg("-ss", "1.55", "-i", "whole.mp4", "-t", "1.5", "-c", "copy", "trimmed.mp4")
    rows, _ = check("trimmed.mp4")
    assert 10 <= len(rows) <= 25, len(rows)
    ffmpeg("-ss", "1.55", "-i", "whole.mp4", "-c", "copy", "-copyts", "-avoid_negative_ts", "disabled", "negative.mkv")
    check("negative.mkv")
    # before second 0
    ffmpeg(*card(), "-c:v", "libx264", "-bf", "0", "-output_ts_offset", "-0.5", "-avoid_negative_ts", "disabled", "before.ts")
    check("before.ts")
    ffmpeg(*card(), "-c:v", "mpeg4", "-output_ts_offset", "-0.35", "-avoid_negative_ts", "disabled", "-use_editlist", "0", "before.mov")
    check("before.mov")
    # the video begins half a second after its sound
    for ending in ("mp4", "mkv", "ts", "flv"):
        ffmpeg(*SOUND, "-itsoffset", "0.5", *card(), "-map", "1:v", "-map", "0:a", "-vsync", "passthrough", "-c:v", "libx264", "-bf", "0", "late." + ending)
        rows, _ = check("late." + ending)
        assert abs(rows[0][1] - 0.5) < 0.03, (ending, rows[0])
    # all of it begins late
    ffmpeg(*card(), "-c:v", "libx264", "-bf", "0", "-output_ts_offset", "7.25", "offset.mkv")
    rows, record = check("offset.mkv")
    assert rows[0][1] == 0 and record["time"]["container_start_s"] == 7.25, record["time"]
    # no times at all
    ffmpeg(*card(rate=25), "-c:v", "mpeg4", "-f", "m4v", "plain.m4v")
    check("plain.m4v")
    ffmpeg(*card(rate=25), "-c:v", "libx264", "-bf", "2", "plain.h264")
    check("plain.h264")


def losses():
    """What is damaged or left out: the times of what is there stay right."""
    ffmpeg(*card(frames=60, size="320x240"), "-c:v", "libx264", "-g", "12", "-bf", "2", "good.ts")
    ffmpeg(*card(frames=60, size="320x240"), "-c:v", "libx264", "-g", "12", "-bf", "2", "good.mkv")
    ffmpeg(*card(frames=60, size="320x240"), "-c:v", "mpeg4", "-g", "12", "good.avi")
    random.seed(3)
    for name in ("good.ts", "good.mkv", "good.avi"):
        bytes_ = bytearray(open(name, "rb").read())
        middle = len(bytes_) // 2
        bytes_[middle:middle + 6000] = random.randbytes(6000)
        open("bad_" + name, "wb").write(bytes_)
        check("bad_" + name, "")
    whole = open("good.ts", "rb").read()
    packets = len(whole) // 188
    hole = whole[:188 * (packets // 3)] + whole[188 * (packets // 2):]
    open("hole.ts", "wb").write(hole)
    rows, _ = check("hole.ts", "")
    steps = [b[1] - a[1] for a, b in zip(rows, rows[1:])]
    assert max(steps) > 0.5, max(steps)
    # a recorder that dropped frames
    ffmpeg(*card(frames=60), "-vf", "select='not(between(n,20,29))'", "-vsync", "passthrough", "-c:v", "mpeg4", "dropped.mp4")
    rows, _ = check("dropped.mp4")
    assert len(rows) == 50 and abs(rows[20][1] - 3.0) < 1e-9
    # AVI has an empty packet for each
    ffmpeg("-i", "dropped.mp4", "-c", "copy", "dropped.avi")
    check("dropped.avi")
    # files put together: time goes on
    ffmpeg(*card(frames=10), "-c:v", "mpeg2video", "-r", "25", "part.ts")
    open("two.ts", "wb").write(2 * open("part.ts", "rb").read())
    rows, record = ours("two.ts")
    assert all(b[1] > a[1] for a, b in zip(rows, rows[1:])) and "go back" in record["warnings"][-1], record["warnings"]


def by_the_rate():
    """--compat openface counts frames; it is for its own pipeline."""
    done = subprocess.run([FACSIMILE, "extract", "late.mkv", "-q", "--pipeline", "open", "--compat", "openface"],
                          capture_output=True, text=True)
    assert done.returncode == 2 and "compat openface" in done.stderr, (done.returncode, done.stderr)
    if not os.environ.get("models"):
        return
    done = subprocess.run([FACSIMILE, "extract", "late.mkv", "-q", "--compat", "openface", "-o", "out.csv", "--model-dir",
                           os.environ["models"]], check=True)
    rows = [(int(row["frame"]), float(row["timestamp"])) for row in csv.DictReader(open("out.csv"))]
    assert rows == [(k + 1, round(k / 10, 3)) for k in range(len(rows))] and len(rows) == 20, rows
    record = json.load(open("out.csv.facsimile.json"))
    assert record["pipeline"]["name"] == "openface" and record["time"]["timestamp"] == "frame rate", record


containers()
times()
losses()
by_the_rate()
