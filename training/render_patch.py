"""Renders of ICT-FaceKit heads for the patch nets: eyes with a gaze of their own, and faces with varied mouths.

A head is drawn into a buffer of normals, materials and places on the neutral head (render_patch.c); light, skin and hair are
then painted per pixel.  The skin's albedo is looked up by (|x|, y) on the neutral head, so that brows and lips move with it.

  python render_patch.py eyes  ICT.npz OUT.npz HEADS SEED
  python render_patch.py mouth ICT.npz OUT.npz HEADS SEED face_landmarker.task
"""
import ctypes
import os
import subprocess
import sys
import tempfile

import cv2
import numpy as np

import crop

SKIN, SOCKET, LEFT_EYE, RIGHT_EYE, LASH, MOUTH, GUM, TEETH = range(8)
PARTS = ((0, SKIN), (11248, MOUTH), (13294, SOCKET), (14062, GUM), (17039, TEETH), (21451, LEFT_EYE), (23021, RIGHT_EYE),
         (24591, -1), (25351, LASH), (26719, -1))  # first vertex of each part
# Edges of the lids on the right and the left half, from the outer to the inner corner.
UPPER = ([1507, 1546, 1545, 1933, 1544, 1543, 1542, 1541, 1540, 1962, 1990, 1538, 1930, *range(1537, 1527, -1)],
         [3721, 3760, 3759, 4133, 3758, 3757, 3756, 3755, 3754, 4162, 4190, 3752, 4130, *range(3751, 3741, -1)])
LOWER = ([1507, 2243, 1623, *range(1508, 1528), 2234, 1528], [3721, 4434, 3832, *range(3722, 3742), 4425, 3742])
# Where MediaPipe's lid points lie on these edges, as fractions of their length (mean of the portraits).
UPPER_PART = (0, .097, .187, .305, .458, .615, .781, .918, 1)
LOWER_PART = (0, .112, .216, .348, .52, .69, .845, .95, 1)
BROW = [268, 493, 1914, 2044, 1401]
LIPS = [5708, 5695, 2081, 0, 4275, 6200, 6213, 6346, 6461, 5518, 5957, 5841]
CANVAS = 1.5  # canvases hold this many pixels for one of the patch, and 4 / 3 of its extent
EYE_CANVAS = (96, 72)
FACE_SIDE = 240  # side of a rendered face
FINE = 2  # pictures are rendered with FINE x FINE samples per pixel


def library():
    here = os.path.dirname(os.path.abspath(__file__))
    path = os.path.join(tempfile.mkdtemp(), "render_patch.so")
    subprocess.run(["gcc", "-O3", "-march=native", "-shared", "-fPIC", os.path.join(here, "render_patch.c"), "-o", path,
                    "-lm"], check=True)
    return ctypes.CDLL(path)


def pointer(array):
    return array.ctypes.data_as(ctypes.c_void_p)


def turn(yaw, pitch, roll=0.0):
    """Yaw to +x, pitch down, roll; axes x right, y up, z to the camera."""
    (cy, sy), (cp, sp), (cr, sr) = ((np.cos(a), np.sin(a)) for a in (yaw, pitch, roll))
    return (np.array([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]]) @ np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
            @ np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]]))


def cubic(rng, cells, shape):
    return cv2.resize(rng.normal(0, 1, (cells, cells)).astype(np.float32), shape[::-1], interpolation=cv2.INTER_CUBIC)


