"""How the point net does on clips: against MediaPipe's points, and its pose and AU geometry against OpenFace's columns.

    python evaluate_face.py NET.pt MP_FOLDER MEDIA_FOLDER [--golden FOLDER] [--renders r.npz]

MP_FOLDER holds NAME.npz with MediaPipe's results in video mode (frame, P points, B blendshapes, T transforms); MEDIA_FOLDER the
clips.  The net follows the face by itself: each frame's crop comes from its own points in the frame before.  OpenFace's
numbers measure only; nothing is trained or chosen by them but the way to take the pose.
"""

import argparse
import csv
import glob
import gzip
import os

import cv2
import numpy as np
import torch

import crop
import face_data
import label
import map68
import shape_model
import train_face

CLIPS = ("default", "2015-10-15-15-14", "franck")
AUS = "01 02 04 05 06 07 09 10 12 14 15 17 20 23 25 26 45".split()
CACHE = {}


def clip(name, mp_folder, media):
    """Grey frames and MediaPipe's results of a clip."""
    if name not in CACHE:
        with np.load(os.path.join(mp_folder, name + ".npz")) as z:
            found = {k: z[k] for k in ("frame", "P", "B", "T", "wh")}
        path = glob.glob(os.path.join(media, glob.escape(name) + ".*"))[0]
        video, wanted, frames, number = cv2.VideoCapture(path), set(found["frame"].tolist()), [], 0
        while True:
            there, image = video.read()
            if not there:
                break
            number += 1
            if number in wanted:
                frames.append(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY))
        found["grey"] = frames
        CACHE[name] = found
    return CACHE[name]


def look(net, grey, matrices):
    """Points in the picture, shapes, rotation in the picture, flag of one or several crops."""
    x = torch.from_numpy(np.stack([crop.sample(g, m, crop.FACE, crop.FACE) for g, m in zip(grey, matrices)]))[:, None]
    with torch.no_grad():
        points, shapes, pose, flag = (
            o.numpy() for o in net(face_data.normalised(x).contiguous(memory_format=torch.channels_last))
        )
    points = points / 4 * crop.FACE + [crop.FACE / 2, crop.FACE / 2, 0]
    out = np.empty_like(points)
    for k, m in enumerate(matrices):
        back = np.linalg.inv(m[:, :2])
        out[k, :, :2] = (points[k, :, :2] - m[:, 2]) @ back.T
        out[k, :, 2] = points[k, :, 2] * np.sqrt(abs(np.linalg.det(back)))
    rotation = train_face.orthonormal(pose)
    back = np.array([np.linalg.inv(m[:, :2] / np.sqrt(np.linalg.det(m[:, :2]))) for m in matrices])
    whole = np.tile(np.eye(3), (len(back), 1, 1))
    whole[:, :2, :2] = back
    return out, 1 / (1 + np.exp(-shapes)), whole @ rotation, flag


def follow(net, found, step=1):
    """Tracks the face through the clip; starts and restarts from MediaPipe's points."""
    results, previous = [], None
    for k in range(0, len(found["grey"]), step):
        if previous is None or step > 1:
            near = found["P"][max(k - 1, 0)]
            previous = near if np.isfinite(near[0, 0]) else found["P"][k]
        points, shapes, rotation, flag = look(net, [found["grey"][k]], [crop.face_matrix(previous)])
        results.append((k, points[0], shapes[0], rotation[0], flag[0]))
        previous = points[0] if flag[0] > 0 and np.isfinite(points).all() else None
    index, points, shapes, rotation, flag = map(np.array, zip(*results))
    return dict(index=index, points=points, shapes=shapes, rotation=rotation, flag=flag)


def point_error(points, truth, which):
    size = np.linalg.norm(truth[:, 33, :2] - truth[:, 263, :2], axis=1)[:, None]
    return 100 * np.nanmean(np.linalg.norm(points[:, which, :2] - truth[:, which, :2], axis=2) / size)


def short(net, mp_folder, media, step):
    net.eval()
    line = []
    for name in CLIPS:
        found = clip(name, mp_folder, media)
        seen = follow(net, found, step)
        line.append("%s %.2f" % (name[:4], point_error(seen["points"], found["P"][seen["index"]], face_data.MAP68)))
    net.train()
    return " ".join(line)


