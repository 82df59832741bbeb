"""Renders of single action units with MediaPipe's labels, from which calibrate_aus.py takes its scales.

    python render_aus.py ICT.npz face_landmarker.task OUT.npz [IDENTITIES] [SEED]

Per identity, with the same pose, light and paint: the neutral face, and each action unit's shape at 1.0 on both sides, on the left,
on the right, and at 0.5 on both sides.  Needs render_face.py, ict.py and face_paint.py beside it, and mediapipe.
"""
import sys

import cv2
import mediapipe as mp
import numpy as np
from mediapipe.tasks import python as tasks
from mediapipe.tasks.python import vision

import face_paint
import ict
import render_face

# action unit -> the ICT shapes that stand for it.  Of 06 the cheek raiser comes with a smile, since it is measured with one.
SHAPES = {"01": ["browInnerUp"], "02": ["browOuterUp"], "04": ["browDown"], "05": ["eyeWide"], "06": ["cheekSquint", "mouthSmile"],
          "07": ["eyeSquint"], "09": ["noseSneer"], "10": ["mouthUpperUp"], "12": ["mouthSmile"], "14": ["mouthDimple"],
          "15": ["mouthFrown"], "17": ["mouthShrugLower", "mouthShrugUpper"], "20": ["mouthStretch"], "23": ["mouthPress"],
          "25": ["mouthLowerDown", "mouthUpperUp"], "26": ["jawOpen"], "45": ["eyeBlink"]}
NEUTRAL = ("", "B", 0.0)


def expression(model, au, side, amount):
    made = {}
    for shape in SHAPES.get(au, []):
        for half in "LR":
            if side in ("B", half) and shape + "_" + half in model.names:
                made[shape + "_" + half] = amount
        if shape in model.names and side == "B":
            made[shape] = amount
    return made


def clear_look(rng):
    """Any face and light, but nothing in front of the face, and brows that can be seen."""
    look = face_paint.random_look(rng)
    for hides in ("curtain", "fringe", "glasses", "blobs", "shadow"):
        look.pop(hides, None)
    look.update(strands=0, beard=0, moustache=0, brow=rng.uniform(0.6, 0.95), brow_width=rng.uniform(0.5, 0.9), brow_shift=0.1)
    return look


def pictures(model):
    """(action unit, side, amount) of the pictures of an identity."""
    yield NEUTRAL
    for au in SHAPES:
        for side, amount in (("B", 1.0), ("L", 1.0), ("R", 1.0), ("B", 0.5)):
            if expression(model, au, side, amount):
                yield au, side, amount


def main():
    path, task, out = sys.argv[1:4]
    identities = int(sys.argv[4]) if len(sys.argv) > 4 else 24
    seed = int(sys.argv[5]) if len(sys.argv) > 5 else 1
    cv2.setNumThreads(1)
    model, rng = ict.load(path), np.random.default_rng(seed)
    options = vision.FaceLandmarkerOptions(base_options=tasks.BaseOptions(model_asset_path=task), output_face_blendshapes=True,
                                           running_mode=vision.RunningMode.IMAGE, num_faces=1)
    rows = []
    with vision.FaceLandmarker.create_from_options(options) as landmarker:
        for identity in range(identities):
            common = dict(identity=rng.normal(0, 0.75, 60), yaw=float(rng.normal(0, 0.12)), pitch=float(rng.normal(0, 0.08)),
                          roll=float(rng.normal(0, 0.05)), width=256, height=256, centre=(127.5, 127.5), scale=256 * 0.55 / 16.5,
                          look=clear_look(rng), seed=int(rng.integers(1 << 30)))
            for au, side, amount in pictures(model):
                scene = render_face.Scene(expression=expression(model, au, side, amount), **common)
                image = render_face.render(scene, model)["image"]
                found = landmarker.detect(mp.Image(image_format=mp.ImageFormat.SRGB, data=np.ascontiguousarray(image[:, :, ::-1])))
                if found.face_landmarks:
                    points = [(p.x * 256 - 0.5, p.y * 256 - 0.5, p.z * 256) for p in found.face_landmarks[0]]
                    rows.append((identity, au, side, amount, points, [s.score for s in found.face_blendshapes[0]]))
    identity, au, side, amount, points, shapes = zip(*rows)
    np.savez_compressed(out, identity=identity, au=au, side=side, amount=amount, points=np.array(points, np.float32),
                        shapes=np.array(shapes, np.float32))
    print(len(rows), "pictures with a face")


if __name__ == "__main__":
    main()
