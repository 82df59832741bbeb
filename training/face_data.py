"""Labelled crops for the point net, and batches made of them: turned, shifted, lit, blurred, covered; and pictures of no face."""

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from scipy.optimize import linear_sum_assignment

import crop
import label

SIDE = crop.FACE
SHAPES = """_neutral browDownLeft browDownRight browInnerUp browOuterUpLeft browOuterUpRight cheekPuff cheekSquintLeft
cheekSquintRight eyeBlinkLeft eyeBlinkRight eyeLookDownLeft eyeLookDownRight eyeLookInLeft eyeLookInRight eyeLookOutLeft
eyeLookOutRight eyeLookUpLeft eyeLookUpRight eyeSquintLeft eyeSquintRight eyeWideLeft eyeWideRight jawForward jawLeft jawOpen
jawRight mouthClose mouthDimpleLeft mouthDimpleRight mouthFrownLeft mouthFrownRight mouthFunnel mouthLeft mouthLowerDownLeft
mouthLowerDownRight mouthPressLeft mouthPressRight mouthPucker mouthRight mouthRollLower mouthRollUpper mouthShrugLower
mouthShrugUpper mouthSmileLeft mouthSmileRight mouthStretchLeft mouthStretchRight mouthUpperUpLeft mouthUpperUpRight
noseSneerLeft noseSneerRight""".split()
ICT_SHAPES = """PupilDilate_L PupilDilate_R browDown_L browDown_R browInnerUp_L browInnerUp_R browOuterUp_L browOuterUp_R
cheekPuff_L cheekPuff_R cheekRaiser_L cheekRaiser_R cheekSquint_L cheekSquint_R eyeBlink_L eyeBlink_R eyeLookDown_L
eyeLookDown_R eyeLookIn_L eyeLookIn_R eyeLookOut_L eyeLookOut_R eyeLookUp_L eyeLookUp_R eyeSquint_L eyeSquint_R eyeWide_L
eyeWide_R jawForward jawLeft jawOpen jawRight mouthClose mouthDimple_L mouthDimple_R mouthFrown_L mouthFrown_R mouthFunnel
mouthLeft mouthLowerDown_L mouthLowerDown_R mouthPress_L mouthPress_R mouthPucker mouthRight mouthRollLower mouthRollUpper
mouthShrugLower mouthShrugUpper mouthSmile_L mouthSmile_R mouthStretch_L mouthStretch_R mouthUpperUp_L mouthUpperUp_R
noseSneer_L noseSneer_R""".split()
OTHER_SIDE = [SHAPES.index(n.replace("Left", "#").replace("Right", "Left").replace("#", "Right")) for n in SHAPES]
# The 68 iBUG points by index in MediaPipe's mesh (jaw, brows, bridge, nose base, eyes, outer and inner lips).
# fmt: off
MAP68 = [127, 234, 93, 58, 172, 136, 149, 148, 152, 377, 378, 365, 397, 288, 323, 454, 356, 70, 63, 105, 66, 107, 336, 296,
    334, 293, 300, 168, 197, 5, 4, 75, 97, 2, 326, 305, 33, 160, 158, 133, 153, 144, 362, 385, 387, 263, 373, 380, 61, 39,
    37, 0, 267, 269, 291, 405, 314, 17, 84, 181, 78, 82, 13, 312, 308, 317, 14, 87]
# fmt: on
# fmt: off
EYE_RINGS = [33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7, 263, 466, 388, 387, 386, 385, 384,
    398, 362, 382, 381, 380, 374, 373, 390, 249]
# fmt: on
# fmt: off
LIPS = [61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146, 78, 191, 80, 81, 82, 13,
    312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95]
# fmt: on
# Distances that the action units live on: lids, lips, jaw, brows above the eyes, mouth corners.
# fmt: off
PAIRS = [(159, 145), (158, 153), (160, 144), (386, 374), (385, 380), (387, 373), (13, 14), (82, 87), (312, 317), (0, 13),
    (14, 17), (2, 13), (2, 152), (17, 152), (61, 291), (61, 2), (291, 2), (61, 152), (291, 152), (55, 133), (285, 362), (52,
    159), (282, 386), (46, 33), (276, 263), (55, 285), (0, 2), (2, 17), (78, 308), (61, 133), (291, 362), (4, 0)]
# fmt: on


