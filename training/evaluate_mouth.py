"""How the mouth-patch net's lips and shapes, and what is made of them, agree with OpenFace's AU columns on clips.

  python evaluate_mouth.py NET CLIPS.npz [all]      CLIPS from evaluate_patch.py; OpenFace's numbers measure only

`all` prints every feature against every AU.
"""
import sys

import numpy as np

import crop
from evaluate_patch import AUS, load, predict_file, r

LIPS = [61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146,
        78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95]
SHAPES = ("jawForward jawLeft jawOpen jawRight mouthClose dimpleL dimpleR frownL frownR funnel left lowerDownL lowerDownR pressL "
          "pressR pucker right rollLower rollUpper shrugLower shrugUpper smileL smileR stretchL stretchR upperUpL upperUpR").split()
# Points that expressions move least: bridge, forehead, temples, corners of the eyes.
RIGID = [168, 6, 197, 195, 10, 151, 9, 109, 338, 67, 297, 127, 356, 234, 454, 33, 263, 133, 362, 93, 323]


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def aligned(points):
    """Heads turned, scaled and moved onto the clip's median head; unit: the outer eye distance."""
    def onto(target):
        x, y = points[:, RIGID], target[RIGID]
        mean = x.mean(1, keepdims=True)
        u, s, vt = np.linalg.svd(np.einsum("nki,kj->nij", x - mean, y - y.mean(0)))
        sign = np.linalg.det(u @ vt)
        u[:, :, 2] *= sign[:, None]
        s[:, 2] *= sign
        scale = s.sum(1) / ((x - mean) ** 2).sum((1, 2))
        return scale[:, None, None] * np.einsum("nki,nij->nkj", points - mean, u @ vt) + y.mean(0)
    target = points[len(points) // 2]
    for _ in range(4):
        target = np.median(onto(target), 0)
        target = (target - target[RIGID].mean(0)) / np.linalg.norm(target[33] - target[263])
    return onto(target)


def with_lips(clip, lips):
    """The clip's points with the lips' x and y replaced by those of the patch net."""
    points = clip["P"].astype(np.float64).copy()
    matrix = clip["matrix"][:, 2]
    back = np.linalg.inv(matrix[:, :, :2])
    place = lips.reshape(-1, 40, 2) + [crop.MOUTH_WIDTH / 2, crop.MOUTH_HEIGHT / 2] - matrix[:, None, :, 2]
    points[:, LIPS, :2] = np.einsum("nij,nkj->nki", back, place)
    return points


def geometry(points):
    """Features of aligned heads, y down; both sides' mean where there are two."""
    a = aligned(points)
    y, x = lambda *k: a[:, list(k), 1].mean(1), lambda *k: a[:, list(k), 0].mean(1)
    apart = lambda i, j: np.linalg.norm(a[:, i] - a[:, j], axis=1)
    f = dict(gap=(apart(13, 14) + apart(82, 87) + apart(312, 317)) / 3, width=apart(61, 291), up=y(2) - y(61, 291),
             level=y(13, 14) - y(61, 291), upper=apart(0, 13), lower=apart(14, 17), lip=y(2) - y(39, 37, 269, 267),
             low=y(17) - y(2), chin=y(199, 200, 18) - y(2), jaw=y(152) - y(2), deep=-(a[:, 61, 2] + a[:, 291, 2]) / 2,
             inner=apart(78, 308), cheek=-y(50, 205, 101, 36, 280, 425, 330, 266), under=-y(111, 117, 118, 119, 340, 346, 347, 348),
             wing=-y(98, 64, 129, 327, 294, 358))
    f["cx"] = (np.abs(a[:, 61, 0] - a[:, 2, 0]) + np.abs(a[:, 291, 0] - a[:, 2, 0])) / 2
    return f


def in_patch(lips, rotation):
    """Features of the patch alone, in units of the outer eye distance; level: how far the corners are above the lips' seam.  The
    width is what it would be without yaw."""
    q = lips.reshape(-1, 40, 2) / crop.MOUTH_SCALE
    at = {point: k for k, point in enumerate(LIPS)}
    y = lambda *points: q[:, [at[p] for p in points], 1].mean(1)
    apart = lambda a, b: np.linalg.norm(q[:, at[a]] - q[:, at[b]], axis=1)
    return dict(gap=(apart(13, 14) + apart(82, 87) + apart(312, 317)) / 3, width=apart(61, 291) / np.hypot(rotation[:, 0, 0], rotation[:, 1, 0]),
                level=y(13, 14) - y(61, 291), upper=apart(0, 13), lower=apart(14, 17), tall=apart(0, 17), low=y(17) - y(61, 291))


def shape_features(values):
    f = dict(zip(SHAPES, values.T))
    for name in ("dimple", "frown", "lowerDown", "press", "smile", "stretch", "upperUp"):
        f[name] = (f[name + "L"] + f[name + "R"]) / 2
    return f


def features(predict, clip):
    """Shapes, geometry of the head with the net's lips, geometry in the patch, and the net's outputs."""
    out = predict(clip["mouth"])
    return shape_features(sigmoid(out["shapes"])), geometry(with_lips(clip, out["lips"])), in_patch(out["lips"], clip["R"]), out


def estimates(s, g, p):
    """The candidates of every AU: a shape, geometry of the head, the patch alone (patches.md, Formulas)."""
    smile = p["width"] + p["level"]
    return {"06": (s["smile"], g["under"] + g["cx"] + .5 * g["cheek"], smile + .2 * s["smile"] + .2 * s["upperUp"]),
            "10": (s["upperUp"], g["lip"] + .3 * g["up"], s["upperUp"] + 5 * p["level"]),
            "12": (s["smile"], g["cx"] + .7 * g["up"], smile + .3 * s["smile"]),
            "14": (s["smile"], g["cx"] + .5 * g["up"] - g["deep"], s["smile"] + s["dimple"]),
            "15": (s["frown"], -g["level"], s["frown"] + s["shrugLower"] - p["low"]),
            "17": (s["shrugLower"], -g["chin"] - g["low"] - .5 * g["level"], s["shrugLower"] + s["rollLower"]),
            "20": (s["stretch"], g["cx"] - g["up"], s["stretch"] + p["width"] - 2 * p["level"]),
            "23": (s["press"], -g["upper"] - g["lower"] - g["chin"] - .3 * g["width"], s["press"] - p["tall"]),
            "25": (s["lowerDown"], g["gap"], p["gap"]),
            "26": (s["jawOpen"], g["jaw"] + g["low"] + .5 * s["jawOpen"], p["gap"] + .3 * s["jawOpen"] - .3 * p["width"])}


def active(clip, au):
    return (clip["AU"][:, AUS.index(au)] > 1).mean() >= .05


def table(clips, feature_sets):
    """r per AU, clip and candidate."""
    rows = {}
    for name, clip in clips.items():
        for au, candidates in estimates(*feature_sets[name]).items():
            truth = clip["AU"][:, AUS.index(au)]
            rows.setdefault(au, {})[name] = [r(c, truth) if truth.std() > .1 else np.nan for c in candidates]
    return rows


def line(predict, clips):
    rows = table(clips, {name: features(predict, clip)[:3] for name, clip in clips.items()})
    said = []
    for au in ("12", "25", "26", "06", "10", "14", "15", "17", "23"):
        use = [v for name, v in rows[au].items() if active(clips[name], au)]
        said.append(au + " " + "/".join("%.2f" % v for v in np.mean(use, 0)) if use else au + " -")
    return "| " + " ".join(said)


def report(predict, clips):
    ours, theirs, errors = {}, {}, []
    for name, clip in clips.items():
        *ours[name], out = features(predict, clip)
        matrix = clip["matrix"][:, 2]
        marks = np.einsum("nij,nkj->nki", matrix[:, :, :2], clip["P"][:, LIPS, :2]) + matrix[:, None, :, 2]
        marks -= [crop.MOUTH_WIDTH / 2, crop.MOUTH_HEIGHT / 2]
        theirs[name] = shape_features(clip["B"][:, 23:50]), geometry(clip["P"].astype(np.float64)), in_patch(marks, clip["R"])
        errors.append(np.linalg.norm(out["lips"].reshape(-1, 40, 2) - marks, axis=2).mean() / crop.MOUTH_SCALE * 100)
    a, b = table(clips, ours), table(clips, theirs)
    lines = ["lips from MediaPipe's, % of the outer eye distance: " + " ".join("%.2f" % e for e in errors),
             "AU: clip shape/head/patch, * = active; means over active clips; then the same of the points' own model"]
    for au in a:
        for rows in (a, b):
            said = ["%s%s %s" % (name[:7], "*" if active(clips[name], au) else "", "/".join("%.2f" % v for v in rows[au][name])) for name in clips]
            use = [rows[au][name] for name in clips if active(clips[name], au)]
            lines.append("AU%s  %s  mean %s" % (au, "  ".join(said), "/".join("%.3f" % v for v in np.mean(use, 0)) if use else "-"))
    return "\n".join(lines)


def everything(predict, clips):
    for au in AUS:
        rows = []
        for name, clip in clips.items():
            s, g, p, _ = features(predict, clip)
            every = s | g | {"patch " + k: v for k, v in p.items()}
            rows.append({k: r(v, clip["AU"][:, AUS.index(au)]) for k, v in every.items()} if active(clip, au) else None)
        use = [row for row in rows if row]
        if use:
            mean = {k: np.mean([row[k] for row in use]) for k in use[0]}
            best = sorted(mean, key=lambda k: -abs(mean[k]))[:12]
            print("AU" + au, len(use), " ".join("%s %.2f" % (k, mean[k]) for k in best))


if __name__ == "__main__":
    predict, clips = predict_file(sys.argv[1]), load(sys.argv[2])
    if len(sys.argv) > 3:
        everything(predict, clips)
    else:
        print(report(predict, clips))
