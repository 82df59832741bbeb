#!/usr/bin/env python3
"""Latency and memory of `facsimile live`: a video at real time through a FIFO, again and again.

run.py PROGRAM VIDEO [--seconds S] [--pipeline NAME] [--model-dir DIR] [--threads N]

Prints what the program says of itself and what its reader saw: latency from the frame's leaving the decoder to the arrival of its line
here, by the same clock, and the program's resident memory over time.  Exit 1 when the 99th percentile is above 1.5 frame times or memory
has grown.  By the wall clock and by what else the machine does, so it is no test of the suite."""
import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time

arguments = argparse.ArgumentParser()
arguments.add_argument("program")
arguments.add_argument("video")
arguments.add_argument("--seconds", type=float, default=0, help="0 = once through the video")
arguments.add_argument("--pipeline", default="open")
arguments.add_argument("--model-dir")
arguments.add_argument("--threads", default="0")
given = arguments.parse_args()


def percentile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(share * len(values)))] if values else float("nan")


def resident(pid):
    with open("/proc/%d/statm" % pid) as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


with tempfile.TemporaryDirectory() as folder:
    fifo = os.path.join(folder, "fifo")
    os.mkfifo(fifo)
    repeat = ["-stream_loop", "-1", "-t", str(given.seconds)] if given.seconds else []
    # MPEG-TS: FFmpeg's reader of NUT remembers every frame, which is a hundred bytes each
    writer = subprocess.Popen(["ffmpeg", "-nostdin", "-v", "error", "-y", "-re", *repeat, "-i", given.video, "-an", "-c:v", "mpeg2video",
                               "-q:v", "2", "-f", "mpegts", fifo])
    command = [given.program, "live", fifo, "--pipeline", given.pipeline, "--threads", given.threads, "--ndjson", "-"]
    if given.model_dir:
        command += ["--model-dir", given.model_dir]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    memory, over = [], threading.Event()

    def watch():
        start = time.monotonic()
        while not over.wait(min(10, max(1, given.seconds / 100))):
            try:
                memory.append((time.monotonic() - start, resident(process.pid)))
            except (OSError, IndexError):
                return

    threading.Thread(target=watch, daemon=True).start()
    own, seen, times, frames = [], [], [], []
    for line in process.stdout:
        now = time.time()
        result = json.loads(line)
        own.append(result["latency_s"])
        seen.append(now - result["captured_s"])
        times.append(result["timestamp_s"])
        frames.append(result["frame"])
    over.set()
    said = process.stderr.read().decode()
    process.wait()
    writer.wait()

# frames that came, over the time of the source: the first and the last are results or not, one frame does not matter
frame_time = (times[-1] - times[0]) / (frames[-1] - frames[0])
print(said.strip())
print("load %.1f %.1f %.1f on %d cores" % (*os.getloadavg(), os.cpu_count()))
print("%d results of %d frames, frame time %.1f ms" % (len(own), frames[-1], 1e3 * frame_time))
for name, values in (("its own latency", own), ("until it was read", seen)):
    print("%-18s median %.1f ms, 99 %% %.1f ms (%.2f frame times), longest %.1f ms"
          % (name, 1e3 * percentile(values, 0.5), 1e3 * percentile(values, 0.99), percentile(values, 0.99) / frame_time, 1e3 * max(values)))
bad = percentile(seen, 0.99) > 1.5 * frame_time
settled = [size for when, size in memory if when > 0.1 * memory[-1][0]] if memory else []
if len(settled) >= 10:
    half = len(settled) // 2
    first, second = max(settled[:half]), max(settled[half:])
    print("memory: %.1f MB at most in the first half, %.1f MB in the second, over %.0f s" % (first / 1e6, second / 1e6, memory[-1][0]))
    bad = bad or second > first + 2e6
sys.exit(1 if bad else 0)
