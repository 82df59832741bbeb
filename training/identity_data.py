"""Renders for the identity net: every head several times, with another pose, expression, gaze and light.

  python identity_data.py ICT.npz OUT.npz HEADS SEED

Writes `crops` (n, 176, 176) grey, `points` (n, 68, 2) in their pixels and `head` (n), which head it is.  The light, the camera
and the background change; shape, skin, hair and beard stay, glasses mostly.
"""
import dataclasses
import sys

import cv2
import numpy as np

import ict
import render_face

SIDE = 176
VIEWS = 4
CHANGING = ("lights", "ambient", "gamma", "gain", "gloss", "crevice", "pupil", "lash", "liner")
PASSING = ("blobs", "shadow", "strands")  # things before the face: not of the head, but of the picture


def views(rng):
    """Scenes of one head."""
    first = render_face.random_scene(rng, SIDE, 0.52)
    for k in range(VIEWS):
        other = render_face.random_scene(rng, SIDE, 0.52)
        look = {name: value for name, value in first.look.items() if name not in PASSING}
        look.update((name, value) for name, value in other.look.items() if name in CHANGING + PASSING)
        yield dataclasses.replace(other, identity=first.identity, look=look, seed=first.seed)


def main():
    path, out, heads, seed = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    model, rng = ict.load(path), np.random.default_rng(seed)
    crops, points, head = [], [], []
    for k in range(heads):
        for scene in views(rng):
            truth = render_face.render(scene, model)
            crops.append(cv2.cvtColor(truth["image"], cv2.COLOR_BGR2GRAY))
            points.append(truth["points68"][:, :2].astype(np.float32))
            head.append(k)
    np.savez_compressed(out, crops=np.array(crops, np.uint8), points=np.array(points), head=np.array(head))


if __name__ == "__main__":
    main()
