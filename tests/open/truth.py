#!/usr/bin/env python3
"""The open pipeline against the truth of rendered heads (training/clip.py tells what the columns of the truth are).

    truth.py PROGRAM [--clip FOLDER]       heads.mp4 and heads.csv, the clip that comes with the project
    truth.py PROGRAM --renders FOLDER      what `training/clip.py renders` has made: ramps of one person, one movement growing

Prints every figure and fails when one misses its bar.
    aus     rank correlation of an action unit with its activation while it moves: in the clip 5 frames before to 5 after
            each of its ramps, of renders along a ramp; the mean over the ramps
    sides   the side that moves is the stronger one: of ramps of one side, from half the full activation on
    rest    the action units of the neutral face, 0 is right
    pose    mean absolute error of pitch, yaw and roll, in degrees
    points  mean error of the 68 points, % of the outer eye distance; ours are where OpenFace has them, so at the base of the
            nose and along the inner lips they are not the head model's: those defined alike are printed as well
    gaze    where a movement of the eyes goes to
    events  of a report (facsimile report) about the clip, by docs/algorithm/events.md: each movement of the truth is one event,
            with onset and apex no more than 2 frames off, and with the side that moves alone, or none
A ramp of renders is shown as a video: 24 times its first picture, the person's neutral face, then the ramp.

Experimental action units have no bar.
"""
import argparse
import csv
import json
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile

SIDED = "AU01 AU02 AU04 AU05 AU06 AU09 AU10 AU12 AU14 AU15 AU45".split()
WHOLE = ["AU25", "AU26"]
EXPERIMENTAL = ["AU04", "AU05", "AU09", "AU15"]
OTHER_POINTS = [*range(31, 36), *range(60, 68)]  # defined otherwise by the head model
AUS_BAR, SIDES_BAR, REST_BAR, POSE_BAR, POINTS_BAR = 0.9, 0.9, 0.5, 3.0, 3.0
EVENTS_BAR = 2  # frames
ASYMMETRY_BAR, ALIKE_BAR = 0.9, 0.2  # of a movement of one side at least, of both at most
AROUND = 5  # frames of the clip before and after a ramp
NEUTRAL = 24  # times that a ramp's first picture is shown
CLIP_CAMERA = ["--fx", "607.5", "--fy", "607.5", "--cx", "159.5", "--cy", "119.5"]  # of training/clip.py

failed = []


def check(what, value, good):
    print("%-36s %s%s" % (what, value, "" if good else "   MISSES ITS BAR"))
    if not good:
        failed.append(what)


def read(path):
    """Rows of a CSV, numbers where there are some."""
    with open(path) as file:
        rows = [{name.strip(): cell for name, cell in row.items()} for row in csv.DictReader(file)]
    for row in rows:
        for name, cell in row.items():
            if name != "picture":
                row[name] = float(cell) if cell else math.nan
    return rows


def mean(values):
    return sum(values) / len(values) if values else math.nan


def ranks(values):
    """Equal values share the mean of their ranks."""
    order = sorted(range(len(values)), key=values.__getitem__)
    made, first = [0.0] * len(values), 0
    while first < len(order):
        last = first
        while last + 1 < len(order) and values[order[last + 1]] == values[order[first]]:
            last += 1
        for k in range(first, last + 1):
            made[order[k]] = (first + last) / 2
        first = last + 1
    return made


def rank_correlation(a, b):
    a, b = ranks(a), ranks(b)
    ma, mb = mean(a), mean(b)
    ab = sum((x - ma) * (y - mb) for x, y in zip(a, b))
    aa, bb = sum((x - ma) ** 2 for x in a), sum((y - mb) ** 2 for y in b)
    return ab / math.sqrt(aa * bb) if aa > 0 and bb > 0 else 0.0


def activation(truth, unit):
    return truth[unit] if unit in WHOLE else (truth[unit + "_L"] + truth[unit + "_R"]) / 2


def extract(program, source, folder, *options):
    out = os.path.join(folder, "out.csv")
    subprocess.run([program, "extract", source, "-q", "--pipeline", "open", "--experimental", "-o", out, "--no-sidecar", *options],
                   check=True)
    return read(out)


class Ramp:
    """Some rows of ours and of the truth while something grows or shrinks."""

    def __init__(self, name, ours, truth):
        self.name, self.ours, self.truth = name, ours, truth

    def moves(self, unit):
        return max(activation(row, unit) for row in self.truth) > 0

    def rank(self, unit):
        return rank_correlation([row[unit + "_r"] for row in self.ours], [activation(row, unit) for row in self.truth])

    def side(self, unit):
        """The side that moves alone; None: both or none does."""
        moving = [s for s in "LR" if max(row["%s_%s" % (unit, s)] for row in self.truth) > 0]
        return moving[0] if len(moving) == 1 else None

    def lead(self, unit):
        """How much stronger the moving side is, row by row, from half the full activation on."""
        side = self.side(unit)
        other = "R" if side == "L" else "L"
        return [ours["%s%s_r" % (unit, side)] - ours["%s%s_r" % (unit, other)] for ours, truth in zip(self.ours, self.truth)
                if truth["%s_%s" % (unit, side)] >= 0.5]


