"""How the patch nets agree with OpenFace's columns on clips.  OpenFace's numbers measure only; nothing is fitted on them.

  python evaluate_patch.py cut POINTS_DIR OUT.npz      patches of the clips, placed by the points in POINTS_DIR/CLIP.npz
  python evaluate_patch.py eye NET CLIPS.npz
  python evaluate_patch.py mouth NET CLIPS.npz

POINTS_DIR holds for each clip frame (numbers from 1), P (points), T (transforms), B (blendshapes).  Clips and OpenFace's CSV
files are found in the folder that FACSIMILE_TESTDATA names (default ../shared).
"""
import csv
import gzip
import os
import sys

import cv2
import numpy as np

import crop
from eye_data import IRIS, RINGS, opening
from networks import run

DATA = os.environ.get("FACSIMILE_TESTDATA", "../shared")
CLIPS = {"default": "default.wmv", "2015-10-15-15-14": "2015-10-15-15-14.avi", "franck": "franck.mp4"}
AUS = ("01", "02", "04", "05", "06", "07", "09", "10", "12", "14", "15", "17", "20", "23", "25", "26", "45")
WINDOW = 300  # frames that a person's open eye or neutral mouth is taken from
DEAD = .05


def golden(clip):
    with gzip.open(f"{DATA}/golden/{clip}/FeatureExtraction.csv.gz", "rt") as file:
        rows = csv.reader(file)
        names = [c.strip() for c in next(rows)]
        values = np.array([[float(v) for v in row] for row in rows])
    return {name: values[:, k] for k, name in enumerate(names)}


def cut(points_dir, out):
    columns = {}
    for clip, name in CLIPS.items():
        z, truth = dict(np.load(f"{points_dir}/{clip}.npz")), golden(clip)
        wanted = {int(f): i for i, f in enumerate(z["frame"])}
        rows, eyes, mouths, matrices = [], [], [], []
        video, number = cv2.VideoCapture(f"{DATA}/media/{name}"), 0
        while True:
            more, picture = video.read()
            number += 1
            if not more:
                break
            i = wanted.get(number)
            sure = i is not None and truth["success"][number - 1] == 1 and truth["confidence"][number - 1] >= .8
            if not sure or not np.isfinite(z["P"][i]).all():
                continue
            points, grey = z["P"][i].astype(np.float64), cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
            three = [crop.eye_matrix(points, False), crop.eye_matrix(points, True), crop.mouth_matrix(points)]
            eyes.append([crop.sample(grey, m, crop.EYE_WIDTH, crop.EYE_HEIGHT) for m in three[:2]])
            mouths.append(crop.sample(grey, three[2], crop.MOUTH_WIDTH, crop.MOUTH_HEIGHT))
            matrices.append(three)
            rows.append(i)
        number = z["frame"][rows] - 1
        assert (truth["frame"][number] == z["frame"][rows]).all()
        part = dict(frame=z["frame"][rows], eyes=np.array(eyes, np.float32), mouth=np.array(mouths, np.float32),
                    matrix=np.array(matrices), P=z["P"][rows], B=z["B"][rows],
                    gaze=np.stack([truth["gaze_angle_x"][number], truth["gaze_angle_y"][number]], 1),
                    R=rotations(z, rows), AU=np.stack([truth[f"AU{a}_r"][number] for a in AUS], 1))
        columns |= {f"{clip}/{k}": v for k, v in part.items()}
        print(clip, len(rows))
    np.savez(out, **columns)


def rotations(z, rows):
    """Head to camera, axes x right, y up, z to the camera."""
    r = z["T"][rows][:, :3, :3].astype(np.float64)
    return r / np.linalg.norm(r[:, :, :1], axis=1, keepdims=True)


def load(path):
    z = np.load(path)
    return {clip: {k.split("/")[1]: z[k] for k in z.files if k.startswith(clip + "/")} for clip in CLIPS}


def r(a, b):
    a, b = a - a.mean(), b - b.mean()
    s = np.sqrt((a * a).sum() * (b * b).sum())
    return (a * b).sum() / s if s > 1e-12 else np.nan


def causal(values, frame, percentile):
    """A percentile of the last WINDOW frames, the present one among them."""
    first = np.searchsorted(frame, frame - WINDOW, side="right")
    return np.array([np.percentile(values[a : i + 1], percentile) for i, a in enumerate(first)])


def closure(gap, frame=None, percentile=90):
    """0 open .. 1 shut, against an upper percentile as the open eye: of the whole clip, or causal when frames are given."""
    wide = np.percentile(gap, percentile) if frame is None else causal(gap, frame, percentile)
    return np.clip((wide - gap) / wide - DEAD, 0, 1)