# MediaPipe puts its points this much (of the outer eye distance) to the right of where it puts them in the mirrored picture,
# seen there; a mirrored label has to be moved to stay in its definition.
SHIFT = 0.008


class Data:
    """Crops and labels of several files, joined."""

    def __init__(self):
        self.crops, self.points, self.shapes, self.rotation, self.posed, self.known, self.weight = [], [], [], [], [], [], []

    def add(self, crops, points, shapes, rotation, weight, known=0):
        """`rotation` may be None: unknown.  `known`: the shapes that MediaPipe never answers are known."""
        self.known.append(np.full(len(crops), known, np.float32))
        self.crops.append(np.asarray(crops, np.uint8))
        self.points.append(np.asarray(points, np.float32))
        self.shapes.append(np.asarray(shapes, np.float32))
        self.rotation.append(
            np.tile(np.eye(3, dtype=np.float32), (len(crops), 1, 1)) if rotation is None else rotation.astype(np.float32)
        )
        self.posed.append(np.full(len(crops), rotation is not None, np.float32))
        self.weight.append(np.full(len(crops), weight / len(crops), np.float64))

    def join(self):
        self.crops = torch.from_numpy(np.concatenate(self.crops))
        for name in ("points", "shapes", "rotation", "posed", "known", "weight"):
            setattr(self, name, np.concatenate(getattr(self, name)))
        self.weight /= self.weight.sum()
        self.mirrored, self.identities = mirror_table(self.points), None
        return self


def portraits(pictures, labels):
    """The portrait crops (one file of JPEGs, offsets in the labels) as grey."""
    with open(pictures, "rb") as file:
        content = np.frombuffer(file.read(), np.uint8)
    with np.load(labels) as z:
        offset, points, shapes, transform = (z[k] for k in ("offset", "points", "blendshapes", "transform"))
    crops = [
        cv2.cvtColor(cv2.imdecode(content[a:b], cv2.IMREAD_COLOR), cv2.COLOR_BGR2GRAY) for a, b in zip(offset[:-1], offset[1:])
    ]
    rotation = np.array([label.rotation_of(t) for t in transform], np.float32)
    return np.array(crops), points.astype(np.float32), shapes.astype(np.float32), rotation


def mean_rotation(a, b):
    """The one rotation O with a O ~ b."""
    u, _, vt = np.linalg.svd(np.einsum("nji,njk->ik", a.astype(np.float64), b.astype(np.float64)))
    return u @ np.diag([1, 1, np.sign(np.linalg.det(u @ vt))]) @ vt


def angle_between(a, b):
    trace = np.einsum("nij,nij->n", a, b)
    return np.degrees(np.arccos(np.clip((trace - 1) / 2, -1, 1)))


def load(pictures, labels, renders, warped=(), shares=(0.35, 0.4, 0.25), say=print):
    """Portraits, renders and portraits with bent mouths (mouth_data.py), drawn in these shares.  Rotations are brought to the
    renders' truth: MediaPipe's matrix differs from it by a fixed turn."""
    data, offset = Data(), np.eye(3)
    joined = lambda paths, keys: [np.concatenate([z[k] for z in map(np.load, paths)]) for k in keys]
    if renders:
        crops, points, shapes, rotation, seen = joined(renders, ("crops", "points", "shapes", "rotation", "seen_rotation"))
        truth, iris, amounts = joined(renders, ("truth468", "iris", "ict"))
        exact = exact_labels(points, truth, rotation, iris)
        say(
            "exact labels of renders are %.1f pixels of the crop from MediaPipe's"
            % np.linalg.norm((exact - points)[..., :2], axis=2).mean()
        )
        points, shapes = exact, exact_shapes(shapes, amounts, ICT_SHAPES)
        offset = mean_rotation(seen, rotation)
        say(
            "MediaPipe's rotation against truth: fixed part %.1f degrees, rest median %.1f"
            % (angle_between(offset[None], np.eye(3)[None])[0], np.median(angle_between(seen @ offset, rotation)))
        )
        data.add(crops, points, shapes, rotation, shares[1], 1)
    if pictures:
        crops, points, shapes, rotation = portraits(pictures, labels)
        data.add(crops, points, shapes, rotation @ offset, shares[0])
    if warped:
        crops, points, shapes = joined(warped, ("picture", "points", "blendshapes"))
        frontal = [
            np.einsum("nji,nkj->nki", r, p - p[:, :468].mean(1, keepdims=True)) for p, r in zip(data.points, data.rotation)
        ]
        size = np.concatenate([np.linalg.norm(p[:, 33] - p[:, 263], axis=1) for p in frontal])[:, None, None]
        data.add(crops, points, shapes, rotations_like(points, (np.concatenate(frontal) / size).mean(0)), shares[2])
        data.posed[-1][:] = 0  # good enough to move points by, not to learn from
    return data.join()


