"""Writes src/au/open/scales.c.

    python calibrate_aus.py RENDERS.npz PORTRAITS_LABELS.npz

RENDERS.npz comes from render_aus.py; the labels are MediaPipe's of portraits (points, blendshapes).  What is measured:
the reference for the rigid points (mean portrait, made symmetric), what the full FACS shape of each action unit does to
the sum it is read from (median over identities), how much of a movement of one side is seen on the other, and the
measures of a neutral face (median of portraits without expression)."""
import os
import sys

import numpy as np

import open_aus

RIGID = [168, 6, 197, 195, 10, 151, 9, 109, 338, 67, 297, 127, 356, 234, 454, 33, 263, 133, 362, 93, 323]
MIRROR = {109: 338, 67: 297, 127: 356, 234: 454, 33: 263, 133: 362, 93: 323}
WITH_SMILE = ["AU14"]  # a smile moves the same distances: the full shape is one on a full smile
FLOOR = 0.005  # of what renders do not move: not to divide by nothing
APART_MOST = 3.0  # more would be noise
OUT = os.path.join(open_aus.ROOT, "src", "au", "open", "scales.c")
HEAD = """/* Measured by training/calibrate_aus.py; see scales.h. */
/* clang-format off */
#include "au/open/scales.h"

#include "au/open/units.h"

"""


def mirrored(points):
    order = np.arange(len(RIGID))
    for a, b in MIRROR.items():
        order[RIGID.index(a)], order[RIGID.index(b)] = RIGID.index(b), RIGID.index(a)
    return points[order] * [-1, 1, 1]


def fitted(points, reference):
    """Rigid points laid on the reference."""
    x, y = points - points.mean(1, keepdims=True), reference - reference.mean(0)
    u, s, v = np.linalg.svd(np.einsum("nki,kj->nij", x, y))
    flip = np.ones((len(x), 3))
    flip[:, 2] = np.sign(np.linalg.det(u @ v))
    scale = (s * flip).sum(1) / (x ** 2).sum((1, 2))
    return scale[:, None, None] * (x @ ((u * flip[:, None, :]) @ v))


def make_reference(points):
    rigid = points[:, RIGID].astype(np.float64)
    nose = rigid[:, 0] - rigid.mean(1)
    reference = rigid[int(np.argmin(np.abs(nose[:, 0])))]  # one that looks straight ahead
    for _ in range(6):
        reference = fitted(rigid, reference).mean(0)
        reference -= reference.mean(0)
        reference = (reference + mirrored(reference)) / 2
        reference /= np.linalg.norm(reference[RIGID.index(33)] - reference[RIGID.index(263)])

    return reference


def pick(data, au, side, amount):
    return (data["au"] == au) & (data["side"] == side) & np.isclose(data["amount"], amount)


def change(data, sums, au, side, amount):
    """Changes of the sums against the same identity's neutral face: (identities, sides)."""
    base = {i: sums[(data["identity"] == i) & (data["au"] == "")] for i in np.unique(data["identity"])}
    rows = np.where(pick(data, au, side, amount))[0]
    return np.array([sums[r] - base[data["identity"][r]][0] for r in rows if len(base[data["identity"][r]])])


def scales_of(data, sums, formulas):
    found = []
    for i, name in enumerate(formulas.units):
        au, cross = name[2:], 0.0
        full = np.median(change(data, sums[:, i], au, "B", 1.0).mean(1))
        half = np.median(change(data, sums[:, i], au, "B", 0.5).mean(1))
        if name in WITH_SMILE:
            full += np.median(change(data, sums[:, i], "12", "B", 1.0).mean(1))
        if name == "AU45":  # the part of the open eye that goes
            full, half = (-part / np.median(sums[pick(data, "", "B", 0.0), i]) for part in (full, half))
        if formulas.sides[i] == 2:
            left, right = (change(data, sums[:, i], au, side, 1.0) for side in "LR")
            own, other = np.median(np.r_[left[:, 1], right[:, 0]]), np.median(np.r_[left[:, 0], right[:, 1]])
            cross = float(np.clip(other / own, 0, 0.99)) if abs(own) > 1e-6 else 0.0
        print("%s full shape: %.4f (half %.4f); the other side moves %.0f %%" % (name, full, half, 100 * cross))
        found.append((max(full, FLOOR), min((1 + cross) / (1 - cross), APART_MOST)))
    return found


def neutral_measures(labels, formulas, scales):
    calm = labels["blendshapes"]
    quiet = (calm[:, [44, 45, 25]].max(1) < 0.05) & (calm[:, [9, 10]].max(1) < 0.3) & (calm[:, 3] < 0.1)
    rows = np.where(quiet)[0][::4]
    sums = np.median(formulas.sums(labels["points"][rows], calm[rows]), axis=0)
    out = []
    for i, (full, _) in enumerate(scales):
        value = sums[i].mean()  # nobody in particular is symmetric
        out += [value if formulas.units[i] == "AU45" else 5 * value / full] * formulas.sides[i]
    print(len(rows), "portraits without expression")
    return out


def write(reference, scales, neutral, units):
    text = HEAD + "const float facs_open_rigid[FACS_RIGID_POINTS][3] = {\n"
    text += "".join("    {%.5fF, %.5fF, %.5fF}, /* %d */\n" % (*p, i) for p, i in zip(reference, RIGID)) + "};\n\n"
    text += "const facs_open_scale facs_open_scales[FACS_OPEN_UNITS] = {\n"
    text += "".join("    {%.5fF, %.3fF}, /* %s */\n" % (*s, u) for s, u in zip(scales, units)) + "};\n\n"
    text += "const float facs_open_neutral_measures[FACS_OPEN_MEASURES] = {\n"
    text += "".join("    %.4fF,\n" % v for v in neutral) + "};\n"
    with open(OUT, "w", encoding="utf-8") as file:
        file.write(text)


def main():
    data, labels = np.load(sys.argv[1]), np.load(sys.argv[2])
    reference = make_reference(labels["points"][::5])
    units = 17
    write(reference, [(1, 1)] * units, [0] * open_aus.MEASURES, [""] * units)  # sums need no more than the reference
    formulas = open_aus.Formulas()
    scales = scales_of(data, formulas.sums(data["points"], data["shapes"]), formulas)
    write(reference, scales, neutral_measures(labels, formulas, scales), formulas.units)


if __name__ == "__main__":
    main()
