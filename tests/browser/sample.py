#!/usr/bin/env python3
"""sample.py RESULT.csv... -o REPORT.html [options]: a report's page with data made here, without the command: for the browser's
checks, also with what the command would never write (a name full of HTML, 100,000 frames).

  --frames N      the rows repeated until there are N
  --video FILE    the first result's video; --link: beside the report instead of inside it
  --pictures      a few faces from that video (needs ffmpeg)
  --name TEXT     the name of the first result and of its input
  --warning TEXT
"""
import argparse
import base64
import csv
import hashlib
import html
import json
import os
import re
import struct
import subprocess
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
PAGE = os.path.join(HERE, "..", "..", "src", "page")
LABELS = {1: "Inner brow raiser", 2: "Outer brow raiser", 4: "Brow lowerer", 5: "Upper lid raiser", 6: "Cheek raiser",
          7: "Lid tightener", 9: "Nose wrinkler", 10: "Upper lip raiser", 12: "Lip corner puller", 14: "Dimpler",
          15: "Lip corner depressor", 17: "Chin raiser", 20: "Lip stretcher", 23: "Lip tightener", 25: "Lips part",
          26: "Jaw drop", 28: "Lip suck", 45: "Blink"}


def column(name, group, values, scale, kind="i16", low=None, high=None, label="", unit=""):
    size, code, none = (2, "h", -32768) if kind == "i16" else (4, "i", -2147483648)
    q = [none if v is None else int(round(v / scale)) for v in values]
    top = 1 << (8 * size)
    packed, before = bytearray(), 0
    for value in q:
        packed += struct.pack("<" + code.upper(), (value - before) % top)
        before = value
    return {"name": name, "group": group, "unit": unit, "label": label, "low": low, "high": high, "count": len(q), "type": kind,
            "scale": scale, "offset": 0, "data": base64.b64encode(zlib.compress(bytes(packed), 6)).decode()}


def number(text):
    try:
        value = float(text)
        return None if value != value else value
    except ValueError:
        return None


def columns_of(names, rows):
    """the columns a page shows, and the points"""
    shown, points = [], {"x": [], "y": []}
    for place, name in enumerate(names):
        unit = re.match(r"AU(\d+)([LR]?)_([rc])$", name)
        values = lambda: [number(row[place]) for row in rows]
        if unit:
            group = "side" if unit[2] else "au_" + unit[3]
            shown.append(column(name, group, values(), 1 if unit[3] == "c" else 0.01, low=0, high=1 if unit[3] == "c" else 5,
                                label=LABELS.get(int(unit[1]), "")))
        elif name.startswith("pose_"):
            shown.append(column(name, "pose", values(), 0.001 if "R" in name else 0.1, "i32", unit="rad" if "R" in name else "mm"))
        elif name.startswith("gaze_"):
            shown.append(column(name, "gaze", values(), 1e-6 if name[5].isdigit() else 0.001, "i32"))
        elif name in ("confidence", "success"):
            shown.append(column(name, name, values(), 0.01 if name == "confidence" else 1, low=0, high=1))
        elif re.match(r"[xy]_\d+$", name):
            points[name[0]].append(column(name, "points", values(), 0.1))
    return shown, {"count": len(points["x"]), **points} if points["x"] else None


def events_of(names, rows):
    events = []
    for place, name in enumerate(names):
        if not re.match(r"AU\d+_c$", name) or name[:-1] + "r" not in names:
            continue
        strength = names.index(name[:-1] + "r")
        begin = None
        for i in range(len(rows) + 1):
            on = i < len(rows) and number(rows[i][place]) == 1
            if on and begin is None:
                begin = i
            elif not on and begin is not None:
                part = [number(row[strength]) or 0 for row in rows[begin:i]]
                if i - begin > 2:
                    events.append({"unit": name[:-2], "side": "both", "onset": begin, "apex": begin + part.index(max(part)),
                                   "offset": i - 1, "intensity": max(part), "mean": round(sum(part) / len(part), 4)})
                begin = None
    return sorted(events, key=lambda e: e["onset"])


def sides_of(names, rows):
    sides = []
    for name in names:
        match = re.match(r"(AU\d+)L_r$", name)
        if not match:
            continue
        left = [number(r[names.index(name)]) or 0 for r in rows]
        right = [number(r[names.index(match[1] + "R_r")]) or 0 for r in rows]
        l, r = sum(left) / len(left), sum(right) / len(right)
        moved = max(left) >= 0.5 or max(right) >= 0.5
        sides.append({"unit": match[1], "left": l, "right": r, "left_peak": max(left), "right_peak": max(right),
                      "asymmetry": (l - r) / max(l, r) if moved and max(l, r) > 0 else None,
                      "asymmetry_peak": (max(left) - max(right)) / max(left + right) if moved else None})
    return sides or None


def person_of(number_, names, rows):
    time, frame = names.index("timestamp"), names.index("frame")
    columns, points = columns_of(names, rows)
    good = [r for r in rows if r[names.index("success")] == "1"]
    return {"person": number_, "label": "Person %d" % number_, "rows": len(rows), "valid": len(good),
            "first": float(rows[0][time]), "last": float(rows[-1][time]),
            "confidence": sum(float(r[names.index("confidence")]) for r in good) / max(1, len(good)),
            "time": column("timestamp", "time", [float(r[time]) for r in rows], 0.001, "i32", unit="s"),
            "frame": column("frame", "frame", [int(r[frame]) for r in rows], 1, "i32"),
            "columns": columns, "points": points, "pictures": [], "events": events_of(names, rows), "sides": sides_of(names, rows)}


