#!/usr/bin/env python3
"""What viewers of a live page cost the analysis: runs in turn without any and with some, and how old a frame is when it arrives.

viewers.py PROGRAM VIDEO [--viewers N] [--turns N] [--pipeline NAME] [--model-dir DIR] [--speed F]

VIDEO is played F times faster than it is, so that there are more frames than can be analysed and the processor is the limit.  Prints results
a second of each run, their medians, and their ratio; and of the frames that viewers got, the time from leaving the decoder until they were
here.  Viewers are a process of their own (this one).  Also the processor time that the thread which analyses takes for a result (Linux), which
does not depend on what else the machine does.  Exit 1 when the median with viewers is below 0.95 of that without.  By the wall clock and by
what else the machine does, so it is no test of the suite."""
import argparse
import http.client
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time

arguments = argparse.ArgumentParser()
arguments.add_argument("program")
arguments.add_argument("video")
arguments.add_argument("--viewers", type=int, default=5)
arguments.add_argument("--turns", type=int, default=5)
arguments.add_argument("--pipeline", default="open")
arguments.add_argument("--model-dir")
arguments.add_argument("--threads", default="1")
arguments.add_argument("--speed", type=float, default=20)
given = arguments.parse_args()


def look(port, ages, over):
    """A viewer: the newest frame again and again."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    after = 0
    try:
        while not over.is_set():
            line.request("GET", "/frame?after=%d" % after)
            answer = line.getresponse()
            body = answer.read()
            if answer.status != 200:
                continue
            size = int.from_bytes(body[:4], "little")
            found = json.loads(body[4:4 + size])
            ages.append(time.time() - found["captured"])
            after = found["n"]
    except (OSError, http.client.HTTPException):
        pass


def listen(port, over):
    """The same viewer's stream of results."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        line.request("GET", "/events")
        answer = line.getresponse()
        while not over.is_set() and answer.readline():
            pass
    except (OSError, http.client.HTTPException):
        pass


def watch(pid, times, over):
    """Processor time of the program's first thread, which analyses when there is one thread, s."""
    while not over.wait(0.05):
        try:
            with open("/proc/%d/task/%d/schedstat" % (pid, pid)) as file:
                times.append(1e-9 * int(file.read().split()[0]))
        except OSError:
            return


def run(video, viewers):
    """Results a second, processor time of a result in all and of its thread, and ages of frames."""
    command = [given.program, "live", video, "--pipeline", given.pipeline, "--threads", given.threads, "--no-dashboard", "--http", "0", "-v"]
    if given.model_dir:
        command += ["--model-dir", given.model_dir]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    said, ages, times, over = "", [], [], threading.Event()
    while "the page is at" not in said:
        said += process.stderr.readline()
    port = int(re.search(r"127.0.0.1:(\d+)/", said)[1])
    for _ in range(viewers):
        threading.Thread(target=look, args=(port, ages, over), daemon=True).start()
        threading.Thread(target=listen, args=(port, over), daemon=True).start()
    threading.Thread(target=watch, args=(process.pid, times, over), daemon=True).start()
    start, before = time.monotonic(), os.times()
    said += process.stderr.read()
    process.wait()
    over.set()
    seconds = time.monotonic() - start
    after = os.times()
    results = int(re.search(r"(\d+) results of (\d+) frames", said)[1])
    cost = (after.children_user + after.children_system - before.children_user - before.children_system) / results
    return results / seconds, cost, (times[-1] - times[0]) / results if times else float("nan"), ages


def percentile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(share * len(values)))] if values else float("nan")


with tempfile.TemporaryDirectory() as folder:
    fast = os.path.join(folder, "fast.mp4")
    subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-i", given.video, "-an", "-vf", "setpts=PTS/%g" % given.speed, "-r",
                    "%g" % (15 * given.speed), "-c:v", "mpeg4", "-q:v", "3", "-t", "30", os.path.join(folder, "once.mp4")], check=True)
    subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-stream_loop", "7", "-i", os.path.join(folder, "once.mp4"), "-c", "copy", fast], check=True)
    (rates, costs, threads), ages = ({0: [], given.viewers: []} for _ in range(3)), []
    for turn in range(given.turns):
        for viewers in (0, given.viewers) if turn % 2 == 0 else (given.viewers, 0):
            rate, cost, thread, seen = run(fast, viewers)
            rates[viewers].append(rate)
            costs[viewers].append(cost)
            threads[viewers].append(thread)
            ages += seen
            print("%d viewers: %.1f results a second, %.2f ms of processor time each, %.2f of it of the thread that analyses"
                  % (viewers, rate, 1e3 * cost, 1e3 * thread), flush=True)
ratio = statistics.median(rates[given.viewers]) / statistics.median(rates[0])
print("load %.1f %.1f %.1f on %d cores" % (*os.getloadavg(), os.cpu_count()))
print("median %.1f results a second without viewers, %.1f with %d: %.3f" % (statistics.median(rates[0]), statistics.median(rates[given.viewers]),
                                                                    given.viewers, ratio))
print("processor time of the whole program: %.2f ms a result without, %.2f ms with" % (1e3 * statistics.median(costs[0]), 1e3 * statistics.median(costs[given.viewers])))
print("of the thread that analyses: %.2f ms without, %.2f ms with: %.3f" % (1e3 * statistics.median(threads[0]), 1e3 * statistics.median(threads[given.viewers]),
                                                                            statistics.median(threads[given.viewers]) / statistics.median(threads[0])))
print("%d frames here: age median %.0f ms, 99 %% below %.0f ms" % (len(ages), 1e3 * percentile(ages, 0.5), 1e3 * percentile(ages, 0.99)))
sys.exit(1 if ratio < 0.95 else 0)