def golden(folder, name, frames):
    """OpenFace's columns for the frames, and which of them it was sure of."""
    path = os.path.join(folder, name, "FeatureExtraction.csv")
    opened = gzip.open(path + ".gz", "rt") if os.path.exists(path + ".gz") else open(path)
    with opened as file:
        rows = list(csv.reader(file))
    head = [c.strip() for c in rows[0]]
    values = np.array(rows[1:], np.float64)[frames - 1]
    columns = {h: values[:, k] for k, h in enumerate(head)}
    return columns, (columns["success"] == 1) & (columns["confidence"] >= 0.8)


def pearson(a, b):
    a, b = a - a.mean(), b - b.mean()
    return float((a * b).sum() / np.sqrt((a * a).sum() * (b * b).sum() + 1e-20))


def euler(rotation):
    """(pitch, yaw, roll) of Rx Ry Rz, radians."""
    return np.stack(
        [
            np.arctan2(-rotation[:, 1, 2], rotation[:, 2, 2]),
            np.arcsin(np.clip(rotation[:, 0, 2], -1, 1)),
            np.arctan2(-rotation[:, 0, 1], rotation[:, 0, 0]),
        ],
        1,
    )


# --- pose from the points ------------------------------------------------------------------------------------------------

RIGID = [168, 6, 197, 195, 10, 151, 9, 109, 338, 67, 297, 127, 356, 234, 454, 33, 263, 133, 362, 93, 323]
# fmt: off
ROUND = sorted(set(RIGID + [5, 4, 1, 2, 98, 327, 50, 280, 205, 425, 58, 288, 172, 397, 136, 365, 152, 103, 332, 54, 284, 21,
    251, 162, 389, 132, 361, 8, 193, 417, 122, 351, 196, 419, 3, 248, 45, 275, 220, 440]))
# fmt: on


def procrustes(points, reference, index):
    """Rotation reference -> points of each face, by the 3D points `index`."""
    y = reference[index] - reference[index].mean(0)
    x = points[:, index] - points[:, index].mean(1, keepdims=True)
    u, _, vt = np.linalg.svd(np.einsum("nki,kj->nij", x, y))
    d = np.tile(np.eye(3), (len(points), 1, 1))
    d[:, 2, 2] = np.sign(np.linalg.det(u @ vt))
    return u @ d @ vt


def canonical(data_points, rotation):
    """Mean frontal face in units of the outer eye distance: labelled points turned back by their rotation."""
    p = np.einsum("nji,nkj->nki", rotation, data_points - data_points[:, RIGID].mean(1, keepdims=True))
    size = np.linalg.norm(p[:, 33] - p[:, 263], axis=1)[:, None, None]
    return (p / size).mean(0)


def weak_perspective(points, reference, index):
    """Rotation by fitting the 2D points only: x, y = affine of the reference, its nearest scaled rotation."""
    y = reference[index] - reference[index].mean(0)
    x = points[:, index, :2] - points[:, index, :2].mean(1, keepdims=True)
    a = np.einsum("nki,kj->nij", x, y @ np.linalg.inv(y.T @ y))
    u, _, vt = np.linalg.svd(a, full_matrices=False)
    rows = u @ vt
    return np.concatenate([rows, np.cross(rows[:, 0], rows[:, 1])[:, None]], 1)


def line_of_sight(points, size):
    """Rotation from the optical axis to the middle of each face.  What a crop or a fit without perspective shows is the head
    relative to this line; OpenFace's columns are relative to the axis.  Focal length as OpenFace's when none is given."""
    width, height = size
    focal = (500 * width / 640 + 500 * height / 480) / 2
    middle = points[:, :468, :2].mean(1)
    d = np.c_[(middle - [width / 2, height / 2]) / focal, np.ones(len(middle))]
    d /= np.linalg.norm(d, axis=1, keepdims=True)
    k = np.zeros((len(d), 3, 3))
    k[:, 0, 2], k[:, 1, 2] = d[:, 0], d[:, 1]
    k[:, 2, :2] = -d[:, :2]
    return np.eye(3) + k + k @ k / (1 + d[:, 2])[:, None, None]