class Model:
    """The ICT head, or the part of it that is seen in eye patches."""

    def __init__(self, path, eyes_only):
        z = np.load(path)
        neutral = z["neutral"].astype(np.float32)
        part = np.full(len(neutral), -1)
        for (start, kind), (end, _) in zip(PARTS[:-1], PARTS[1:]):
            part[start:end] = kind
        keep = part >= 0
        if eyes_only:
            keep[:9409] &= (neutral[:9409, 1] > -2.5) & (neutral[:9409, 2] > 1.5)
            keep[9409:13294] = keep[14062:21451] = False
        self.old = np.flatnonzero(keep)
        self.new = np.full(len(neutral), -1)
        self.new[keep] = np.arange(keep.sum())
        self.neutral = neutral[keep]
        self.shapes = {k: z["exp"][i][keep].astype(np.float32) for i, k in enumerate(z["names"])}
        self.identities = z["ident"][:, keep].astype(np.float32)
        quads = z["faces"]
        triangles = np.concatenate([quads[:, :3], quads[quads[:, 3] >= 0][:, [0, 2, 3]]])
        triangles = triangles[keep[triangles].all(1)]
        kind = part[triangles[:, 0]].astype(np.int32)
        triangles = self.new[triangles].astype(np.int32)
        self.part = part[keep]
        self.lash = np.ascontiguousarray(triangles[kind == LASH])
        self.solid, self.kind = np.ascontiguousarray(triangles[kind != LASH]), np.ascontiguousarray(kind[kind != LASH])
        self.rings = [self.ring(neutral, side) for side in (0, 1)]
        edge = neutral[sum((*UPPER, *LOWER), [])]
        self.lid_distance = np.full(len(self.neutral), 9, np.float32)
        near = self.part == LASH
        self.lid_distance[near] = np.linalg.norm(self.neutral[near][:, None] - edge[None], axis=2).min(1)
        self.full = neutral

    def ring(self, neutral, side):
        """The 16 lid points as pairs of vertices and a weight."""
        def along(path, parts):
            length = np.r_[0, np.cumsum(np.linalg.norm(np.diff(neutral[path], axis=0), axis=1))]
            length /= length[-1]
            at = np.clip(np.searchsorted(length, parts, side="right") - 1, 0, len(path) - 2)
            weight = (parts - length[at]) / (length[at + 1] - length[at])
            return np.stack([self.new[np.array(path)[at]], self.new[np.array(path)[at + 1]]], 1), weight
        (upper, uw), (lower, lw) = along(UPPER[side], np.array(UPPER_PART)), along(LOWER[side], np.array(LOWER_PART))
        return np.concatenate([upper, lower[-2:0:-1]]), np.concatenate([uw, lw[-2:0:-1]])[:, None]

    def lids(self, points, side):
        pairs, weight = self.rings[side]
        return points[pairs[:, 0]] * (1 - weight) + points[pairs[:, 1]] * weight

    def person(self, rng, spread):
        return self.neutral + np.tensordot(rng.normal(0, spread, len(self.identities)).astype(np.float32), self.identities, 1)


def eye_expression(rng):
    """Blinks of all degrees, mostly of both eyes, and what moves the skin around the eyes."""
    def lid():
        u = rng.random()
        return rng.uniform(-.1, .15) if u < .42 else rng.uniform(.15, .85) if u < .75 else rng.uniform(.85, 1.05)
    e = {"eyeBlink_R": lid()}
    e["eyeBlink_L"] = e["eyeBlink_R"] if rng.random() < .75 else lid()
    for side in "LR":
        if rng.random() < .35:
            e["eyeSquint_" + side] = rng.random()
        if e["eyeBlink_" + side] < .3 and rng.random() < .3:
            e["eyeWide_" + side] = rng.random()
        for shape in ("cheekSquint_", "cheekRaiser_"):
            if rng.random() < .2:
                e[shape + side] = rng.random()
    for shape in ("browDown", "browInnerUp", "browOuterUp", "mouthSmile", "noseSneer"):
        if rng.random() < .3:
            e[shape + "_L"] = rng.random()
            e[shape + "_R"] = e[shape + "_L"] * rng.uniform(.7, 1)
    return e


def mouth_expression(rng):
    """One to five shapes of the lower face at once, often different on the two sides; the jaw often open."""
    e = {}
    both = ("mouthSmile", "mouthSmile", "mouthFrown", "mouthDimple", "mouthPress", "mouthStretch", "mouthUpperUp",
            "mouthLowerDown", "cheekPuff", "cheekSquint", "noseSneer", "cheekRaiser")
    single = ("mouthPucker", "mouthFunnel", "mouthRollUpper", "mouthRollLower", "mouthShrugUpper", "mouthShrugLower",
              "mouthLeft", "mouthRight", "jawLeft", "jawRight", "jawForward")
    if rng.random() < .55:
        e["jawOpen"] = rng.beta(1, 1.6)
        if rng.random() < .15:
            e["mouthClose"] = e["jawOpen"] * rng.uniform(.5, 1)
    if rng.random() < .9:
        for shape in rng.choice(both + single, rng.integers(1, 5), replace=False):
            size = rng.beta(1.2, 1.2)
            if shape in both:
                sides, weak = rng.random(), rng.random() ** 2  # half of them on one side in the main
                e[shape + "_L"] = size * (weak if sides < .25 else 1)
                e[shape + "_R"] = size * (weak if sides > .75 else rng.uniform(.85, 1.1))
            else:
                e[shape] = size
    lid = rng.choice([0, rng.random(), 1], p=[.7, .2, .1])
    e["eyeBlink_L"] = e["eyeBlink_R"] = lid
    for shape in ("browDown", "browInnerUp", "browOuterUp"):
        if rng.random() < .25:
            e[shape + "_L"] = e[shape + "_R"] = rng.random()
    return e


