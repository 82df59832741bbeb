"""Pictures of rendered heads (ICT-FaceKit) with exact truth.

    python render_face.py ICT.npz OUT.png [SEED]      a sheet of random heads with their 68 points

A `Scene` says everything about a picture; the same scene gives the same picture.  `random_scene` draws one; `render` returns
the picture (B G R) and the truth.  Camera frame: x right, y down, z away from the camera; the head's rotation is
Rx(pitch) Ry(yaw) Rz(roll) in that frame, the identity looking straight into the camera.
"""

import ctypes
import hashlib
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field

import cv2
import numpy as np

import face_paint
import ict

HAIR, CLOTH, FRAME = 7, 8, 9  # materials beside those of ict.py
EYE_PUSH = 0.3  # eyeballs lie this much deeper (cm) in the depth test, else they pierce closed lids


@dataclass
class Scene:
    identity: np.ndarray = field(default_factory=lambda: np.zeros(60))
    expression: dict = field(default_factory=dict)  # ICT's shape names -> 0..1
    pitch: float = 0.0  # radians; see above
    yaw: float = 0.0
    roll: float = 0.0
    gaze: tuple = (0.0, 0.0)  # eye in head: yaw (to the person's left), pitch (up), radians
    vergence: float = 0.0
    width: int = 192
    height: int = 192
    centre: tuple = (95.5, 95.5)  # where the middle of the 68 points (neutral) goes, pixels
    scale: float = 6.0  # pixels per centimetre there; outer eye corners are 9 cm apart
    distance: float = 60.0  # camera to head, cm
    look: dict = field(default_factory=dict)  # see face_paint.random_look; missing entries take defaults
    seed: int = 0  # of paint, noise and background
    supersample: int = 2


def library():
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "rasteriser.c")
    with open(source, "rb") as file:
        name = "facsimile-rasteriser-" + hashlib.sha256(file.read()).hexdigest()[:16] + ".so"
    path = os.path.join(tempfile.gettempdir(), name)
    if not os.path.exists(path):
        part = path + str(os.getpid())
        subprocess.run(
            [os.environ.get("CC", "cc").split()[-1], "-O3", "-ffp-contract=off", "-shared", "-fPIC", source, "-o", part, "-lm"],
            check=True,
        )
        os.replace(part, path)
    return ctypes.CDLL(path)


LIBRARY = None


def pointer(array):
    return array.ctypes.data_as(ctypes.c_void_p)


class Buffers:
    """What is seen at each (supersampled) pixel: triangle, place in it, depth."""

    def __init__(self, width, height):
        global LIBRARY
        LIBRARY = LIBRARY or library()
        self.width, self.height = width, height
        self.depth = np.full((height, width), 1e9, np.float32)
        self.which = np.full((height, width), -1, np.int32)
        self.where = np.zeros((height, width, 2), np.float32)

    def draw(self, vertices, triangles, first=0):
        LIBRARY.raster(
            pointer(vertices),
            pointer(triangles),
            len(triangles),
            first,
            self.width,
            self.height,
            pointer(self.depth),
            pointer(self.which),
            pointer(self.where),
        )

    def gather(self, triangles, attributes):
        attributes = np.ascontiguousarray(attributes, np.float32)
        out = np.zeros((self.height, self.width, attributes.shape[1]), np.float32)
        LIBRARY.gather(
            pointer(triangles),
            self.width * self.height,
            pointer(self.which),
            pointer(self.where),
            pointer(attributes),
            attributes.shape[1],
            pointer(out),
        )
        return out


def rotation(pitch, yaw, roll):
    cx, sx, cy, sy, cz, sz = np.cos(pitch), np.sin(pitch), np.cos(yaw), np.sin(yaw), np.cos(roll), np.sin(roll)
    x = np.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])
    y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    z = np.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]])
    return x @ y @ z


class Camera:
    def __init__(self, scene, model):
        self.rotation = rotation(scene.pitch, scene.yaw, scene.roll)
        self.turn = self.rotation @ np.diag([1.0, -1.0, -1.0])  # from the model's frame (y up, z forward)
        self.origin = model.centre.astype(np.float64)
        self.focal = scene.scale * scene.distance
        self.middle = np.array([(scene.width - 1) / 2, (scene.height - 1) / 2])
        shift = (np.array(scene.centre) - self.middle) / scene.scale
        self.position = np.array([shift[0], shift[1], scene.distance])

    def project(self, points):
        """Pixels and depth in cm."""
        seen = (points - self.origin) @ self.turn.T + self.position
        flat = seen[:, :2] * (self.focal / np.maximum(seen[:, 2:], 1)) + self.middle
        return np.c_[flat, seen[:, 2]]