def exact_labels(points, truth, rotation, iris):
    """Points of renders by the renders' own truth, in MediaPipe's definition: each ICT vertex plus the mean step from it to
    MediaPipe's point, in the head's frame.  MediaPipe's answer to one picture is 4 % off; its mean over all is not."""
    size = np.linalg.norm(truth[:, 33] - truth[:, 263], axis=1)[:, None, None]
    step = points[:, :468] - truth
    step[:, :, 2] -= step[:, :, 2].mean(1, keepdims=True)
    step = np.einsum("nji,nkj->nki", rotation, step / size)  # rows: the head's own axes
    frontal = rotation[:, 2, 2] > 0.9
    offset = np.median(step[frontal], 0)
    depth = (points[:, :468, 2] - truth[:, :, 2]).mean(1)[:, None]
    exact = points.copy()
    exact[:, :468] = truth + size * np.einsum("nij,kj->nki", rotation, offset)
    exact[:, :468, 2] += depth
    for middle, place in ((468, iris[:, 1]), (473, iris[:, 0])):
        exact[:, middle : middle + 5, :2] += (place - points[:, middle, :2])[:, None]
    return exact


DEAD = [SHAPES.index(n) for n in ("cheekPuff", "cheekSquintLeft", "cheekSquintRight", "noseSneerLeft", "noseSneerRight")]


def exact_shapes(shapes, amounts, names):
    """MediaPipe's blendshapes, but the renders' own amounts for those that it never answers."""
    shapes = shapes.copy()
    for k in DEAD:
        name = SHAPES[k].replace("Left", "_L").replace("Right", "_R")
        sides = [names.index(n) for n in ((name,) if name in names else (name + "_L", name + "_R"))]
        shapes[:, k] = np.clip(amounts[:, sides].mean(1), 0, 1)
    return shapes


def rotations_like(points, frontal):
    """Rotations that bring a frontal face's points to each face's."""
    x = points[:, :468] - points[:, :468].mean(1, keepdims=True)
    u, _, vt = np.linalg.svd(np.einsum("nki,kj->nij", x, frontal[:468]))
    d = np.tile(np.eye(3), (len(points), 1, 1))
    d[:, 2, 2] = np.sign(np.linalg.det(u @ vt))
    return (u @ d @ vt).astype(np.float32)


def mirror_table(points):
    size = np.linalg.norm(points[:, 33, :2] - points[:, 263, :2], axis=1)[:, None, None]
    mean = points / np.maximum(size, 1)
    mean = (mean - mean.mean(1, keepdims=True)).mean(0)
    mean = mean - (mean[33] + mean[263]) * [0.5, 0, 0]
    distance = np.linalg.norm(mean[:, None] * [-1, 1, 1] - mean[None], axis=2)
    return linear_sum_assignment(distance**2 + distance.T**2)[1]


# --- geometry ------------------------------------------------------------------------------------------------------------


def face_matrices(points):
    """crop.face_matrix of many faces: (n, 2, 3)."""
    v = points[:, 263, :2] - points[:, 33, :2]
    v = v / np.linalg.norm(v, axis=1, keepdims=True)
    turn = np.stack([v, np.stack([-v[:, 1], v[:, 0]], 1)], 1)
    turned = np.einsum("nij,nkj->nki", turn, points[:, :, :2])
    low, high = turned.min(1), turned.max(1)
    scale = SIDE / ((high - low).max(1) * 1.3)
    return np.concatenate([turn * scale[:, None, None], (SIDE / 2 - scale[:, None] * (low + high) / 2)[:, :, None]], 2)