def model_fits(points, table, pdm):
    return np.array([shape_model.fit(p[:, :2], *pdm)[0] for p in map68.apply(points, *table)])


def nearest(matrices):
    u, _, vt = np.linalg.svd(matrices)
    return u @ vt


def poses(seen, reference, table, pdm):
    out = {
        "net": seen["rotation"],
        "procrustes rigid": procrustes(seen["points"], reference, RIGID),
        "procrustes round": procrustes(seen["points"], reference, ROUND),
        "procrustes all": procrustes(seen["points"], reference, list(range(468))),
        "2D round": weak_perspective(seen["points"], reference, ROUND),
    }
    out["shape model fit"] = model_fits(seen["points"], table, pdm)
    out["net + procrustes all"] = nearest(out["net"] + out["procrustes all"])
    out["net + procrustes all + fit"] = nearest(out["net"] + out["procrustes all"] + out["shape model fit"])
    return out


# --- AU geometry ---------------------------------------------------------------------------------------------------------

SIDES = (
    dict(
        inner=(55, 107, 65, 66),
        outer=(46, 53, 70, 63),
        lids=((159, 145), (158, 153), (160, 144)),
        ic=133,
        oc=33,
        upper=(159, 158, 160),
        lower=(145, 153, 144),
        cheek=(50, 205, 101, 36),
        low=(111, 117, 118, 119),
        wing=(98, 64, 129),
        corner=61,
        lip=(39, 37),
    ),
    dict(
        inner=(285, 336, 295, 296),
        outer=(276, 283, 300, 293),
        lids=((386, 374), (385, 380), (387, 373)),
        ic=362,
        oc=263,
        upper=(386, 385, 387),
        lower=(374, 380, 373),
        cheek=(280, 425, 330, 266),
        low=(340, 346, 347, 348),
        wing=(327, 294, 358),
        corner=291,
        lip=(269, 267),
    ),
)


def geometry(points, reference):
    """Rough AU measures from the points, turned to the front; y down, unit = outer eye distance; own median = neutral."""
    turn = procrustes(points, reference, RIGID)
    a = np.einsum("nji,nkj->nki", turn, points - points[:, RIGID].mean(1, keepdims=True))
    a /= np.median(np.linalg.norm(a[:, 33] - a[:, 263], axis=1))
    y = lambda *i: a[:, list(i), 1].mean(1)
    length = lambda i, j: np.linalg.norm(a[:, i] - a[:, j], axis=1)
    f = {}
    for s in SIDES:
        eye = (a[:, s["ic"], 1] + a[:, s["oc"], 1]) / 2
        side = dict(
            inner=eye - y(*s["inner"]),
            outer=eye - y(*s["outer"]),
            upper=eye - y(*s["upper"]),
            lower=eye - y(*s["lower"]),
            open=sum(length(i, j) for i, j in s["lids"]) / 3 / length(s["ic"], s["oc"]),
            cheek=eye - y(*s["cheek"]),
            low=eye - y(*s["low"]),
            wing=eye - y(*s["wing"]),
            lip=y(*s["lip"]) - a[:, 2, 1],
            up=a[:, 2, 1] - a[:, s["corner"], 1],
            out=np.abs(a[:, s["corner"], 0] - a[:, 2, 0]),
            deep=-a[:, s["corner"], 2],
            rel=y(13, 14) - a[:, s["corner"], 1],
        )
        for k, v in side.items():
            f[k] = f.get(k, 0) + 0.5 * (v - np.median(v))
    whole = dict(
        apart=length(55, 285) + length(107, 336),
        lips=length(13, 14),
        jaw=a[:, 152, 1] - a[:, 2, 1],
        width=length(61, 291),
        thick=length(0, 13) + length(14, 17),
        chin=y(199, 200, 18) - a[:, 2, 1],
        below=a[:, 17, 1] - a[:, 2, 1],
    )
    f.update({k: v - np.median(v) for k, v in whole.items()})
    return {
        "01": f["inner"] - 0.5 * f["outer"],
        "02": f["outer"],
        "04": -f["inner"] - 0.5 * f["apart"],
        "05": f["open"] + 0.5 * f["upper"],
        "06": f["low"] + f["cheek"] + f["lower"],
        "07": f["lower"],
        "09": f["wing"] - 0.3 * f["inner"],
        "10": -f["lip"],
        "12": f["up"] + f["out"],
        "14": f["out"] - 0.5 * f["deep"] - 0.5 * f["thick"],
        "15": -f["rel"],
        "17": -f["chin"] - f["below"],
        "20": f["out"] - f["up"],
        "23": -f["thick"] - 0.3 * f["width"],
        "25": f["lips"],
        "26": f["jaw"],
        "45": -f["open"],
    }


