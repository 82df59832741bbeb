"""Portraits with other expressions: the lower face and the brows bent by smooth fields, the jaw dropped with the mouth's inside
drawn in, then labelled by MediaPipe like every other picture, so that all labels are in one definition.

  python mouth_data.py PORTRAITS.jpgs LABELS.npz face_landmarker.task OUT.npz FIRST COUNT SEED

OUT: picture (n, 176, 176), points (n, 478, 3), blendshapes (n, 52).
"""
import sys

import cv2
import numpy as np

import crop
from eye_data import portraits

LOWER_INNER = [78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308]
UPPER_INNER = [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308]
SIDE = 176


def levelled(grey, points):
    """The picture turned about its middle until the eyes are level."""
    turn = crop.upright(points)
    middle = np.array([SIDE / 2, SIDE / 2])
    matrix = np.c_[turn, middle - turn @ middle]
    out = cv2.warpAffine(grey, matrix, (SIDE, SIDE), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return out, points[:, :2] @ turn.T + matrix[:, 2]


def pulls(p, unit, rng):
    """Places, widths and displacements, in units of the outer eye distance: corners, lips, chin, cheeks, brows."""
    out = []
    def pull(place, width, x, y):
        out.append((place, width * unit, np.array([x, y]) * unit))
    kind = rng.random()
    sides = [1.0, 1.0] if rng.random() < .65 else list(rng.choice([0, .3, .6, 1], 2))
    for corner, out_x, part, cheek in ((61, -1, sides[0], 205), (291, 1, sides[1], 425)):
        if kind < .3:  # smile: out and up, the cheek up
            a = part * rng.uniform(.3, 1)
            pull(p[corner], .16, out_x * .07 * a, -.07 * a)
            pull(p[cheek], .16, 0, -.03 * a)
        elif kind < .45:  # corners down
            pull(p[corner], .13, out_x * .01, part * rng.uniform(.02, .07))
        elif kind < .58:  # pursed: in
            pull(p[corner], .15, -out_x * part * rng.uniform(.02, .08), 0)
        elif kind < .68:  # stretched: out
            pull(p[corner], .16, out_x * part * rng.uniform(.02, .08), rng.normal(0, .01))
        elif kind < .78:
            pull(p[corner], .13, *rng.normal(0, .03, 2))
    if rng.random() < .3:  # upper lip up
        for place, part in zip((39, 269), sides):
            pull(p[place], .1, 0, -part * rng.uniform(.01, .06))
    if rng.random() < .25:  # lower lip and chin up, or the lower lip down
        y = rng.choice([-rng.uniform(.01, .06), rng.uniform(.01, .05)])
        pull(p[17], .14, 0, y)
        pull(p[199], .16, 0, y * rng.uniform(.2, .9))
    if rng.random() < .2:  # pressed or full lips
        y = rng.uniform(-.025, .02)
        pull(p[0], .1, 0, -y)
        pull(p[17], .1, 0, y)
    for inner, outer in ((66, 53), (296, 283)):
        if rng.random() < .35:
            pull(p[inner], .11, rng.normal(0, .01), rng.uniform(-.07, .045))
        if rng.random() < .35:
            pull(p[outer], .12, 0, rng.uniform(-.07, .03))
    return out


def bent(grey, points, unit, rng):
    """Every pull falls off as a Gaussian."""
    y, x = np.mgrid[:SIDE, :SIDE].astype(np.float32)
    dx, dy = np.zeros_like(x), np.zeros_like(y)
    moved = points.copy()
    for place, width, by in pulls(points, unit, rng):
        weight = np.exp(-((x - place[0] - by[0]) ** 2 + (y - place[1] - by[1]) ** 2) / (2 * width ** 2))
        dx, dy = dx + weight * by[0], dy + weight * by[1]
        moved += np.exp(-((points - place) ** 2).sum(1) / (2 * width ** 2))[:, None] * by
    return cv2.remap(grey, x - dx, y - dy, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE), moved


def dropped(grey, p, unit, rng):
    """The jaw down: below the lower lip's edge rows move by an arch that is as wide as the mouth at the lip and as the jaw at
    the chin; what opens is filled with dark, teeth and tongue."""
    drop = unit * (rng.uniform(.02, .12) if rng.random() < .5 else rng.uniform(.1, .5))
    left, right = p[61, 0] + .01 * unit, p[291, 0] - .01 * unit
    middle, wide = (left + right) / 2, max((right - left) / 2, 3)
    across = np.arange(SIDE)
    edge = np.interp(across, p[LOWER_INNER, 0], p[LOWER_INNER, 1])
    y, x = np.mgrid[:SIDE, :SIDE].astype(np.float32)
    chin = p[152, 1]
    def fall(source):
        down = np.clip((source - edge[None]) / max(chin - edge.mean(), 1), 0, 1)
        t = np.abs(x - middle) / (wide * (1 + 1.3 * down))
        return drop * np.clip(1 - t ** 2, 0, 1) ** .6
    source = y - fall(edge[None] + 0 * y)
    for _ in range(4):
        source = y - fall(np.maximum(source, edge[None]))
    below = source > edge[None]
    gap = fall(edge[None] + 0 * y)
    hole = (y > edge[None]) & ~below & (gap > .6)
    row = np.where(below, source, np.minimum(y, edge[None] - 0))
    out = cv2.remap(grey, x, row.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE).astype(np.float32)
    top, bottom = edge[None], edge[None] + gap
    skin = np.percentile(grey[int(p[1, 1]) : int(p[152, 1]), int(left) : int(right) + 1], 60)
    inside = np.full_like(out, skin * rng.uniform(.03, .3))
    inside *= 1 + .4 * rng.uniform(-1, 1) * (y - top) / np.maximum(gap, 1)
    if rng.random() < .6:  # tongue
        lump = ((x - middle) / (wide * rng.uniform(.5, .9))) ** 2 + ((y - bottom) / (np.maximum(gap, 1) * rng.uniform(.3, .7))) ** 2
        inside = np.where(lump < 1, skin * rng.uniform(.3, .75) * (1 - .4 * lump), inside)
    bright = skin * rng.uniform(.7, 1.35) + rng.uniform(0, 30)
    notch = 1 - .25 * (np.abs(((x - middle) / (unit * .055)) % 1 - .5) > .42)
    curve = 1 - .5 * (np.abs(x - middle) / wide) ** 2
    if rng.random() < .55:
        inside = np.where(y - top < unit * rng.uniform(.02, .09), bright * notch * curve, inside)
    if rng.random() < .3:
        inside = np.where(bottom - y < unit * rng.uniform(.02, .06), bright * .85 * notch * curve, inside)
    mask = cv2.GaussianBlur(hole.astype(np.float32), (0, 0), .6)
    return (out * (1 - mask) + inside * mask).clip(0, 255).astype(np.uint8)


def main(pictures, labels, task, path, first, count, seed):
    import mediapipe as mp
    from mediapipe.tasks.python import BaseOptions, vision

    options = vision.FaceLandmarkerOptions(BaseOptions(model_asset_path=task), num_faces=1, output_face_blendshapes=True,
                                           min_face_detection_confidence=.3, min_face_presence_confidence=.3)
    rng, rows = np.random.default_rng(seed), []
    with vision.FaceLandmarker.create_from_options(options) as landmarker:
        for number, (grey, points, _) in enumerate(portraits(pictures, labels)):
            if not first <= number < first + count:
                continue
            unit = np.linalg.norm(points[33] - points[263])
            image, place = levelled(grey, points)
            if rng.random() < .75:
                image, place = bent(image, place, unit, rng)
            if rng.random() < .6:
                image = dropped(image, place, unit, rng)
            colour = np.ascontiguousarray(np.repeat(image[:, :, None], 3, 2))
            found = landmarker.detect(mp.Image(image_format=mp.ImageFormat.SRGB, data=colour))
            if found.face_landmarks:
                got = np.array([(q.x, q.y, q.z) for q in found.face_landmarks[0]]) * SIDE
                if np.linalg.norm(got[[33, 263], :2] - place[[33, 263]], axis=1).max() < .1 * unit:
                    rows.append((image, got, [b.score for b in found.face_blendshapes[0]]))
    names = dict(picture=np.uint8, points=np.float32, blendshapes=np.float32)
    np.savez(path, **{k: np.array([row[i] for row in rows], kind) for i, (k, kind) in enumerate(names.items())})
    print(path, len(rows), "of", count)


if __name__ == "__main__":
    cv2.setNumThreads(1)
    main(*sys.argv[1:5], *map(int, sys.argv[5:8]))