def jitter(rng, n):
    """Errors of the previous frame's points, of a detector, and faces that are not quite like ours."""
    wide = rng.random(n) < 0.2
    turn = np.radians(rng.normal(0, np.where(wide, 18, 11)))
    scale = np.exp(rng.normal(0, np.where(wide, 0.16, 0.08)))
    shift = rng.normal(0, 1, (n, 2)) * np.where(wide, 0.075, 0.033)[:, None] * SIDE
    stretch, shear = np.exp(rng.normal(0, 0.035, n)), rng.normal(0, 0.03, n)
    c, s = np.cos(turn) * scale, np.sin(turn) * scale
    a = np.stack([np.stack([c * stretch, -s + shear], 1), np.stack([s, c / stretch], 1)], 1)
    middle = np.full(2, SIDE / 2)
    return np.concatenate([a, (middle + shift - a @ middle)[:, :, None]], 2)


def chained(second, first):
    a = second[:, :, :2] @ first[:, :, :2]
    b = np.einsum("nij,nj->ni", second[:, :, :2], first[:, :, 2]) + second[:, :, 2]
    return np.concatenate([a, b[:, :, None]], 2)


def turn_heads(points, rotation, rng, share=0.5):
    """Other poses of the same pictures: heads turned by up to about 15 degrees about their middle, as their points have depth."""
    n = len(points)
    amount = rng.normal(0, np.radians(7), (n, 2)).clip(-0.26, 0.26) * (rng.random(n) < share)[:, None]
    cx, sx, cy, sy = np.cos(amount[:, 0]), np.sin(amount[:, 0]), np.cos(amount[:, 1]), np.sin(amount[:, 1])
    zero = np.zeros(n)
    turn = np.stack([cy, zero, sy, sx * sy, cx, -sx * cy, -cx * sy, sx, cx * cy], 1).reshape(n, 3, 3).astype(np.float32)
    middle = points[:, :468].mean(1, keepdims=True)
    middle[:, :, 2] += 0.3 * np.ptp(points[:, :, 1], axis=1)[:, None]
    moved = (points - middle) @ turn.transpose(0, 2, 1) + middle
    return moved, turn @ rotation


def other_heads(points, rotation, identities, rng, share=0.75):
    """The same pictures with the face of another build: points moved by random identities of the head model."""
    n = len(points)
    amounts = rng.normal(0, 1.4, (n, len(identities))) * (rng.random(n) < share)[:, None]
    steps = np.tensordot(amounts.astype(np.float32), identities, 1)
    size = np.linalg.norm(points[:, 33] - points[:, 263], axis=1)[:, None, None]
    return points + size * (steps @ rotation.transpose(0, 2, 1))


def identity_steps(model):
    """What each of the head model's identities does to the 478 points; unit: outer eye distance."""
    steps = np.zeros((len(model.identities), 478, 3), np.float32)
    steps[:, :468] = model.identities[:, model.mesh468] * np.float32([1, -1, -1]) / 9
    for middle, ring in ((468, EYE_RINGS[:16]), (473, EYE_RINGS[16:])):
        steps[:, middle : middle + 5] = steps[:, ring].mean(1, keepdims=True)
    return steps - steps[:, :468].mean(1, keepdims=True)


def bends(where, before, after):
    """How far (n, k, 2) the picture's content at the places `where` (n, k, 2) has come: from the points around."""
    size = (after[:, :, 1].amax(1) - after[:, :, 1].amin(1)).view(-1, 1, 1)
    distance = torch.cdist(where, after) / (0.08 * size)
    near = torch.exp(-(distance**2).clamp(max=60)) + 1e-7 * torch.exp(-0.53 * distance)
    return (near @ (before - after)) / (near.sum(2, keepdim=True) + 1e-9)


def settled(points, before, bend):
    """Points moved to where the bent picture shows what they were on: it follows the few points of `bend` only."""
    as_torch = lambda a: torch.from_numpy(np.ascontiguousarray(a, np.float32))
    points = points.copy()
    points[:, :, :2] = before - bends(as_torch(points[:, :, :2]), *map(as_torch, bend)).numpy()
    return points


