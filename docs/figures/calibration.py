#!/usr/bin/env python3
"""calibration.py PROGRAM CLIP MODELS [WORK]: the experiment of docs/calibration.md, and its picture calibration.svg.

CLIP, a long recording of one person, is analysed with the pipeline openface: whole; its first half, whose calibration is
saved; its second half with that calibration, on line and without any; and its last third alone.  All are compared with the
rows of the whole.  What is in the folder WORK already is not made again."""
import csv
import os
import subprocess
import sys
import tempfile


def extract(work, name, *options):
    path = os.path.join(work, name + ".csv")
    if not os.path.exists(path):
        subprocess.run([PROGRAM, "extract", CLIP, "--pipeline", "openface", "--model-dir", MODELS, "--columns", "au", "-q",
                        "--threads", "1", "--no-sidecar", "-o", path, *options], check=True)
    with open(path, encoding="utf-8", newline="") as text:
        return {int(row["frame"]): row for row in ({k.strip(): v.strip() for k, v in row.items()} for row in csv.DictReader(text))}


def units(rows):
    return [name for name in next(iter(rows.values())) if name.startswith("AU") and name.endswith("_r")]


def smoothed(rows):
    """Intensities on line are not smoothed, the others are: over three frames."""
    made = {}
    for frame, row in rows.items():
        near = [rows[i] for i in (frame - 1, frame, frame + 1) if i in rows]
        made[frame] = {name: sum(float(other[name]) for other in near) / len(near) for name in units(rows)}
    return made


def correlation(a, b):
    n, ma, mb = len(a), sum(a) / len(a), sum(b) / len(b)
    saa, sbb = sum((x - ma) ** 2 for x in a), sum((y - mb) ** 2 for y in b)
    sab = sum((x - ma) * (y - mb) for x, y in zip(a, b))
    return sab / (saa * sbb) ** 0.5 if n > 1 and saa * sbb > 0 else float("nan")


def compare(rows, whole, name):
    frames = [i for i in rows if i in whole and whole[i]["success"] == "1"]
    a, b = [float(rows[i][name]) for i in frames], [float(whole[i][name]) for i in frames]
    return correlation(a, b), sum(abs(x - y) for x, y in zip(a, b)) / len(a)


WAYS = {"file": ("known from the first half", "#2b6cb0"), "online": ("on line", "#dd8a2e"), "none": ("none", "#9aa5b1")}


def picture(table, path):
    left, top, step, height = 46, 46, 46, 200
    width = left + step * len(table) + 10
    out = ['<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="11">' % (width, top + height + 40),
           '<rect width="100%" height="100%" fill="white"/>']
    for value in (0, 0.25, 0.5, 0.75, 1):
        y = top + height * (1 - value)
        out.append('<path d="M%d %.1fH%d" stroke="#d8dde3"/><text x="%d" y="%.1f" text-anchor="end">%.2f</text>' % (left, y, width - 10, left - 5, y + 4, value))
    for i, (label, colour) in enumerate(WAYS.values()):
        out.append('<rect x="%d" y="12" width="12" height="12" fill="%s"/><text x="%d" y="22">%s</text>' % (left + 190 * i, colour, left + 190 * i + 17, label))
    for i, (name, values) in enumerate(table.items()):
        x = left + step * i + 5
        for k, way in enumerate(WAYS):
            r = values[way][0]
            tall = height * max(r, 0) if r == r else 0
            out.append('<rect x="%d" y="%.1f" width="11" height="%.1f" fill="%s"/>' % (x + 12 * k, top + height - tall, tall, WAYS[way][1]))
        out.append('<text x="%d" y="%d" text-anchor="middle">%s</text>' % (x + 18, top + height + 16, name[:4]))
    out.append('<text x="%d" y="%d" text-anchor="middle">Pearson r with the values of the whole recording, second half</text></svg>' % (width / 2, top + height + 34))
    with open(path, "w", encoding="utf-8") as text:
        text.write("\n".join(out) + "\n")


def run(work):
    known = os.path.join(work, "first.json")
    whole = extract(work, "whole")
    half = (max(whole) + 1) // 2
    seconds = lambda frame: "%.6f" % (float(whole[frame]["timestamp"]) - 0.005)
    extract(work, "first", "--end", seconds(half + 1), "--save-calibration", known)
    second = ["--start", seconds(half + 1)]
    ways = {"file": extract(work, "file", *second, "--calibration", known),
            "online": smoothed(extract(work, "online", *second, "--calibration", "online")),
            "none": extract(work, "none", *second, "--calibration", "none")}
    third = extract(work, "third", "--start", seconds(max(whole) * 2 // 3 + 1))
    table = {name: {way: compare(rows, whole, name) for way, rows in list(ways.items()) + [("third", third)]}
             for name in units(whole)}
    print("| | known from the first half | on line | none | last third by itself |\n|---|---|---|---|---|")
    for name, values in table.items():
        print("| %s | %s |" % (name[:4], " | ".join("%.3f (%.2f)" % values[way] for way in ("file", "online", "none", "third"))))
    mean = lambda way, k: sum(values[way][k] for values in table.values()) / len(table)
    print("| mean | %s |" % " | ".join("%.3f (%.2f)" % (mean(way, 0), mean(way, 1)) for way in ("file", "online", "none", "third")))
    picture(table, os.path.join(os.path.dirname(os.path.abspath(__file__)), "calibration.svg"))


PROGRAM, CLIP, MODELS = sys.argv[1:4]
if len(sys.argv) > 4:
    os.makedirs(sys.argv[4], exist_ok=True)
    run(sys.argv[4])
else:
    with tempfile.TemporaryDirectory() as folder:
        run(folder)
