#!/usr/bin/env python3
"""Draw docs/figures/result.png from a CSV of `facsimile extract`: landmarks, gaze and head pose of one frame as lines, and action units over time.

    result.py RESULT.csv [FRAME] [OUT.png]

Only numbers are drawn, no pixels of the video.  Needs matplotlib (Debian: python3-matplotlib)."""
import csv
import sys

import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt

OUTLINES = [range(0, 17), range(17, 22), range(22, 27), range(27, 31), range(31, 36), list(range(36, 42)) + [36],
            list(range(42, 48)) + [42], list(range(48, 60)) + [48], list(range(60, 68)) + [60]]
AUS = [("AU01_r", "inner brow raiser"), ("AU04_r", "brow lowerer"), ("AU06_r", "cheek raiser"), ("AU12_r", "lip corner puller"),
       ("AU25_r", "lips part"), ("AU45_r", "blink")]


def main():
    rows = list(csv.DictReader(open(sys.argv[1])))
    frame = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    out = sys.argv[3] if len(sys.argv) > 3 else "docs/figures/result.png"
    row = rows[frame - 1]
    value = {k: float(v) for k, v in row.items()}
    figure = plt.figure(figsize=(11, 4.6), dpi=110)
    face = figure.add_axes([0.005, 0.02, 0.29, 0.83])
    for line in OUTLINES:
        face.plot([value["x_%d" % i] for i in line], [value["y_%d" % i] for i in line], color="#33557f", lw=1.6)
    face.plot([value["x_%d" % i] for i in range(68)], [value["y_%d" % i] for i in range(68)], "o", ms=3.2, color="#1b3553")
    for eye in (0, 28):
        for part in (list(range(8)) + [0], list(range(20, 28)) + [20]):
            face.plot([value["eye_lmk_x_%d" % (eye + i)] for i in part], [value["eye_lmk_y_%d" % (eye + i)] for i in part],
                      color="#c4572e", lw=1)
    scale = value["p_scale"]
    for k, eye in ((0, 0), (1, 28)):
        x = sum(value["eye_lmk_x_%d" % (eye + i)] for i in range(8)) / 8
        y = sum(value["eye_lmk_y_%d" % (eye + i)] for i in range(8)) / 8
        face.annotate("", (x + 45 * scale * value["gaze_%d_x" % k], y + 45 * scale * value["gaze_%d_y" % k]), (x, y),
                      arrowprops={"arrowstyle": "->", "color": "#2f8f5b", "lw": 1.8})
    face.set_aspect("equal")
    face.invert_yaxis()
    face.axis("off")
    face.set_title("frame %d: 68 + 56 landmarks, gaze\npitch %.0f°, yaw %.0f°, roll %.0f°, confidence %.2f" % (
        frame, *(57.2958 * value["pose_R" + a] for a in "xyz"), value["confidence"]), fontsize=9)
    time = [float(r["timestamp"]) for r in rows]
    for k, (name, label) in enumerate(AUS):
        axis = figure.add_axes([0.43, 0.845 - 0.15 * k, 0.55, 0.115])
        axis.fill_between(time, [float(r[name]) for r in rows], color="#33557f", alpha=0.75, lw=0)
        axis.axvline(time[frame - 1], color="#c4572e", lw=1)
        axis.set_ylim(0, 5)
        axis.set_xlim(time[0], time[-1])
        axis.set_yticks([0, 5])
        axis.tick_params(labelsize=7)
        axis.set_ylabel("%s\n%s" % (name[:4], label), rotation=0, ha="right", va="center", fontsize=8, labelpad=16)
        for side in ("top", "right"):
            axis.spines[side].set_visible(False)
        if k + 1 < len(AUS):
            axis.set_xticklabels([])
    axis.set_xlabel("seconds", fontsize=8)
    figure.savefig(out)


if __name__ == "__main__":
    main()