def sampled(crops, matrices, bend=None, side=SIDE, coarse=12):
    """Patches (n, 1, side, side) by bilinear sampling."""
    n, size = len(crops), crops.shape[-1]
    back = np.linalg.inv(matrices[:, :, :2])
    start = torch.from_numpy(-np.einsum("nij,nj->ni", back, matrices[:, :, 2])).float()[:, None]
    back = torch.from_numpy(back).float().transpose(1, 2)

    def places(count):
        at = torch.linspace(0, side - 1, count)
        grid = torch.stack(torch.meshgrid(at, at, indexing="xy"), -1).view(1, -1, 2)
        return torch.baddbmm(start, grid.expand(n, -1, -1), back)

    where = places(side).view(n, side, side, 2)
    if bend is not None:
        offset = bends(places(coarse), *(torch.from_numpy(np.ascontiguousarray(b, np.float32)) for b in bend))
        offset = offset.view(n, coarse, coarse, 2).permute(0, 3, 1, 2)
        offset = F.interpolate(offset, size=(side, side), mode="bicubic", align_corners=True)
        where = where + offset.permute(0, 2, 3, 1)
    where = (where * 2 + 1) / size - 1
    return F.grid_sample(crops[:, None].float(), where, mode="bilinear", padding_mode="border", align_corners=False)


def targets(data, index, flip):
    """Points in crop pixels, shapes, rotation head -> crop."""
    points = data.points[index].copy()
    points[flip] = points[flip][:, data.mirrored] * np.array([-1, 1, 1], np.float32) + [label.CROP - 1, 0, 0]
    points[flip, :, 0] += SHIFT * np.linalg.norm(points[flip][:, 33] - points[flip][:, 263], axis=1)[:, None]
    shapes = data.shapes[index].copy()
    shapes[flip] = shapes[flip][:, OTHER_SIDE]
    rotation = data.rotation[index].copy()
    rotation[flip] *= np.array([[1, -1, -1], [-1, 1, 1], [-1, 1, 1]], np.float32)
    return points.astype(np.float32), shapes, rotation


def turned_rotation(rotation, matrices):
    """The head's rotation in the patch, whose matrix turns the picture (nearest rotation of the matrix)."""
    angle = np.arctan2(matrices[:, 1, 0] - matrices[:, 0, 1], matrices[:, 0, 0] + matrices[:, 1, 1])
    turn = np.zeros((len(angle), 3, 3), np.float32)
    turn[:, 0, 0] = turn[:, 1, 1] = np.cos(angle)
    turn[:, 1, 0], turn[:, 0, 1], turn[:, 2, 2] = np.sin(angle), -np.sin(angle), 1
    return turn @ rotation


def batch(data, rng, n, negatives=0.12, strength=1.0):
    """x (n, 1, 112, 112) normalised, points / 112 * 4 around the middle, shapes, first two rows of the
    rotation, whether these are known, whether all shapes are, flag."""
    index = rng.choice(len(data.crops), n, p=data.weight) if strength else rng.integers(0, len(data.crops), n)
    flip = rng.random(n) < 0.5
    crops = data.crops[torch.from_numpy(index)]
    mirrored = torch.from_numpy(flip)
    crops[mirrored] = crops[mirrored].flip(2)
    points, shapes, rotation = targets(data, index, flip)
    before = points[:, :, :2]
    bend = None
    if strength:
        if data.identities is not None:
            points = other_heads(points, rotation, data.identities, rng)
        points, rotation = turn_heads(points, rotation, rng)
        bend = (before[:, :468:8], points[:, :468:8, :2])
        points = settled(points, before, bend)
    matrices = chained(jitter(rng, n), face_matrices(points))
    face = rng.random(n) >= negatives
    displaced = ~face & (rng.random(n) < 0.35)
    matrices[displaced] = far_off(rng, matrices[displaced])
    x = sampled(crops, matrices, bend)
    flat = points[:, :, :2] @ matrices[:, :, :2].transpose(0, 2, 1) + matrices[:, None, :, 2]
    y = np.concatenate([flat, points[:, :, 2:] * np.sqrt(np.abs(np.linalg.det(matrices[:, :, :2])))[:, None, None]], 2)
    spoil(x, rng, np.nonzero(~face & ~displaced)[0])
    x = disturbed(x, rng, strength)
    pose = turned_rotation(rotation, matrices)[:, :2].reshape(n, 6)
    y = (y - [SIDE / 2, SIDE / 2, 0]) / SIDE * 4
    as_torch = lambda a: torch.from_numpy(np.asarray(a, np.float32))
    return (
        normalised(x),
        as_torch(y),
        as_torch(shapes),
        as_torch(pose),
        as_torch(data.posed[index]),
        as_torch(data.known[index]),
        as_torch(face),
    )


def normalised(x):
    return (x - x.mean((1, 2, 3), keepdim=True)) / (x.std((1, 2, 3), keepdim=True, unbiased=False) + 8)


# --- no faces ------------------------------------------------------------------------------------------------------------


