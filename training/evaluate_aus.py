"""Agreement of the open pipeline's action units with a reference table.

    python evaluate_aus.py CLIP=OURS=REFERENCE.csv[.gz] ...

OURS is a CSV of `facsimile extract` (with --experimental for all units) or an .npz of MediaPipe's points and blendshapes
(frame, P, B), to which the formulas of src/au/open are applied twice: with the neutral face so far (causal) and that of the
whole file (final).  The reference is a CSV of OpenFace 2.2; it only measures.  Frames with success and a confidence of .8 are
counted.  Printed per unit: Pearson r of all clips together, each standardised / mean r of the clips in which the reference is
above 1 in at least 5 % of the frames; then the r of presence (F1) where both have it."""
import csv
import gzip
import sys

import numpy as np

import open_aus

UNITS = ["01", "02", "04", "05", "06", "07", "09", "10", "12", "14", "15", "17", "20", "23", "25", "26", "45"]


def read_table(path):
    with (gzip.open if path.endswith(".gz") else open)(path, "rt") as file:
        rows = csv.reader(file)
        names = [name.strip() for name in next(rows)]
        values = np.array([[float(cell) for cell in row] for row in rows])
    return {name: values[:, i] for i, name in enumerate(names)}


def read_ours(path):
    """Values by way of making them, and the numbers of the frames."""
    if not path.endswith(".npz"):
        table = read_table(path)
        return {"as written": table}, table["frame"].astype(int)
    formulas, data = open_aus.Formulas(), np.load(path)
    seen = np.isfinite(data["B"][:, 0])
    measures = formulas.measures(data["P"][seen], data["B"][seen])
    ways = {}
    for way, neutral in (("causal", formulas.running_neutral), ("final", formulas.whole_neutral)):
        intensities = formulas.intensities(measures, neutral(measures))
        presences = formulas.presences(intensities)
        ways[way] = {name: intensities[:, i] for i, name in enumerate(formulas.columns)}
        ways[way].update({name: presences[:, i] for i, name in enumerate(formulas.presence_columns)})
    return ways, data["frame"][seen].astype(int)


def pearson(a, b):
    a, b = a - a.mean(), b - b.mean()
    size = np.sqrt((a * a).sum() * (b * b).sum())
    return (a * b).sum() / size if size > 1e-12 else np.nan


def load(clip):
    """Per way of making them: columns of ours and of the reference, same frames."""
    name, ours, reference = clip.split("=")
    ways, frames = read_ours(ours)
    golden = read_table(reference)
    rows = frames - 1
    good = (golden["success"][rows] == 1) & (golden["confidence"][rows] >= 0.8)
    return name, {way: {c: v[good] for c, v in table.items()} for way, table in ways.items()}, {c: v[rows[good]] for c, v in golden.items()}


def agreement(clips, way, unit):
    ours, theirs, active = [], [], []
    for _, ways, golden in clips:
        x, y = ways[way].get("AU%s_r" % unit), golden["AU%s_r" % unit]
        if x is None:
            return None
        if y.std() > 0.1:
            ours.append((x - x.mean()) / (x.std() + 1e-9))
            theirs.append((y - y.mean()) / y.std())
        if (y > 1).mean() >= 0.05:
            active.append(pearson(x, y))
    pooled = pearson(np.concatenate(ours), np.concatenate(theirs)) if ours else np.nan
    return pooled, np.mean(active) if active else np.nan


def presence(clips, way, unit):
    x = np.concatenate([ways[way]["AU%s_c" % unit] for _, ways, _ in clips]) > 0.5
    y = np.concatenate([golden["AU%s_c" % unit] for _, _, golden in clips]) > 0.5
    return 2 * (x & y).sum() / max(1, x.sum() + y.sum()), x.mean(), y.mean()


def main():
    clips = [load(clip) for clip in sys.argv[1:]]
    ways = list(clips[0][1])
    print("AU   " + "  ".join("%-12s %-22s" % (way, "F1 (ours on, theirs)") for way in ways) + "  95th percentile, ours/theirs")
    for unit in UNITS:
        line = "AU%s " % unit
        for way in ways:
            found = agreement(clips, way, unit)
            if found is None:
                line += "-            "
                continue
            line += "%5.2f/%-5.2f  " % found
            line += "%.2f (%.2f, %.2f)        " % presence(clips, way, unit)
            if way == ways[-1]:
                line += " ".join("%.1f/%.1f" % (np.percentile(w[way]["AU%s_r" % unit], 95), np.percentile(g["AU%s_r" % unit], 95))
                                 for _, w, g in clips)
        print(line)


if __name__ == "__main__":
    main()
