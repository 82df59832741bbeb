"""Tables that reports are made of."""
import math
import os


def write(name, header, rows):
    with open(name, "w") as file:
        file.write(header + "\n")
        for row in rows:
            file.write(",".join("%.6g" % cell if isinstance(cell, float) else str(cell) for cell in row) + "\n")


def smile(i, first):
    return max(0.0, 3 * math.sin(math.pi * (i - first) / 20)) if first <= i <= first + 20 else 0.0


# OpenFace: spaces behind commas, presences, a unit with presences alone, frames without a face
write("theirs.csv", "frame, face_id, timestamp, confidence, success, pose_Rx, AU12_r, AU12_c, AU28_c",
      [(i + 1, " 0", " %.3f" % (i / 30), " 0.98", " %d" % (i < 100 or i > 110), " 0.1", " %.2f" % smile(i, 40),
        " %d" % (smile(i, 40) > 1), " %d" % (i < 10)) for i in range(150)])
# two persons of a video, one of whom is gone for a while, and one of whom nobody can tell who it was
rows = []
for i in range(120):
    rows.append((i + 1, 0, i / 25, 0.9, 1, 0, 0, smile(i, 20), smile(i, 20), 0.0))
    if i < 50 or i >= 80:
        rows.append((i + 1, 1, i / 25, 0.9, 1, 1, 3, smile(i, 40), 0.0, smile(i, 40)))
    if i == 60:
        rows.append((i + 1, 1, i / 25, 0.9, 0, 2, -1, float("nan"), float("nan"), float("nan")))
write("ours.csv", "frame,face_id,timestamp,confidence,success,track,person,AU12_r,AU12L_r,AU12R_r", rows)
# a mirrored face: only the left side moves
os.mkdir("anna_mirror")
write("anna_mirror/anna_sides.csv", "frame,timestamp,success_right,success_left,head_yaw,head_quality,AU12_right,AU12_left,AU12_difference",
      [(i + 1, i / 25, 1, 1, 1.5, 0.9, smile(i, 30) / 4, smile(i, 30), -0.75 * smile(i, 30)) if i != 5 else
       (i + 1, i / 25, 0, 1, "", "", "", 0.0, "") for i in range(80)])
# PyfaceAU: frames from 0, words for success
write("zero.csv", "frame,timestamp,success,AU12_r", [(i, i / 30, i % 9 != 0, smile(i, 30)) for i in range(70)])
write("long.csv", "frame,timestamp,success,AU12_r", [(i + 1, i / 30, 1, smile(i, 30)) for i in range(300)])
write("still.csv", "face,confidence,AU12_r", [(0, 0.9, 1.5), (1, 0.8, 0.5)])