BLENDSHAPE = {
    "01": "browInnerUp",
    "02": "browOuterUp",
    "05": "eyeWide",
    "06": "mouthSmile",
    "09": "noseSneer",
    "12": "mouthSmile",
    "17": "mouthShrugLower",
    "20": "mouthStretch",
    "23": "mouthPress",
    "25": "mouthLowerDown",
    "26": "jawOpen",
    "45": "eyeBlink",
}
ALONE = ("05", "09", "20", "23")  # shape alone; else shape and geometry, each divided by its spread


def estimates(points, shapes, reference):
    g, out = geometry(points, reference), {}
    z = lambda v: (v - np.median(v)) / (v.std() + 1e-12)
    for au in AUS:
        name = BLENDSHAPE.get(au)
        if name is None:
            out[au] = z(g[au])
            continue
        index = [i for i, n in enumerate(face_data.SHAPES) if n in (name, name + "Left", name + "Right")]
        b = z(shapes[:, index].mean(1))
        out[au] = b if au in ALONE else b + z(g[au])
    return out, g


def full(net, mp_folder, media, golden_folder, reference, table, pdm, say=print):
    net.eval()
    angles, aus = {}, {}
    for name in CLIPS:
        found = clip(name, mp_folder, media)
        seen = follow(net, found)
        teacher = found["P"].astype(np.float64)
        say(
            "%-18s points (68) %.2f %%, all %.2f %%, irises %.2f %%; flag least %.1f"
            % (
                name,
                point_error(seen["points"], teacher, face_data.MAP68),
                point_error(seen["points"], teacher, list(range(468))),
                point_error(seen["points"], teacher, [468, 473]),
                seen["flag"].min(),
            )
        )
        if not golden_folder:
            continue
        columns, sure = golden(golden_folder, name, found["frame"])
        sure &= np.isfinite(teacher[:, 0, 0])
        truth = np.stack([columns["pose_R" + k] for k in "xyz"], 1)[sure]
        sight = line_of_sight(seen["points"], found["wh"])
        ways = poses(seen, reference, table, pdm)
        ways["teacher's points, procrustes all"] = procrustes(teacher, reference, list(range(468)))
        ways = {way: sight @ rotation for way, rotation in ways.items()}
        ways["net, without line of sight"] = seen["rotation"]
        ways["teacher's matrix"] = np.array([label.rotation_of(t) for t in found["T"]])
        for way, rotation in ways.items():
            e = euler(rotation)[sure]
            off = np.degrees(np.abs(e - truth - np.median(e - truth, 0)).mean(0))
            angles.setdefault(way, []).append([*[pearson(e[:, k], truth[:, k]) for k in range(3)], *off])
        ours, geo = estimates(seen["points"][sure], seen["shapes"][sure], reference)
        theirs, tgeo = estimates(teacher[sure], found["B"][sure], reference)
        for au in AUS:
            y = columns["AU%s_r" % au][sure]
            if (y > 1).mean() >= 0.05:
                aus.setdefault(au, []).append(
                    [pearson(v[au], y) for v in (ours, theirs, geo, tgeo)] + [pearson(geo[au], tgeo[au])]
                )
    for way, rows in angles.items():
        m = np.mean(rows, 0)
        say(
            "pose, %-34s r pitch %.2f yaw %.2f roll %.2f; error after one offset %.1f %.1f %.1f; per clip %s"
            % (way, *m, " ".join("/".join("%.2f" % v for v in r[:3]) for r in rows))
        )
    say("AU  ours teacher | geometry ours teacher | ours with teacher (r, clips where active)")
    for au in AUS:
        if au in aus:
            say("%s  %.2f %.2f | %.2f %.2f | %.2f  (%d)" % (au, *np.mean(aus[au], 0), len(aus[au])))