def action_units(ramps):
    for unit in SIDED + WHOLE:
        values = [ramp.rank(unit) for ramp in ramps if ramp.moves(unit)]
        if not values:
            continue
        bar = -1 if unit in EXPERIMENTAL else AUS_BAR
        note = "experimental" if unit in EXPERIMENTAL else "bar %.2f" % bar if bar > 0 else "no bar"
        check("%s rank correlation" % unit, "%6.3f in %d ramps, the lowest %6.3f  %s" % (mean(values), len(values), min(values), note),
              mean(values) >= bar)


def sides(ramps, by_rows):
    """In the clip of every frame, of renders of every ramp."""
    right = total = 0
    for unit in SIDED:
        leads = [ramp.lead(unit) for ramp in ramps if unit not in EXPERIMENTAL and ramp.side(unit)]
        named = [lead > 0 for values in leads for lead in (values if by_rows else [sum(values)])]
        if named:
            print("%-36s %d of %d" % (unit + " side", sum(named), len(named)))
        right, total = right + sum(named), total + len(named)
    check("sides", "%d of %d named, bar %.0f %%" % (right, total, 100 * SIDES_BAR), total > 0 and right >= SIDES_BAR * total)


def rest(ours, truth):
    calm = [o for o, t in zip(ours, truth) if all(t[unit] == 0 for unit in truth[0] if unit.startswith("AU"))
            and abs(t["yaw"]) + abs(t["pitch"]) + abs(t["gaze_yaw"]) + abs(t["gaze_pitch"]) < 1]
    for unit in SIDED + WHOLE:
        values = [row[unit + "_r"] for row in calm]
        bar = unit not in EXPERIMENTAL
        check("%s of the neutral face" % unit, "%.2f in the mean of %d frames, at most %.2f%s" % (
            mean(values), len(values), max(values), "  bar %.1f" % REST_BAR if bar else "  experimental"),
              not bar or mean(values) <= REST_BAR)


def pose(ours, truth):
    for name, column in (("pitch", "pose_Rx"), ("yaw", "pose_Ry"), ("roll", "pose_Rz")):
        errors = [math.degrees(o[column]) - t[name] for o, t in zip(ours, truth)]
        error = mean([abs(e) for e in errors])
        check(name, "%.2f degrees off, %+.2f in the mean, bar %.1f" % (error, mean(errors), POSE_BAR), error <= POSE_BAR)


PARTS = {"outline": range(17), "brows": range(17, 27), "nose": range(27, 36), "eyes": range(36, 48), "outer lips": range(48, 60),
         "inner lips": range(60, 68)}


def points(ours, truth):
    errors = [[] for _ in range(68)]
    for o, t in zip(ours, truth):
        eye = math.hypot(t["x_36"] - t["x_45"], t["y_36"] - t["y_45"])
        for i in range(68):
            errors[i].append(100 * math.hypot(o["x_%d" % i] - t["x_%d" % i], o["y_%d" % i] - t["y_%d" % i]) / eye)
    means = [mean(e) for e in errors]
    print("%-36s %s" % ("points of", ", ".join("%s %.1f %%" % (part, mean([means[i] for i in where])) for part, where in PARTS.items())))
    alike = [error for i, error in enumerate(means) if i not in OTHER_POINTS]
    print("%-36s %.2f %% of the outer eye distance" % ("%d points defined alike" % len(alike), mean(alike)))
    error = mean(means)
    check("68 points", "%.2f %% of the outer eye distance, bar %.1f" % (error, POINTS_BAR), error <= POINTS_BAR)