def result_of(path, frames):
    with open(path, newline="") as file:
        names, *rows = list(csv.reader(file))
    if frames:
        time, frame = names.index("timestamp"), names.index("frame")
        step = (float(rows[-1][time]) - float(rows[0][time])) / max(1, len(rows) - 1)
        rows = [list(rows[i % len(rows)]) for i in range(frames)]
        for i, row in enumerate(rows):
            row[time], row[frame] = "%.3f" % (i * step), str(i + 1)
    groups = {}
    for row in rows:
        groups.setdefault(int(row[names.index("person")]) if "person" in names else 0, []).append(row)
    groups.pop(-1, None)
    success = names.index("success")
    seen = {r[names.index("frame")] for r in rows if r[success] == "1"}
    return {"name": os.path.basename(path), "input": None, "pipeline": "open", "versions": [["facsimile", "0.2.0"]], "date": "2026-11-30",
            "warnings": [], "frames": len({r[names.index("frame")] for r in rows}), "valid": len(seen), "video": None,
            "persons": [person_of(k, names, g) for k, g in sorted(groups.items())]}


def pictures_of(person, video):
    with_face = [i for i in range(person["rows"])]
    chosen = with_face[:: max(1, len(with_face) // 6)][:6]
    filters = "select=" + "+".join("eq(n\\,%d)" % i for i in chosen) + ",crop=min(iw\\,ih):min(iw\\,ih),scale=96:96"
    data = subprocess.run(["ffmpeg", "-v", "error", "-i", video, "-vf", filters, "-fps_mode", "passthrough", "-f", "image2pipe", "-c:v", "mjpeg", "-"],
                          check=True, capture_output=True).stdout
    parts = [b"\xff\xd8" + p for p in data.split(b"\xff\xd8")[1:]]
    return [{"row": i, "data": "data:image/jpeg;base64," + base64.b64encode(p).decode()} for i, p in zip(chosen, parts)]


def fill(data, videos):
    def read(name):
        folder = PAGE if os.path.exists(os.path.join(PAGE, name)) else "/usr/share/javascript/dygraphs"
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            return file.read()

    scripts = ["dygraph.min.js"] + sorted(n for n in os.listdir(PAGE) if re.match(r"report_.*\.js$", n)) + ["report.js"]
    styles = ["dygraph.css", "common.css"] + sorted(n for n in os.listdir(PAGE) if re.match(r"report.*\.css$", n))
    digest = lambda text: "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"
    csp = ("default-src 'none'; script-src " + " ".join(digest(read(n)) for n in scripts) + "; style-src " + " ".join(digest(read(n)) for n in styles) +
           "; img-src data: blob:; media-src 'self' data: blob: file:; base-uri 'none'; form-action 'none'")
    text = json.dumps(data)
    for char, escape in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(char, escape)
    parts = {"csp": '<meta http-equiv="Content-Security-Policy" content="%s">' % csp, "title": html.escape(data["title"]),
             "style": "\n".join("<style>%s</style>" % read(n) for n in styles), "scripts": "\n".join("<script>%s</script>" % read(n) for n in scripts),
             "data": '<script type="application/json" id="data">%s</script>' % text,
             "videos": "\n".join('<script type="text/plain" id="video-%d">%s</script>' % (i, v) for i, v in enumerate(videos))}
    page = read("report.html")
    for name in ("csp", "title", "style", "data", "videos", "scripts"):
        page = page.replace("<!--%s-->" % name, parts[name], 1)
    return page


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("results", nargs="+")
    parser.add_argument("-o", "--output", required=True)
    parser.add_argument("--frames", type=int, default=0)
    parser.add_argument("--video")
    parser.add_argument("--link", action="store_true")
    parser.add_argument("--pictures", action="store_true")
    parser.add_argument("--name")
    parser.add_argument("--warning", action="append", default=[])
    wanted = parser.parse_args()
    results = [result_of(path, wanted.frames) for path in wanted.results]
    first, videos = results[0], []
    if wanted.video:
        probe = subprocess.run(["ffprobe", "-v", "error", "-select_streams", "v", "-show_entries", "stream=width,height:format=duration", "-of", "csv=p=0", wanted.video],
                               check=True, capture_output=True, text=True).stdout.replace("\n", ",").split(",")
        first["input"] = {"name": os.path.basename(wanted.video), "width": int(probe[0]), "height": int(probe[1]), "frames": first["frames"], "duration": float(probe[2])}
        if wanted.link:
            first["video"] = {"kind": "linked", "href": os.path.relpath(wanted.video, os.path.dirname(os.path.abspath(wanted.output)))}
        else:
            with open(wanted.video, "rb") as file:
                videos.append(base64.b64encode(file.read()).decode())
            first["video"] = {"kind": "embedded", "type": "video/mp4", "element": "video-0"}
        if wanted.pictures:
            for person in first["persons"]:
                person["pictures"] = pictures_of(person, wanted.video)
    if wanted.name:
        first["name"] = wanted.name
        if first["input"]:
            first["input"]["name"] = wanted.name
    first["warnings"] = wanted.warning
    with open(wanted.results[0], newline="") as file:
        names = next(csv.reader(file))
    dictionary = [{"name": n, "unit": "", "range": "0 to 5" if n.endswith("_r") else "", "meaning": LABELS.get(int(re.match(r"AU(\d+)", n)[1]), "") if n.startswith("AU") else ""}
                  for n in names if not re.match(r"[xyXYZ]_[1-9]|p_[1-9]|eye_", n)]
    data = {"format": 1, "made": {"program": "facsimile 0.2.0", "time": "2026-11-30T04:20:00Z"},
            "title": wanted.name or os.path.splitext(first["name"])[0], "results": results, "dictionary": dictionary}
    with open(wanted.output, "w", encoding="utf-8") as file:
        file.write(fill(data, videos))


if __name__ == "__main__":
    main()