def on_renders(net, path, table, say=print):
    """Against exact truth (the 68 points by the map, the rotation) and against MediaPipe's points."""
    net.eval()
    with np.load(path) as z:
        crops, points, rotation, truth = (z[k][-400:] for k in ("crops", "points", "rotation", "truth68"))
    seen = [look(net, [c], [crop.face_matrix(p)]) for c, p in zip(crops, points)]
    out, turn = np.concatenate([s[0] for s in seen]), np.concatenate([s[2] for s in seen])
    error = np.degrees(np.abs(euler(turn) - euler(rotation)))
    size = np.linalg.norm(truth[:, 36, :2] - truth[:, 45, :2], axis=1)[:, None]
    off, theirs = (
        100 * np.linalg.norm(map68.apply(p, *table)[:, :, :2] - truth[:, :, :2], axis=2) / size for p in (out, points)
    )
    for name, some in (("up to 30 degrees", rotation[:, 2, 2] > 0.87), ("more", rotation[:, 2, 2] <= 0.87)):
        say(
            "%d renders turned %s: 68 points %.2f %% from the truth (MediaPipe's own %.2f), "
            "mesh %.2f %% from MediaPipe's; pose %.1f %.1f %.1f degrees"
            % (
                some.sum(),
                name,
                off[some].mean(),
                theirs[some].mean(),
                point_error(out[some], points[some], face_data.MAP68),
                *error[some].mean(0),
            )
        )
    return canonical(points, rotation)


def flags(net, media, say=print):
    """How often the flag says "face" in random crops of pictures without one, and of the clips' faces shrunk or shifted."""
    rng, values = np.random.default_rng(1), []
    video = cv2.VideoCapture(os.path.join(media, "no_face.mp4"))
    while True:
        there, image = video.read()
        if not there:
            break
        grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
        for _ in range(2):
            side = np.exp(rng.uniform(np.log(40), np.log(min(grey.shape))))
            corner = rng.uniform(0, 1, 2) * (np.array(grey.shape[::-1]) - side)
            matrix = np.c_[np.eye(2) * crop.FACE / side, -corner * crop.FACE / side]
            values.append(look(net, [grey], [matrix])[3][0])
    values = np.array(values)
    say(
        "flag in %d crops without a face: above 0 in %.1f %%, above 2 in %.1f %%"
        % (len(values), 100 * (values > 0).mean(), 100 * (values > 2).mean())
    )
    found = CACHE[CLIPS[0]]
    for shift in (0, 0.15, 0.3, 0.5, 0.8):
        here = []
        for k in range(0, len(found["grey"]), 12):
            matrix = crop.face_matrix(found["P"][k])
            angle = rng.uniform(0, 2 * np.pi)
            matrix[:, 2] += shift * crop.FACE / 1.3 * np.array([np.cos(angle), np.sin(angle)])
            here.append(look(net, [found["grey"][k]], [matrix])[3][0])
        say(
            "flag with the crop %.2f of the face aside: above 0 in %.0f %%, mean %.1f"
            % (shift, 100 * np.mean(np.array(here) > 0), np.mean(here))
        )


def main():
    p = argparse.ArgumentParser()
    p.add_argument("net")
    p.add_argument("mp")
    p.add_argument("media")
    p.add_argument("--golden")
    p.add_argument("--renders", required=True)
    p.add_argument("--pdm", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), "../src/shape/weights/face68.pdm"))
    o = p.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    net = train_face.FaceNet()
    net.load_state_dict(torch.load(o.net, weights_only=True))
    net = net.to(memory_format=torch.channels_last)
    with np.load(o.renders) as z:
        exact = face_data.exact_labels(z["points"], z["truth468"], z["rotation"], z["iris"])
        table = map68.learn(exact, z["truth68"])
    reference = on_renders(net, o.renders, table)
    full(net, o.mp, o.media, o.golden, reference, table, shape_model.read(o.pdm))
    flags(net, o.media)


if __name__ == "__main__":
    main()