class Texture:
    """Albedo of the skin, relative to its mean, over (|x|, y) of the neutral head."""

    def __init__(self, model, rng, eyes_only):
        self.left, self.top, self.scale = (-.6, 8.2, 32) if eyes_only else (-1.0, 11.0, 22)
        self.shape = (256, 256) if eyes_only else (484, 242)
        self.rng, self.model = rng, model
        unit = self.scale / 32
        t = np.ones(self.shape, np.float32)
        for most, cells in ((.07, 8), (.06, 24), (.08, 90)):
            t *= 1 + rng.uniform(0, most) * cubic(rng, cells, self.shape)
        if rng.random() < .3:
            for _ in range(rng.integers(5, 60)):
                place = tuple(int(rng.integers(0, n)) for n in self.shape[::-1])
                cv2.circle(t, place, int(rng.integers(1, 3)), float(rng.uniform(.5, .9)), -1)
        upper, lower = self.place(UPPER[0]), self.place(LOWER[0])
        t *= self.shadow(upper, -rng.uniform(8, 30) * unit, .5, -.5, .35)
        t *= self.shadow(lower, rng.uniform(6, 30) * unit, .5, -.4, .2)
        for _ in range(rng.integers(0, 4)):
            edge, sign = (upper, -1) if rng.random() < .5 else (lower, 1)
            t *= 1 - self.line(edge + [rng.normal(0, 2), sign * rng.uniform(5, 20) * unit], 3, .8) * rng.uniform(.1, .5)
        if rng.random() < .55:
            t *= 1 - self.line(upper, 5, .7) * rng.uniform(.3, .95)
            if rng.random() < .4:
                t *= 1 - self.line(lower, 3, .7) * rng.uniform(.3, .95)
        t *= self.brow(unit)
        if not eyes_only:
            t *= self.mouth()
        self.values = t.clip(.02, 1.8)

    def grid(self, xy):
        return np.stack([(np.abs(xy[..., 0]) - self.left) * self.scale, (self.top - xy[..., 1]) * self.scale], -1).astype(np.float32)

    def place(self, vertices):
        return self.grid(self.model.full[vertices])

    def shadow(self, edge, height, chance, low, high):
        if self.rng.random() >= chance:
            return 1.0
        mask = np.zeros(self.shape, np.float32)
        cv2.fillPoly(mask, [np.r_[edge, (edge + [0, height])[::-1]].astype(np.int32)], 1.0)
        return 1 + cv2.GaussianBlur(mask, (0, 0), self.rng.uniform(2, 6)) * self.rng.uniform(low, high)

    def line(self, edge, width, blur):
        mask = np.zeros(self.shape, np.float32)
        cv2.polylines(mask, [edge.astype(np.int32)], False, 1.0, int(self.rng.integers(1, width)), cv2.LINE_AA)
        return cv2.GaussianBlur(mask, (0, 0), blur)

    def hairs(self, count, start, step):
        mask = np.zeros(self.shape, np.float32)
        for _ in range(count):
            p = start()
            q = p + step()
            cv2.line(mask, tuple(p.astype(int).tolist()), tuple(q.astype(int).tolist()), 1.0, 1, cv2.LINE_AA)
        return cv2.GaussianBlur(mask, (0, 0), .7)

    def brow(self, unit):
        rng = self.rng
        path = self.place(BROW) + rng.normal(0, .12, 2) * self.scale * [.5, 1]
        thick = rng.uniform(4, 16) * unit
        if rng.random() < .5:
            def start():
                s = rng.uniform(0, 3.99)
                k = int(s)
                return path[k] * (1 - s + k) + path[k + 1] * (s - k) + rng.normal(0, .35, 2) * [1, thick]
            def step():
                angle = rng.normal(.5, .3)
                return rng.uniform(4, 12) * unit * np.array([np.cos(angle), np.sin(angle)]) * [1, -1]
            mask = self.hairs(int(rng.uniform(60, 250)), start, step)
        else:
            mask = np.zeros(self.shape, np.float32)
            cv2.polylines(mask, [path.astype(np.int32)], False, 1.0, max(1, int(thick * 1.6)), cv2.LINE_AA)
            mask = cv2.GaussianBlur(mask, (0, 0), rng.uniform(1, 3)) * (.8 + .3 * cubic(rng, 60, self.shape))
        return 1 - mask.clip(0, 1) * rng.uniform(.05, .9)

    def mouth(self):
        """Colour of the lips, beards of all lengths, folds beside nose and mouth."""
        rng = self.rng
        half = self.place(LIPS[3:7] + LIPS[6:10])
        half = np.r_[half, [[self.scale * (0 - self.left - 1), half[-1, 1]], [self.scale * (0 - self.left - 1), half[0, 1]]]]
        lips = np.zeros(self.shape, np.float32)
        cv2.fillPoly(lips, [half.astype(np.int32)], 1.0)
        t = 1 + cv2.GaussianBlur(lips, (0, 0), rng.uniform(.6, 2)) * rng.uniform(-.6, .08)
        y, x = np.mgrid[: self.shape[0], : self.shape[1]].astype(np.float32)
        x, y = x / self.scale + self.left, self.top - y / self.scale
        if rng.random() < .35:
            soft = lambda v: 1 / (1 + np.exp(-4 * v))
            mask = np.zeros(self.shape, np.float32)
            if rng.random() < .7:  # moustache
                mask = np.maximum(mask, soft(y + 2.75 + .1 * x) * soft(-1.45 - y - .35 * x + rng.uniform(-.2, .3)) * soft(rng.uniform(1.8, 3) - x))
            if rng.random() < .6:  # chin, or the whole jaw
                wide = rng.choice([rng.uniform(.8, 2.5), 12])
                mask = np.maximum(mask, soft(-4.5 - y + .12 * x * x + rng.normal(0, .2)) * soft(wide - x))
            hair = (.7 + rng.uniform(.1, .5) * cubic(rng, 120, self.shape)).clip(0, 1.2)
            t *= 1 + mask * (1 - lips) * hair * (rng.uniform(-.9, -.15) if rng.random() < .75 else rng.uniform(.1, .8))
        for _ in range(rng.integers(0, 3)):  # from the nose's wing past the corner of the mouth
            path = np.array([[1.5, -.6], [2.3, -1.6], [2.9, -2.8], [3.0, -4.2]]) + rng.normal(0, .2, (4, 2))
            t *= 1 - self.line(self.grid(path)[: rng.integers(2, 5)], 4, rng.uniform(.8, 2.5)) * rng.uniform(.1, .45)
        return t

    def look(self, x, y):
        at = self.grid(np.stack([x, y], -1))
        return cv2.remap(self.values, at[..., 0], at[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)


class Head:
    """One person with an expression, a gaze and a look; `picture` draws it into any window."""

    def __init__(self, model, rng, eyes_only, lib):
        self.model, self.rng, self.lib, self.eyes_only = model, rng, lib, eyes_only
        self.expression = eye_expression(rng) if eyes_only else mouth_expression(rng)
        self.squeeze = tuple(self.expression[f"eyeBlink_{side}"] for side in "RL")
        points = model.person(rng, .8)
        self.aim(points, *self.gaze_angles())
        self.pose()
        self.light()

    def gaze_angles(self):
        rng = self.rng
        yaw = np.radians(np.clip(rng.normal(0, 14), -38, 38))
        pitch = np.radians(np.clip(rng.normal(-3, 10), -28, 25))
        return yaw, pitch, np.radians(abs(rng.normal(0, 2)))

    def aim(self, points, yaw, pitch, vergence):
        """ICT's eyeLook shapes move the lids only: the eyeballs are turned here.  They are larger than real ones, so that they
        turn by less than the gaze for the iris to end up in the right place."""
        model, e, lag = self.model, self.expression, self.rng.uniform(.5, 1)
        balls = []
        for side, name, sign in ((RIGHT_EYE, "R", -1), (LEFT_EYE, "L", 1)):
            y = yaw - sign * vergence
            e[f"eyeLook{'Out' if y * sign > 0 else 'In'}_{name}"] = min(abs(y) / np.radians(38), 1)
            e[f"eyeLook{'Up' if pitch > 0 else 'Down'}_{name}"] = min(abs(pitch) / np.radians(30), 1) * lag
            e["eyeBlink_" + name] *= 1 - .25 * e.get("eyeLookDown_" + name, 0)  # looking down closes the lid in part
            ball = points[model.part == side]
            balls.append((side, y, (ball.max(0) + ball.min(0)) / 2, (ball[:, 0].max() - ball[:, 0].min()) / 2))
        for name, size in e.items():
            points = points + np.float32(size) * model.shapes[name]
        self.local, self.gaze, self.pupils = np.zeros((len(points), 3), np.float32), [], []
        for side, y, centre, radius in balls:
            where = model.part == side
            rotation = turn(np.arcsin(.7 * np.sin(y)), -np.arcsin(.7 * np.sin(pitch)))
            direction = (points[where] - centre) / radius
            self.local[where] = direction
            points[where] = direction @ rotation.T * radius * .985 + centre - [0, 0, .02]
            self.gaze.append((y, pitch))
            self.pupils.append(centre + rotation @ [0, 0, radius * .97])
        self.points = points.astype(np.float32)

    def pose(self):
        rng = self.rng
        spread = (.33, .2) if self.eyes_only else (.3, .18)
        self.yaw, self.pitch = np.clip(rng.normal(0, spread[0]), -.85, .85), np.clip(rng.normal(0, spread[1]), -.5, .5)
        self.rotation = turn(self.yaw, self.pitch, rng.normal(0, .12))
        self.distance = rng.uniform(35, 110)
        self.seen = self.project(self.points)
        e1 = self.points[self.model.solid[:, 1]] - self.points[self.model.solid[:, 0]]
        e2 = self.points[self.model.solid[:, 2]] - self.points[self.model.solid[:, 0]]
        across = np.cross(e1, e2)
        normal = np.zeros_like(self.points)
        for k in range(3):
            for axis in range(3):
                normal[:, axis] += np.bincount(self.model.solid[:, k], across[:, axis], len(normal))
        normal = (normal / (np.linalg.norm(normal, axis=1, keepdims=True) + 1e-9)) @ self.rotation.T
        eye = np.isin(self.model.part, (LEFT_EYE, RIGHT_EYE))
        self.attributes = np.zeros((len(normal), 6), np.float32)
        self.attributes[:, :3] = normal
        self.attributes[:, 3], self.attributes[:, 4] = np.abs(self.model.neutral[:, 0]), self.model.neutral[:, 1]
        self.attributes[:, 5] = self.model.neutral[:, 2]
        self.attributes[eye, 3:] = self.local[eye]

    def project(self, points):
        turned = (points - np.array([0, 2.5, 8])) @ self.rotation.T
        near = self.distance / (self.distance - turned[:, 2])
        return np.stack([turned[:, 0] * near, -turned[:, 1] * near, -turned[:, 2] * near], 1).astype(np.float32)

    def light(self):
        rng = self.rng
        self.texture = Texture(self.model, rng, self.eyes_only)
        self.albedo, self.iris, self.white = rng.uniform(.08, .75), rng.uniform(.03, .5), rng.uniform(.55, 1)
        self.iris_angle = np.radians(rng.uniform(19.5, 24))
        self.pupil_angle, self.limb = self.iris_angle * rng.uniform(.2, .55), rng.uniform(.3, 1)
        key, fill = rng.normal(0, .6, 3) + [0, .3, .9], rng.normal(0, 1, 3)
        fill[2] = abs(fill[2])
        self.key, self.fill = ((v / np.linalg.norm(v)).astype(np.float32) for v in (key, fill))
        self.half = (self.key + np.array([0, 0, 1], np.float32)) / np.linalg.norm(self.key + [0, 0, 1])
        self.ambient, self.strong, self.weak = rng.uniform(.15, .6), rng.uniform(.1, .8), rng.uniform(0, .5)
        self.gloss, self.gloss_power = rng.uniform(0, .3) * (rng.random() < .6), rng.uniform(8, 40)
        self.lashes = rng.uniform(0, 1) * (rng.random() < .75)
        self.gamma, self.lid_shadow = rng.uniform(.55, 1.1), rng.uniform(0, .7)

    def buffers(self, placed, attributes, triangles, materials, shape, depth=None):
        depth = np.full(shape, 1e9, np.float32) if depth is None else depth
        out, material = np.zeros((*shape, 6), np.float32), np.full(shape, -1, np.int32)
        self.lib.gbuffer(pointer(placed), pointer(attributes), pointer(triangles), pointer(materials), len(triangles),
                         shape[1], shape[0], pointer(depth), pointer(out), pointer(material))
        return depth, out, material

    def picture(self, matrix, width, height):
        """(height, width) float32, 1 = white, of the window that the 2 x 3 matrix maps the projected head into."""
        shape = (height * FINE, width * FINE)
        placed = self.seen.copy()
        placed[:, :2] = (self.seen[:, :2] @ matrix[:, :2].T + matrix[:, 2]) * FINE + (FINE - 1) / 2
        placed[np.isin(self.model.part, (LEFT_EYE, RIGHT_EYE)), 2] += .3  # or they show through closed lids
        placed = np.ascontiguousarray(placed, np.float32)
        depth, out, material = self.buffers(placed, self.attributes, self.model.solid, self.model.kind, shape)
        image = self.shade(out, material)
        if self.lashes > 0:
            image = self.draw_lashes(image, placed, depth, shape)
        eye = (material == LEFT_EYE) | (material == RIGHT_EYE)
        if eye.sum() > 150 and self.eyes_only:
            image = self.draw_glints(image, eye, matrix)
        return cv2.resize(image.astype(np.float32), (width, height), interpolation=cv2.INTER_AREA)

    def shade(self, out, material):
        rng, normal = self.rng, out[..., :3]
        albedo = self.texture.look(out[..., 3], out[..., 4]) * self.albedo
        albedo[material == SOCKET] = self.albedo * .45 + .1
        inside = (material == MOUTH) | (material == GUM)
        albedo[inside] = (self.albedo * .3 + .05) * (material[inside] == GUM) + .05
        teeth = material == TEETH
        albedo[teeth] = rng.uniform(.55, .95)
        eye = (material == LEFT_EYE) | (material == RIGHT_EYE)
        if eye.any():
            albedo[eye] = self.eyeball(out[eye][:, 3:])
        key, fill = (np.maximum(normal @ v, 0) for v in (self.key, self.fill))
        shade = self.ambient + self.strong * key + self.weak * fill
        shade[eye] = self.ambient + .5 * (self.strong * key + self.weak * fill)[eye] + .2 * (self.strong + self.weak)
        cave = inside | teeth  # the deeper behind the lips, the darker
        shade[cave] *= np.exp((out[..., 5][cave] - 11.3) * rng.uniform(.25, .7)).clip(.03, 1)
        gloss = np.where(material == SKIN, np.maximum(normal @ self.half, 0) ** self.gloss_power * self.gloss, 0)
        image = albedo * shade + gloss
        soft = rng.uniform(3, 9)
        over = cv2.GaussianBlur(np.roll((material == SKIN).astype(np.float32), int(soft), 0), (0, 0), soft * .6)
        image = np.where(eye, image * (1 - self.lid_shadow * over), image)
        behind = material < 0
        if behind.any():
            cloud = cv2.resize(rng.random((4, 4)).astype(np.float32), behind.shape[::-1], interpolation=cv2.INTER_CUBIC)
            image[behind] = (rng.uniform(0, 1) + .3 * cloud)[behind]
        return image

    def eyeball(self, direction):
        """White, iris with rays and a dark rim, pupil."""
        rng = self.rng
        direction = direction / (np.linalg.norm(direction, axis=1, keepdims=True) + 1e-6)
        angle, around = np.arccos(direction[:, 2].clip(-1, 1)), np.arctan2(direction[:, 1], direction[:, 0])
        t = angle / self.iris_angle
        rays = 1 + .25 * np.sin(around * rng.integers(5, 19) + rng.uniform(0, 6)) * t
        iris = self.iris * rays * (1 - .5 * self.limb * np.clip((t - .75) / .25, 0, 1))
        inside = 1 / (1 + np.exp(((t - 1) * 18).clip(-50, 50)))
        colour = self.white * (1 - .15 * np.clip(t - 1.6, 0, 1)) * (1 - inside) + iris * inside
        pupil = 1 / (1 + np.exp(((angle - self.pupil_angle) / self.iris_angle * 25).clip(-50, 50)))
        return colour * (1 - pupil) + .015 * pupil

    def draw_lashes(self, image, placed, depth, shape):
        rng, model = self.rng, self.model
        attributes = np.zeros((len(placed), 6), np.float32)
        attributes[:, 0], attributes[:, 1] = model.lid_distance, model.neutral[:, 0]
        kind = np.full(len(model.lash), LASH, np.int32)
        _, out, material = self.buffers(placed, attributes, model.lash, kind, shape, depth + np.float32(.06))
        hairs = np.sin(out[..., 1] * rng.uniform(25, 60) + out[..., 0] * rng.uniform(-8, 8)) > rng.uniform(-.2, .3)
        alpha = (material == LASH) * np.clip(1 - out[..., 0] / rng.uniform(.35, 1.1), 0, 1) * self.lashes * (.45 + .55 * hairs)
        return image * (1 - alpha) + alpha * self.albedo * .08

    def draw_glints(self, image, eye, matrix):
        rng = self.rng
        side = 1 if matrix[0, 0] * matrix[1, 1] < 0 else 0
        pupil = (self.project(self.pupils[side][None])[0, :2] @ matrix[:, :2].T + matrix[:, 2]) * FINE
        for _ in range(rng.integers(0, 3)):
            glint = np.zeros(eye.shape, np.float32)
            place = tuple(int(v) for v in pupil + rng.normal(0, 7, 2))
            cv2.circle(glint, place, int(rng.integers(1, 5)), 1.0, -1, cv2.LINE_AA)
            image = np.where(eye, image + glint * rng.uniform(.2, 1), image)
        return image


class Glasses:
    """A rim round each eye, with a reflection now and then."""

    def __init__(self, rng, yaw):
        self.rng, self.wide = rng, rng.uniform(1.15, 1.95) * 13.5 * np.cos(yaw) ** .7
        self.high, self.power = rng.uniform(.75, 1.25) * 13, rng.uniform(2, 5)
        self.shift, self.thick = rng.normal(0, 2, 2) + [0, 1], rng.uniform(.6, 3.5)
        self.colour, self.tint = rng.choice([rng.uniform(0, .15), rng.uniform(.3, 1)]), rng.uniform(.75, 1)

    def draw(self, image):
        rng, (height, width) = self.rng, image.shape
        y, x = np.mgrid[:height, :width].astype(np.float32)
        fx = np.abs((x - width / 2) / CANVAS - self.shift[0]) / self.wide
        fy = np.abs((y - height / 2) / CANVAS - self.shift[1]) / self.high
        r = (fx ** self.power + fy ** self.power) ** (1 / self.power)
        rim = np.clip(1.3 - np.abs((r - 1) * self.high * CANVAS) / self.thick, 0, 1)
        image = np.where(r < 1, image * self.tint, image) * (1 - rim) + rim * self.colour
        if rng.random() < .4:
            mask = np.zeros(image.shape, np.float32)
            place = tuple(int(v) for v in rng.uniform(0, 1, 2) * [width, height])
            cv2.ellipse(mask, place, tuple(int(v) for v in rng.integers(3, 18, 2)), rng.uniform(0, 180), 0, 360, 1.0, -1, cv2.LINE_AA)
            image = image + cv2.GaussianBlur(mask, (0, 0), 1.5) * (r < 1) * rng.uniform(.1, .7)
        return image


def developed(rng, image, gamma):
    """Shadow of something outside, exposure, gamma; 0..255."""
    height, width = image.shape
    if rng.random() < .2:
        mask = np.zeros(image.shape, np.float32)
        cv2.fillPoly(mask, [(rng.uniform(0, 1, (4, 2)) * [width, height]).astype(np.int32)], 1.0)
        image = image * (1 - cv2.GaussianBlur(mask, (0, 0), rng.uniform(1, 5)) * rng.uniform(.1, .6))
    image = image / max(np.percentile(image, 99), .05) * rng.uniform(.6, 1.15)
    return (image.clip(0, 1) ** gamma * 255).astype(np.uint8)


def eyes(head, rng):
    """Both eyes of a head: canvas, lid ring, iris, gaze (yaw, pitch down; mirrored on the left), all as the net sees them."""
    rings = [head.model.lids(head.seen, side) for side in (0, 1)]
    face = np.zeros((478, 3))
    face[[33, 133]], face[[263, 362]] = rings[0][[0, 8]], rings[1][[0, 8]]
    glasses = Glasses(rng, head.yaw) if rng.random() < .22 else None
    for side in (0, 1):
        centre = face[[263, 362] if side else [33, 133], :2].mean(0)
        matrix = crop.patch_matrix(face, centre, *EYE_CANVAS, crop.EYE_SCALE * CANVAS, bool(side))
        image = head.picture(matrix, *EYE_CANVAS)
        image = developed(rng, glasses.draw(image) if glasses else image, head.gamma)
        lids = rings[side][:, :2] @ matrix[:, :2].T + matrix[:, 2]
        iris = head.project(head.pupils[side][None])[0, :2] @ matrix[:, :2].T + matrix[:, 2]
        yaw, pitch = head.gaze[side]
        name = "RL"[side]
        shapes = [head.expression.get(k + name, 0) for k in ("eyeSquint_", "eyeWide_")]
        yield image, lids, iris, (-yaw if side else yaw, -pitch), [head.squeeze[side], *shapes]


def write_eyes(model, lib, path, heads, seed):
    rng, rows = np.random.default_rng(seed), []
    for _ in range(heads):
        rows += eyes(Head(model, rng, True, lib), rng)
    names = ("canvas", "lids", "iris", "gaze", "shapes")
    kinds = (np.uint8, np.float32, np.float32, np.float32, np.float32)
    np.savez(path, **{name: np.array([row[k] for row in rows], kind) for k, (name, kind) in enumerate(zip(names, kinds))})
    print(path, len(rows))


def face_picture(head, rng):
    """The face alone with its surroundings; the outer eye corners about a third of the side apart."""
    corner = head.project(np.array([[0, 1.2, 8.0]]))[0, :2]
    scale = FACE_SIDE * rng.uniform(.3, .38) / 9.2
    matrix = np.c_[np.eye(2) * scale, FACE_SIDE / 2 + rng.normal(0, 6, 2) - corner * scale]
    mouth = head.seen[head.model.new[[LIPS[0], LIPS[6]]], :2] @ matrix[:, :2].T + matrix[:, 2]
    return developed(rng, head.picture(matrix, FACE_SIDE, FACE_SIDE), head.gamma), mouth


def write_mouths(model, lib, path, heads, seed, task):
    """Faces with MediaPipe's points and blendshapes, and the ICT shapes that made them."""
    import mediapipe as mp
    from mediapipe.tasks.python import BaseOptions, vision

    options = vision.FaceLandmarkerOptions(BaseOptions(model_asset_path=task), num_faces=1, output_face_blendshapes=True,
                                           min_face_detection_confidence=.3, min_face_presence_confidence=.3)
    rng, rows, names = np.random.default_rng(seed), [], sorted(model.shapes)
    with vision.FaceLandmarker.create_from_options(options) as landmarker:
        for _ in range(heads):
            head = Head(model, rng, False, lib)
            image, corners = face_picture(head, rng)
            colour = np.ascontiguousarray(np.repeat(image[:, :, None], 3, 2))
            found = landmarker.detect(mp.Image(image_format=mp.ImageFormat.SRGB, data=colour))
            if not found.face_landmarks:
                continue
            points = np.array([(p.x, p.y, p.z) for p in found.face_landmarks[0]]) * FACE_SIDE
            if np.linalg.norm(points[[61, 291], :2] - corners, axis=1).max() > .05 * FACE_SIDE:
                continue  # MediaPipe saw the face elsewhere
            rows.append((image, points, [b.score for b in found.face_blendshapes[0]], [head.expression.get(k, 0) for k in names]))
    kinds = dict(picture=np.uint8, points=np.float32, blendshapes=np.float32, truth=np.float32)
    np.savez(path, names=np.array(names), **{k: np.array([row[i] for row in rows], kind) for i, (k, kind) in enumerate(kinds.items())})
    print(path, len(rows), "of", heads)


if __name__ == "__main__":
    cv2.setNumThreads(1)
    what, ict, out, count, seed = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
    if what == "eyes":
        write_eyes(Model(ict, True), library(), out, count, seed)
    else:
        write_mouths(Model(ict, False), library(), out, count, seed, sys.argv[6])