def gaze(ours, truth):
    """Against the median gaze: to the left of the person is to the right of the picture, +x; up is -y."""
    for name, column, sign in (("gaze_yaw", "gaze_angle_x", 1), ("gaze_pitch", "gaze_angle_y", -1)):
        usual = sorted(row[column] for row in ours)[len(ours) // 2]
        for way, word in ((1, "+"), (-1, "-")):
            rows = [o for o, t in zip(ours, truth) if way * t[name] > 10]
            moved = math.degrees(mean([sign * way * (row[column] - usual) for row in rows])) if rows else math.nan
            wanted = mean([abs(t[name]) for t in truth if way * t[name] > 10])
            check("%s %s" % (name, word), "%.1f of %.1f degrees that way" % (moved, wanted), moved > 0)


def movements(ours, truth):
    """Ramps of the clip: a run of frames in which something moves, with some frames around in which nothing does."""
    names = [unit + side for unit in SIDED for side in ("_L", "_R")] + WHOLE
    still = [not any(row[name] > 0 for name in names) for row in truth]
    made, i = [], 0
    while i < len(truth):
        a = b = i
        while b < len(truth) and not still[b]:
            b += 1
        i = b + 1
        if a < b:
            first, last = a, b
            while a > max(0, first - AROUND) and still[a - 1]:
                a -= 1
            while b < min(len(truth), last + AROUND) and still[b]:
                b += 1
            made.append(Ramp("frames %d to %d" % (a + 1, b), ours[a:b], truth[a:b]))
    return made


def true_events(truth, column):
    """First frame, middle of the frames with the largest activation, last frame, that activation; frames from 1."""
    values, made, i = [row[column] for row in truth], [], 0
    while i < len(values):
        j = i
        while j < len(values) and values[j] > 0:
            j += 1
        if j > i:
            top = [k for k in range(i, j) if values[k] == max(values[i:j])]
            made.append((i + 1, (top[0] + top[-1]) / 2 + 1, j, max(values[i:j])))
        i = max(j, i + 1)
    return made


def events(args, folder, truth):
    page = os.path.join(folder, "page.html")
    made = subprocess.run([args.program, "report", os.path.join(folder, "out.csv"), "-q", "--video", "none", "--no-pictures", "-o", page],
                          stderr=subprocess.PIPE, text=True)
    if "was built without" in made.stderr:
        print("events                               not looked at: %s" % made.stderr.strip())
        return
    check("report", "exit status %d" % made.returncode, made.returncode == 0)
    with open(page, encoding="utf-8") as file:
        data = json.loads(re.search('<script type="application/json" id="data">(.*?)</script>', file.read(), re.S).group(1))
    found = data["results"][0]["persons"][0]["events"]
    for row in truth:
        for unit in SIDED:
            row[unit] = activation(row, unit)
    for unit in [name for name in SIDED + WHOLE if name not in EXPERIMENTAL]:
        for column, side in [(unit, "both")] + ([(unit + "_L", "left"), (unit + "_R", "right")] if unit in SIDED else []):
            ours = [e for e in found if e["unit"] == unit and e["side"] == side]
            for onset, apex, offset, most in true_events(truth, column):
                near = [e for e in ours if e["onset"] + 1 <= apex <= e["offset"] + 1]
                off = [abs(near[0]["onset"] + 1 - onset), abs(near[0]["apex"] + 1 - apex)] if len(near) == 1 else [math.inf]
                check("%s %s, frame %d" % (unit, side, onset), "onset %g, apex %g frames off, bar %d" % (off[0], off[-1], EVENTS_BAR),
                      max(off) <= EVENTS_BAR)
                if side == "both" and unit in SIDED and len(near) == 1:
                    moving = [max(row[unit + s] for row in truth[onset - 1:offset]) for s in ("_L", "_R")]
                    wanted = (moving[0] - moving[1]) / max(moving)
                    got = near[0]["asymmetry"]
                    check("%s asymmetry of frame %d" % (unit, onset), "%+.2f, truth %+.2f" % (got, wanted),
                          abs(got - wanted) <= (ALIKE_BAR if wanted == 0 else 1 - ASYMMETRY_BAR))
    known = {(e["unit"], e["side"]) for e in found}
    print("%-36s %d, of %d action units and sides; the truth has %d" % ("events", len(found), len(known), sum(
        len(true_events(truth, unit)) for unit in SIDED + WHOLE if unit not in EXPERIMENTAL)))


def whole_clip(args, folder):
    ours = extract(args.program, os.path.join(args.clip, "heads.mp4"), folder, *CLIP_CAMERA)
    truth = read(os.path.join(args.clip, "heads.csv"))
    found = sum(row["success"] == 1 for row in ours)
    check("faces", "%d of %d frames" % (found, len(truth)), len(ours) == len(truth) == found)
    if len(ours) != len(truth):
        return
    ramps = movements(ours, truth)
    action_units(ramps)
    sides(ramps, True)
    rest(ours, truth)
    pose(ours, truth)
    points(ours, truth)
    gaze(ours, truth)
    events(args, folder, truth)


def all_renders(args, folder):
    truth, ramps, missed = read(os.path.join(args.renders, "truth.csv")), [], 0
    for number in sorted({row["ramp"] for row in truth}):
        rows = [row for row in truth if row["ramp"] == number]
        film = os.path.join(folder, "ramp")
        os.mkdir(film)
        for i in range(NEUTRAL + len(rows)):
            name = rows[max(0, i - NEUTRAL)]["picture"]
            shutil.copy(os.path.join(args.renders, name), os.path.join(film, "%03d.png" % i))
        ours = extract(args.program, film, folder)[NEUTRAL:]
        missed += len(rows) - sum(row["success"] == 1 for row in ours)
        ramps.append(Ramp("ramp %d" % number, ours, rows))
        shutil.rmtree(film)
    check("faces", "%d of %d pictures" % (len(truth) - missed, len(truth)), missed <= len(truth) // 100)
    action_units(ramps)
    sides(ramps, False)
    seen = [(o, t) for ramp in ramps for o, t in zip(ramp.ours, ramp.truth) if o["success"] == 1]
    pose(*zip(*seen))
    points(*zip(*seen))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--clip", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../examples/clip"))
    parser.add_argument("--renders")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        (all_renders if args.renders else whole_clip)(args, folder)
    print("\n%d figures miss their bars%s" % (len(failed), ": " + ", ".join(failed) if failed else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