def predict_file(path):
    content = open(path, "rb").read()
    def predict(patches):
        patches = patches.astype(np.float32)
        inputs = (patches - patches.mean((1, 2), keepdims=True)) / (patches.std((1, 2), keepdims=True) + 4)
        outputs = [run(content, p[..., None]) for p in inputs]
        return {k: np.stack([o[k].ravel() for o in outputs]) for k in outputs[0]}
    return predict


def direction(yaw, pitch):
    return np.stack([np.sin(yaw) * np.cos(pitch), np.sin(pitch), np.cos(yaw) * np.cos(pitch)], -1)


def angles(v):
    return np.arctan2(v[:, 0], v[:, 2]), np.arctan2(-v[:, 1], v[:, 2])


def gaze(out, clip, gain=.5):
    """Head and a part of the eye-in-head angles of both eyes; the left one was mirrored.  Pitch of the net is down."""
    eye = out["gaze"].reshape(-1, 2, 2) * gain
    both = direction(eye[:, 0, 0], -eye[:, 0, 1]) + direction(-eye[:, 1, 0], -eye[:, 1, 1])
    return angles(np.einsum("nij,nj->ni", clip["R"], both))


def eye_outputs(predict, clip):
    out = predict(clip["eyes"].reshape(-1, crop.EYE_HEIGHT, crop.EYE_WIDTH))
    return out, out["opening"].reshape(-1, 2)


def eye_line(predict, clips):
    plain, whole, gaze_r = [], [], []
    for clip in clips.values():
        out, gap = eye_outputs(predict, clip)
        plain.append(r(-gap.mean(1), clip["AU"][:, -1]))
        whole.append(r(closure(gap.mean(1)), clip["AU"][:, -1]))
        gaze_r.append([r(g, clip["gaze"][:, k]) for k, g in enumerate(gaze(out, clip))])
    return "AU45 opening %.3f closure %.3f gaze %.2f %.2f" % (np.mean(plain), np.mean(whole), *np.mean(gaze_r, 0))


def eye_report(predict, clips):
    lines, rows = [], []
    for name, clip in clips.items():
        out, gap = eye_outputs(predict, clip)
        au, gap1 = clip["AU"][:, -1], gap.mean(1)
        row = [r(-gap1, au), r(closure(gap1), au), r(closure(gap1, clip["frame"]), au)]
        heads = [r(g, clip["gaze"][:, k]) for k, g in enumerate(angles(clip["R"][:, :, 2]))]
        row += heads + [r(g, clip["gaze"][:, k]) for k, g in enumerate(gaze(out, clip))]
        marks = np.stack([mark(clip, side) for side in (0, 1)], 1)
        lids = out["lids"].reshape(-1, 2, 16, 2)
        iris = out["iris"].reshape(-1, 2, 1, 2)
        far = np.linalg.norm(np.concatenate([lids, iris], 2) - marks, axis=3) / crop.EYE_SCALE * 100
        row += [far[:, :, :16].mean(), far[:, :, 16].mean(), r(gap1, opening(marks[:, :, :16]).mean(1)), *np.percentile(gap1, [1, 50])]
        eyes = (r(clip["B"][:, 9] + clip["B"][:, 10], au), r(-opening(marks[:, :, :16]).mean(1), au))
        row += eyes
        rows.append(row)
        lines.append("%-18s " % name + " ".join("%6.2f" % v for v in row))
    head = "%-18s " % "clip" + " ".join("%6s" % k for k in ("open", "close", "causal", "headx", "heady", "gazex", "gazey", "lids%", "iris%",
                                                              "r MP", "p1", "p50", "MPblnk", "MPlids"))
    return "\n".join([head, *lines, "%-18s " % "mean" + " ".join("%6.3f" % v for v in np.mean(rows, 0))])


def mark(clip, side):
    """MediaPipe's (or whose ever) lids and iris in the patch, about its middle."""
    points = clip["P"][:, [*RINGS[side], IRIS[side]], :2]
    matrix = clip["matrix"][:, side]
    return np.einsum("nij,nkj->nki", matrix[:, :, :2], points) + matrix[:, None, :, 2] - [crop.EYE_WIDTH / 2, crop.EYE_HEIGHT / 2]


if __name__ == "__main__":
    cv2.setNumThreads(1)
    if sys.argv[1] == "cut":
        cut(sys.argv[2], sys.argv[3])
    elif sys.argv[1] == "eye":
        print(eye_report(predict_file(sys.argv[2]), load(sys.argv[3])))
