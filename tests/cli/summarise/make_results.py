"""make_results.py FOLDER COUNT: results of two persons as OpenFace writes them, with failed frames, gaps and empty cells;
"spaces" as third argument: with spaces behind the commas and lines that end as on Windows."""
import os
import random
import sys

folder, count, spaces = sys.argv[1], int(sys.argv[2]), sys.argv[3:] == ["spaces"]
units = ["AU01", "AU04", "AU12", "AU45"]
os.makedirs(folder, exist_ok=True)
for number in range(count):
    chance = random.Random(number)
    names = ["frame", "face_id", "timestamp", "confidence", "success", "pose_Tx"]
    names += [unit + "_r" for unit in units] + ["AU17L_r"] + [unit + "_c" for unit in units + ["AU28"]]
    lines = [names]
    level = dict.fromkeys(units + ["AU17L", "AU28"], 0.5)
    for frame in range(1, 61):
        for person in (0, 3):
            if person == 3 and chance.random() < 0.15:
                continue
            good = chance.random() > 0.1
            for unit in level:
                level[unit] = min(5, max(0, level[unit] + chance.uniform(-0.6, 0.6)))
            lines.append([frame, person, "%.3f" % ((frame - 1) / 25), "0.95", int(good), "-3.1"]
                         + ["%.2f" % level[unit] for unit in units]
                         + ["" if chance.random() < 0.05 else "%.2f" % level["AU17L"]]
                         + [int(level[unit] > 1.2) for unit in units + ["AU28"]])
    with open(os.path.join(folder, "clip%05d.csv" % number), "w", encoding="utf-8", newline="") as file:
        for line in lines:
            file.write((", " if spaces else ",").join(str(cell) for cell in line) + ("\r\n" if spaces else "\n"))