def render(scene, model=None):
    """Truth by name: image (B G R), points68 (68, 3) and points468 (x, y in pixels, z in pixels as MediaPipe's: relative to the
    head, smaller is nearer), vertices (projected), rotation, position (cm), gaze (yaw, pitch per eye: left, right), iris
    (left, right: x, y), expression, mask of the head, sizes of the eyes' visible parts."""
    model = model or ict.load()
    rng = np.random.default_rng(scene.seed)
    look = face_paint.complete(scene.look)
    vertices, eyes = model.head(scene.identity, scene.expression, scene.gaze, scene.vergence)
    camera = Camera(scene, model)
    truth_vertices = camera.project(vertices)
    hair = face_paint.hair_mask(model, look)
    grown = vertices + model.normals * (hair * look["hair_height"])[:, None]
    parts = [(grown, model.triangles, model.material)] + face_paint.extra_meshes(model, vertices, look, rng)
    vertices3d, triangles, material = joined(parts)
    projected = camera.project(vertices3d)
    for a, b in (ict.LEFT_EYE, ict.RIGHT_EYE):
        projected[a:b, 2] += EYE_PUSH
    ss = scene.supersample
    buffers = Buffers(scene.width * ss, scene.height * ss)
    screen = to_screen(projected, ss)
    buffers.draw(screen, triangles)
    normal = ict.normals(vertices3d, triangles) @ camera.turn.T
    attributes = np.zeros((len(vertices3d), 7), np.float32)
    attributes[:, :3] = normal
    attributes[: len(model.neutral), 3:6] = model.neutral
    attributes[len(model.neutral) :, 3:6] = vertices3d[len(model.neutral) :]
    for (a, b), eye in zip((ict.LEFT_EYE, ict.RIGHT_EYE), eyes):
        attributes[a:b, 3:6] = eye["local"]
    attributes[: len(hair), 6] = hair
    picture, seen = face_paint.shade(buffers, triangles, material, attributes, look, rng, model)
    picture = face_paint.overlays(picture, buffers, screen, camera, model, vertices, look, rng, to_screen, ss)
    if ss > 1:
        picture = cv2.resize(picture, (scene.width, scene.height), interpolation=cv2.INTER_AREA)
    image = face_paint.finished(picture, look, rng)
    flat = truth_vertices.copy()
    flat[:, 2] = (flat[:, 2] - scene.distance) * scene.scale
    truth = dict(
        image=image,
        vertices=flat,
        points68=flat[ict.ICT68],
        rotation=camera.rotation,
        position=camera.position,
        gaze=np.array([eye["gaze"] for eye in eyes]),
        expression=dict(scene.expression),
        scene=scene,
        iris=np.array([camera.project(eye["iris"][None])[0, :2] for eye in eyes]),
        focal=camera.focal,
        eye_area=[float((seen == m).sum()) / ss**2 for m in (ict.EYE_L, ict.EYE_R)],
    )
    if model.mesh468 is not None:
        truth["points468"] = flat[model.mesh468]
    head = ((seen >= 0) & (seen != CLOTH)).astype(np.float32)
    truth["mask"] = cv2.resize(head, (scene.width, scene.height), interpolation=cv2.INTER_AREA) if ss > 1 else head
    return truth


def joined(parts):
    vertices, triangles, material, count = [], [], [], 0
    for v, t, m in parts:
        vertices.append(v)
        triangles.append(t + count)
        material.append(np.full(len(t), m, np.int32) if np.isscalar(m) else m)
        count += len(v)
    return (
        np.concatenate(vertices).astype(np.float64),
        np.ascontiguousarray(np.concatenate(triangles), np.int32),
        np.concatenate(material),
    )


def to_screen(projected, supersample):
    out = projected.astype(np.float32)
    out[:, :2] = (out[:, :2] + 0.5) * supersample - 0.5
    return np.ascontiguousarray(out)


# --- random scenes -------------------------------------------------------------------------------------------------------

MOUTH = ["mouthDimple", "mouthFrown", "mouthLowerDown", "mouthPress", "mouthSmile", "mouthStretch", "mouthUpperUp"]
# fmt: off
MOUTH_WHOLE = ["mouthFunnel", "mouthPucker", "mouthRollLower", "mouthRollUpper", "mouthShrugLower", "mouthShrugUpper",
    "mouthLeft", "mouthRight", "jawLeft", "jawRight", "jawForward"]
# fmt: on
BROWS = ["browDown", "browInnerUp", "browOuterUp"]
CHEEKS = ["cheekPuff", "cheekRaiser", "cheekSquint", "noseSneer"]