def far_off(rng, matrices):
    """Crops beside the face, or of a small part of it, or with a tiny face in them."""
    n = len(matrices)
    angle, kind = rng.uniform(0, 2 * np.pi, n), rng.integers(0, 3, n)
    far = np.where(kind == 0, rng.uniform(0.55, 1.0, n), rng.uniform(0, 0.3, n)) * SIDE
    scale = np.where(
        kind == 1, rng.uniform(2.5, 4.5, n), np.where(kind == 2, rng.uniform(0.2, 0.4, n), np.exp(rng.normal(0, 0.2, n)))
    )
    a = np.eye(2)[None] * scale[:, None, None]
    b = SIDE / 2 * (1 - scale)[:, None] + far[:, None] * np.stack([np.cos(angle), np.sin(angle)], 1)
    return chained(np.concatenate([a, b[:, :, None]], 2), matrices)


def spoil(x, rng, which):
    """Faces wiped out, shuffled, or replaced by textures."""
    for i in which:
        kind = rng.integers(0, 4)
        if kind == 0:  # wiped: the middle filled with its own border, blurred
            picture = x[i, 0].numpy()
            mask = np.zeros((SIDE, SIDE), np.float32)
            cv2.ellipse(
                mask, (SIDE // 2, SIDE // 2), (int(rng.integers(28, 46)), int(rng.integers(38, 54))), 0, 0, 360, 1.0, -1
            )
            mask = cv2.GaussianBlur(mask, (0, 0), rng.uniform(1, 6))
            fill = cv2.GaussianBlur(np.roll(picture, int(rng.integers(20, 90)), rng.integers(0, 2)), (0, 0), rng.uniform(3, 14))
            x[i, 0] = torch.from_numpy(picture * (1 - mask) + fill * mask + 0.0)
        elif kind == 1:  # shuffled
            k = int(rng.integers(2, 5))
            edge = SIDE // k
            blocks = [(r, c) for r in range(k) for c in range(k)]
            old = x[i, 0].clone()
            for (r, c), j in zip(blocks, rng.permutation(len(blocks))):
                a, b = blocks[j]
                x[i, 0, r * edge : (r + 1) * edge, c * edge : (c + 1) * edge] = old[
                    a * edge : (a + 1) * edge, b * edge : (b + 1) * edge
                ]
        elif kind == 2:  # upside down or on its side
            x[i, 0] = torch.rot90(x[i, 0], int(rng.integers(1, 4)))
        else:
            x[i, 0] = torch.from_numpy(texture(rng))


def texture(rng):
    out = np.zeros((SIDE, SIDE), np.float32)
    for _ in range(int(rng.integers(1, 4))):
        cells = int(2 ** rng.uniform(1, 6))
        out += (
            cv2.resize(rng.normal(0, 1, (cells, cells)).astype(np.float32), (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
            * rng.random()
        )
    out = 120 + 40 * out
    for _ in range(int(rng.integers(0, 10))):
        a, b = (tuple(int(v) for v in rng.integers(0, SIDE, 2)) for _ in range(2))
        value, kind = float(rng.uniform(0, 255)), rng.integers(0, 3)
        if kind == 0:
            cv2.rectangle(out, a, b, value, -1)
        elif kind == 1:
            cv2.ellipse(
                out,
                a,
                (int(rng.integers(2, 40)), int(rng.integers(2, 40))),
                float(rng.uniform(0, 180)),
                0,
                360,
                value,
                int(rng.choice([-1, 1, 3])),
            )
        else:
            cv2.line(out, a, b, value, int(rng.integers(1, 9)))
    return np.clip(out, 0, 255)


# --- light, blur, noise, things in front ---------------------------------------------------------------------------------


def gaussian(sigma):
    reach = max(1, int(2.5 * sigma))
    k = torch.exp(-torch.arange(-reach, reach + 1).float() ** 2 / (2 * sigma * sigma))
    return k / k.sum(), reach


def blurred(x, sigma):
    k, reach = gaussian(sigma)
    x = F.conv2d(F.pad(x, (reach, reach, 0, 0), "replicate"), k.view(1, 1, 1, -1))
    return F.conv2d(F.pad(x, (0, 0, reach, reach), "replicate"), k.view(1, 1, -1, 1))


def disturbed(x, rng, strength):
    n = len(x)
    if not strength:
        return x
    order = rng.permutation(n)
    group = lambda k, share: torch.from_numpy(order[int(k * n) : int((k + share) * n)])
    for k in range(3):  # blur up to 6 % of the face
        g = group(0.1 * k, 0.1)
        x[g] = blurred(x[g], float(np.exp(rng.uniform(np.log(0.5), np.log(5.2)))))
    for k in range(3):  # faces of few pixels
        g, side = group(0.3 + 0.08 * k, 0.08), int(np.exp(rng.uniform(np.log(29), np.log(100))))
        small = F.interpolate(x[g], size=(side, side), mode="bilinear", antialias=True, align_corners=False)
        x[g] = F.interpolate(small, size=(SIDE, SIDE), mode=str(rng.choice(["bilinear", "bicubic"])), align_corners=False)
    g, reach, angle = group(0.54, 0.06), int(rng.integers(2, 8)), rng.uniform(0, np.pi)  # moved while exposed
    kernel = np.zeros((2 * reach + 1,) * 2, np.float32)
    cv2.line(
        kernel,
        (int(round(reach - reach * np.cos(angle))), int(round(reach - reach * np.sin(angle)))),
        (int(round(reach + reach * np.cos(angle))), int(round(reach + reach * np.sin(angle)))),
        1.0,
        1,
        cv2.LINE_AA,
    )
    x[g] = F.conv2d(F.pad(x[g], (reach,) * 4, "replicate"), torch.from_numpy(kernel / kernel.sum())[None, None])
    covered(x, rng)
    x = lit(x, rng)
    for i in rng.permutation(n)[: n // 5]:
        picture = x[i, 0].numpy().clip(0, 255).astype(np.uint8)
        x[i, 0] = torch.from_numpy(
            cv2.imdecode(cv2.imencode(".jpg", picture, [1, int(rng.integers(8, 70))])[1], 0).astype(np.float32)
        )
    amount = torch.from_numpy((rng.random((n, 1, 1, 1)) ** 2 * 0.35 * (rng.random((n, 1, 1, 1)) < 0.5)).astype(np.float32))
    x = x + torch.from_numpy(rng.standard_normal(x.shape, np.float32)) * amount * x.std((1, 2, 3), keepdim=True)
    return x.clamp(0, 255)


def covered(x, rng):
    """Boxes of one tone, of noise or of another picture."""
    n = len(x)
    for i in rng.permutation(n)[: n // 6]:
        h, w = (int(v) for v in rng.integers(8, 46, 2))
        r, c = int(rng.integers(-10, SIDE - 10)), int(rng.integers(-10, SIDE - 10))
        part = x[i, 0, max(r, 0) : r + h, max(c, 0) : c + w]
        kind = rng.integers(0, 3)
        part[:] = (
            float(rng.uniform(0, 255))
            if kind == 0
            else (
                x[int(rng.integers(n)), 0, : part.shape[0], : part.shape[1]].clone()
                if kind == 1
                else torch.from_numpy(
                    rng.normal(rng.uniform(50, 200), rng.uniform(5, 50), tuple(part.shape)).astype(np.float32)
                )
            )
        )


def lit(x, rng):
    """Light from a side (a ramp or an edge), gamma, contrast, brightness."""
    n = len(x)
    f = lambda a: torch.from_numpy(np.asarray(a, np.float32)).view(n, 1, 1, 1)
    axis = torch.linspace(-1, 1, SIDE)
    angle = rng.uniform(0, 2 * np.pi, n)
    across = f(np.cos(angle)) * axis.view(1, 1, 1, -1) + f(np.sin(angle)) * axis.view(1, 1, -1, 1)
    x = x * (1 + f((rng.random(n) < 0.4) * rng.uniform(0, 0.75, n)) * across)
    edge = torch.sigmoid((across + f(rng.normal(0, 0.3, n))) * f(np.exp(rng.uniform(1, 3.5, n))))
    x = x * (1 - f((rng.random(n) < 0.15) * rng.uniform(0.2, 0.85, n)) * edge)
    x = (x / 255).clamp(0, 1) ** f(np.exp(rng.normal(0, 0.35, n))) * 255
    mean = x.mean((1, 2, 3), keepdim=True)
    return (
        (x - mean) * f(np.exp(rng.normal(-0.1, 0.35, n))) + mean * f(np.exp(rng.normal(0, 0.25, n))) + f(rng.normal(0, 15, n))
    ).clamp(0, 255)