def put(expression, rng, name, amount):
    """Both sides alike, a little unlike, or one side only."""
    kind = rng.random()
    a, b = (1, 1) if kind < 0.5 else (1, rng.uniform(0.4, 1)) if kind < 0.75 else (1, 0)
    if rng.random() < 0.5:
        a, b = b, a
    expression[name + "_L"] = max(expression.get(name + "_L", 0), amount * a)
    expression[name + "_R"] = max(expression.get(name + "_R", 0), amount * b)


def random_lids(rng):
    def lid():
        u = rng.random()
        return rng.uniform(-0.1, 0.15) if u < 0.5 else rng.uniform(0.15, 0.85) if u < 0.78 else rng.uniform(0.85, 1.05)

    right = lid()
    left = right if rng.random() < 0.78 else lid()
    expression = {"eyeBlink_L": left, "eyeBlink_R": right}
    for side in "LR":
        if rng.random() < 0.3:
            expression["eyeSquint_" + side] = rng.random()
        if expression["eyeBlink_" + side] < 0.3 and rng.random() < 0.25:
            expression["eyeWide_" + side] = rng.random()
    return expression


def random_expression(rng):
    if rng.random() < 0.08:
        return {}
    expression = random_lids(rng)
    amount = lambda: float(rng.beta(1.3, 1.1))
    preset = rng.random()
    if preset < 0.2:  # a smile, often with cheeks
        a = amount()
        put(expression, rng, "mouthSmile", a)
        if rng.random() < 0.6:
            put(expression, rng, "cheekSquint", a * rng.uniform(0.3, 1))
            put(expression, rng, "eyeSquint", a * rng.uniform(0.2, 0.8))
        if rng.random() < 0.5:
            put(expression, rng, "mouthUpperUp", a * rng.uniform(0.1, 0.6))
            put(expression, rng, "mouthLowerDown", a * rng.uniform(0.1, 0.6))
    elif preset < 0.85:
        for name in rng.choice(MOUTH + MOUTH_WHOLE, rng.integers(1, 4), replace=False):
            name = str(name)
            if name in MOUTH_WHOLE:
                expression[name] = amount()
            else:
                put(expression, rng, name, amount())
    if rng.random() < 0.45:
        expression["jawOpen"] = float(rng.beta(1.0, 1.6))
        if rng.random() < 0.2:
            expression["mouthClose"] = expression["jawOpen"] * rng.uniform(0.3, 1)
    if rng.random() < 0.5:
        for name in rng.choice(BROWS, rng.integers(1, 3), replace=False):
            put(expression, rng, str(name), amount())
    if rng.random() < 0.35:
        put(expression, rng, str(rng.choice(CHEEKS)), amount())
    return expression


def random_scene(rng, size=192, filling=0.5):
    """A head whose face takes about `filling` of the picture's side."""
    wide = rng.random()
    spread = (0.25, 0.15) if wide < 0.5 else (0.55, 0.3)
    yaw = float(np.clip(rng.normal(0, spread[0]), -1.1, 1.1))
    pitch = float(np.clip(rng.normal(0, spread[1]), -0.65, 0.65))
    distance = float(np.exp(rng.uniform(np.log(38), np.log(130))))
    return Scene(
        identity=rng.normal(0, 0.85, 60),
        expression=random_expression(rng),
        pitch=pitch,
        yaw=yaw,
        roll=float(rng.normal(0, 0.12)),
        vergence=float(abs(rng.normal(0, 0.03))),
        gaze=(float(np.clip(rng.normal(0, 0.24), -0.66, 0.66)), float(np.clip(rng.normal(-0.03, 0.17), -0.5, 0.45))),
        width=size,
        height=size,
        centre=tuple((size - 1) / 2 + rng.normal(0, 0.03, 2) * size),
        scale=size * filling / 16.5 * float(np.exp(rng.normal(0, 0.06))),
        distance=distance,
        look=face_paint.random_look(rng),
        seed=int(rng.integers(1 << 30)),
    )


def main():
    path, out, seed = sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 0
    import time

    model, rng, tiles = ict.load(path), np.random.default_rng(seed), []
    started = time.process_time()
    for _ in range(40):
        truth = render(random_scene(rng, 240, 0.55), model)
        tiles.append((truth["image"], truth["points68"], truth["iris"]))
    print("%.1f ms a picture" % ((time.process_time() - started) * 1e3 / 40))
    sheet = []
    for k, (image, points, iris) in enumerate(tiles):
        if k % 2:
            for x, y, _ in points:
                cv2.circle(image, (int(round(x)), int(round(y))), 1, (0, 255, 0), -1)
            for x, y in iris:
                cv2.circle(image, (int(round(x)), int(round(y))), 2, (0, 0, 255), -1)
        sheet.append(image)
    cv2.imwrite(out, np.vstack([np.hstack(sheet[i * 8 : i * 8 + 8]) for i in range(5)]))


if __name__ == "__main__":
    main()
