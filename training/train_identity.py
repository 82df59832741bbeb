"""Learns the identity descriptor, which tells whether two faces are one person's, and writes it.

  python train_identity.py OUT.net SEED PORTRAITS.jpgs LABELS.npz [RENDERS.npz ...]

Oriented gradients of the placed face, projected so that pictures of one person come together and persons apart (linear
discriminant analysis; Belhumeur, Hespanha and Kriegman, Eigenfaces vs. Fisherfaces, 1997; gradients as in Dalal and Triggs, 2005).

A portrait is the only picture of its person, so the others are made of it: turned (its points have depth), with the expression of
another portrait, in other light (face_data.py).  Renders (identity_data.py) bring heads that were really seen from several
sides, with moving mouths and lids.  One portrait and one head in eleven is held back to measure on.
"""
import os
import re
import sys

import numpy as np
import torch
import torch.nn.functional as F

import face_data
from networks import Writer, run

SIDE = 64
LENGTH = 256  # of the descriptor
CELLS, CELL, STEP = 8, 8, 7  # cells a side, pixels of a cell, from one to the next
DIRECTIONS = 8
NARROW = 0.7071  # what a gradient loses before it votes: none for directions 45 degrees off
SOFTEN = 0.25  # grey levels, added to the mean gradient
VIEWS = 5
RIDGE = 0.05  # of the mean variance within persons
# The points that place a face, and where they go in a picture of SIDE pixels: eye corners, bridge and base of the nose.
PLACED = [27, 28, 29, 30, 31, 33, 35, 36, 39, 42, 45]
TABLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../src/landmark/open/map68.h")


def points68(mesh):
    """(n, 478, 3) -> (n, 68, 3) by the table of map68.py."""
    with open(TABLE) as file:
        numbers = re.findall(r"\{([-0-9., f]+)\}", file.read())
    index = np.array([[int(v) for v in row.split(",")] for row in numbers[:68]])
    weight = np.array([[float(v.strip(" f")) for v in row.split(",")] for row in numbers[68:136]])
    return np.einsum("nktc,kt->nkc", mesh[:, index], weight).astype(np.float32)


def placed(points, reference):
    """Similarities (n, 2, 3) that bring the points PLACED of (n, 68, 2) nearest to `reference` (least squares)."""
    a = points[:, PLACED, :2]
    middle, aim = a.mean(1), reference.mean(0)
    a, b = a - middle[:, None], reference - aim
    size = (a**2).sum((1, 2))
    c = (a * b).sum((1, 2)) / size
    s = (a[:, :, 0] * b[:, 1] - a[:, :, 1] * b[:, 0]).sum(1) / size
    turn = np.stack([np.stack([c, -s], 1), np.stack([s, c], 1)], 1)
    return np.concatenate([turn, (aim - np.einsum("nij,nj->ni", turn, middle))[:, :, None]], 2)


def frontal_reference(points, rotation):
    """Mean of the placing points of frontal faces, scaled into the picture; unit: pixels of SIDE."""
    front = points[rotation[:, 2, 2] > 0.97]
    mean = np.zeros((len(PLACED), 2))
    for turn in range(3):
        start = front[0, PLACED, :2] if not turn else mean
        matrices = placed(front, start)
        mean = (np.einsum("nij,nkj->nki", matrices[:, :, :2], front[:, PLACED, :2]) + matrices[:, None, :, 2]).mean(0)
    eyes = [mean[PLACED.index(k)] for k in (36, 45)]
    along = (eyes[1] - eyes[0]) / 34
    level = np.array([[along[0], along[1]], [-along[1], along[0]]]) / (along**2).sum()
    return np.round((mean - (eyes[0] + eyes[1]) / 2) @ level.T + [SIDE / 2 - 0.5, 24], 2)


class Data:
    def __init__(self, pictures, labels, renders, rng, held):
        self.rng = rng
        crops, mesh, shapes, rotation = face_data.portraits(pictures, labels)
        self.crops, self.mesh, self.shapes, self.rotation = torch.from_numpy(crops), mesh, shapes, rotation
        self.reference = frontal_reference(points68(mesh), rotation)
        self.expressions = self.learn_expressions()
        kept = (np.arange(len(crops)) % 11 == 0) == held
        self.index = np.nonzero(kept)[0]
        self.heads, self.render_crops, self.render_points = [], [], []
        count = 0
        for z in map(np.load, renders):
            chosen = (z["head"] % 11 == 0) == held
            self.heads.append(z["head"][chosen] + count)
            count += z["head"].max() + 1
            self.render_crops.append(z["crops"][chosen])
            self.render_points.append(z["points"][chosen])
        if renders:
            head = np.unique(np.concatenate(self.heads), return_inverse=True)[1]
            self.render_crops = torch.from_numpy(np.concatenate(self.render_crops))
            self.render_points = np.concatenate(self.render_points)
            self.heads = [np.nonzero(head == k)[0] for k in range(head.max() + 1)]
        self.persons = len(self.index) + len(self.heads)

    def learn_expressions(self):
        """How a face's points move with the blendshapes: ridge on frontal points, unit: outer eye distance."""
        size = np.linalg.norm(self.mesh[:, 33] - self.mesh[:, 263], axis=1)[:, None, None]
        frontal = np.einsum("nji,nkj->nki", self.rotation, self.mesh - self.mesh[:, :468].mean(1, keepdims=True)) / size
        shapes = self.shapes - self.shapes.mean(0)
        gram = shapes.T @ shapes + 3.0 * np.eye(shapes.shape[1])
        return np.linalg.solve(gram, shapes.T @ (frontal - frontal.mean(0)).reshape(len(frontal), -1)).astype(np.float32)

    def other_expressions(self, points, rotation, index):
        rng, n = self.rng, len(index)
        wanted = self.shapes[rng.integers(0, len(self.shapes), n)] * rng.uniform(0.5, 1.6, (n, 1)).astype(np.float32)
        step = ((wanted - self.shapes[index]) * (rng.random((n, 1)) < 0.7)) @ self.expressions
        size = np.linalg.norm(points[:, 33] - points[:, 263], axis=1)[:, None, None]
        return points + size * (step.reshape(n, 478, 3) @ rotation.transpose(0, 2, 1))

    def looked_at(self, crops, before, points):
        """Patches of SIDE x SIDE by points with what landmark engines get wrong, spoilt."""
        rng, n = self.rng, len(crops)
        points = points + rng.normal(0, 0.6, (n, 68, 2)) + rng.normal(0, 0.7, (n, 1, 2))
        matrices = placed(points, self.reference)
        turn, scale = rng.normal(0, 0.05, n), np.exp(rng.normal(0, 0.05, n))
        c, s = np.cos(turn) * scale, np.sin(turn) * scale
        a = np.stack([np.stack([c, -s], 1), np.stack([s, c], 1)], 1)
        middle = np.full(2, SIDE / 2)
        jitter = np.concatenate([a, (middle + rng.normal(0, 0.8, (n, 2)) - a @ middle)[:, :, None]], 2)
        x = face_data.sampled(crops, face_data.chained(jitter, matrices), before, side=SIDE)
        return disturbed(x, rng)

    def portraits(self, index):
        rng = self.rng
        crops, points, rotation = self.crops[torch.from_numpy(index)], self.mesh[index], self.rotation[index]
        before = points[:, :, :2]
        points = self.other_expressions(points, rotation, index)
        points, rotation = turned(points, rotation, rng)
        bend = (before[:, :468:8].astype(np.float32), points[:, :468:8, :2].astype(np.float32))
        points = face_data.settled(points, before, bend)
        return self.looked_at(crops, bend, points68(points)[:, :, :2])


def turned(points, rotation, rng):
    """As face_data.turn_heads, further: up to about 30 degrees."""
    n = len(points)
    amount = rng.normal(0, np.radians([9, 15]), (n, 2)).clip(-0.55, 0.55)
    cx, sx, cy, sy = np.cos(amount[:, 0]), np.sin(amount[:, 0]), np.cos(amount[:, 1]), np.sin(amount[:, 1])
    zero = np.zeros(n)
    turn = np.stack([cy, zero, sy, sx * sy, cx, -sx * cy, -cx * sy, sx, cx * cy], 1).reshape(n, 3, 3).astype(np.float32)
    middle = points[:, :468].mean(1, keepdims=True)
    middle[:, :, 2] += 0.3 * np.ptp(points[:, :, 1], axis=1)[:, None]
    return (points - middle) @ turn.transpose(0, 2, 1) + middle, turn @ rotation


def disturbed(x, rng):
    """Blur up to 3 % of the face, light from a side, contrast, noise."""
    side, n = face_data.SIDE, len(x)
    for _ in range(3):
        chosen = torch.from_numpy(rng.permutation(n)[: n // 6])
        x[chosen] = face_data.blurred(x[chosen], float(np.exp(rng.uniform(np.log(0.5), np.log(1.8)))))
    face_data.SIDE = SIDE
    x = face_data.lit(x, rng)
    face_data.SIDE = side
    amount = torch.from_numpy((rng.random((n, 1, 1, 1)) ** 2 * 0.15).astype(np.float32))
    return (x + torch.from_numpy(rng.standard_normal(x.shape, np.float32)) * amount * x.std((1, 2, 3), keepdim=True)).clamp(0, 255)


def gradients(x):
    """(n, CELLS, CELLS, DIRECTIONS) of pictures (n, 1, SIDE, SIDE); src/identity/face_descriptor.c does the same."""
    x = x.double()
    across = x[:, 0, 1:-1, 2:] - x[:, 0, 1:-1, :-2]
    down = x[:, 0, 2:, 1:-1] - x[:, 0, :-2, 1:-1]
    size = (across**2 + down**2).sqrt()
    cells = []
    for k in range(DIRECTIONS):
        angle = 2 * np.pi * k / DIRECTIONS
        vote = (across * np.cos(angle) + down * np.sin(angle) - NARROW * size).clamp(min=0)
        cells.append(F.avg_pool2d(vote[:, None], CELL, STEP)[:, 0])
    cells = torch.stack(cells, 3)
    each = cells.sum(3, keepdim=True)
    return (cells / (0.5 * each + 0.5 * each.mean((1, 2), keepdim=True) + SOFTEN)).clamp(min=0).sqrt().numpy()


def views(data, count):
    """Features (n, length) of `count` pictures of every person, and who they are."""
    features, person = [], []
    for view in range(count):
        for start in range(0, len(data.index), 250):
            part = np.arange(start, min(start + 250, len(data.index)))
            features.append(gradients(data.portraits(data.index[part])))
            person.append(part)
        head = np.arange(len(data.heads))
        for part in np.array_split(head, max(1, len(head) // 250)) if len(head) else ():
            which = np.array([data.heads[k][view % len(data.heads[k])] for k in part])
            pictures = data.render_crops[torch.from_numpy(which)]
            features.append(gradients(data.looked_at(pictures, None, data.render_points[which])))
            person.append(len(data.index) + part)
    features = np.concatenate(features)
    return features.reshape(len(features), -1), np.concatenate(person)


def discriminant(features, person):
    """Mean and projection (features, LENGTH)."""
    mean, count = features.mean(0), np.bincount(person)
    centre = np.zeros((len(count), features.shape[1]))
    np.add.at(centre, person, features)
    centre /= count[:, None]
    off = features - centre[person]
    within = off.T @ off / (len(features) - len(count))
    value, axes = np.linalg.eigh(within + RIDGE * np.trace(within) / len(within) * np.eye(len(within)))
    white = axes / np.sqrt(value)
    value, axes = np.linalg.eigh(white.T @ np.cov((centre - mean).T) @ white)
    return mean, white @ axes[:, ::-1][:, :LENGTH]


def separation(scores, same):
    """Share of pairs of one person that are accepted where one in a hundred, in a thousand, of other pairs is; area."""
    mine, others = np.sort(scores[same]), np.sort(scores[~same])
    at = lambda share: float((mine > others[int(len(others) * (1 - share)) - 1]).mean())
    return at(0.01), at(0.001), float(np.searchsorted(others, mine).mean() / len(others))


def told_apart(vectors, person):
    vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    pairs = np.triu_indices(len(person), 1)
    return separation((vectors @ vectors.T)[pairs], (person[:, None] == person[None])[pairs])


def written(mean, projection):
    layer = torch.nn.Linear(projection.shape[0], LENGTH)
    # Writer.linear expects torch's order, channel by channel
    order = projection.reshape(CELLS, CELLS, DIRECTIONS, LENGTH).transpose(3, 2, 0, 1).reshape(LENGTH, -1)
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(order))
        layer.bias.copy_(torch.from_numpy(-mean @ projection))
    writer = Writer(CELLS, CELLS, DIRECTIONS)
    writer.output("identity", writer.linear(0, layer))
    return writer


def main():
    out, seed, pictures, labels, renders = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4], sys.argv[5:]
    torch.set_num_threads(1)
    data = Data(pictures, labels, renders, np.random.default_rng(seed), False)
    held = Data(pictures, labels, renders, np.random.default_rng(seed + 1), True)
    print("places", data.reference.tolist())
    features, person = views(data, VIEWS)
    mean, projection = discriminant(features, person)
    print("persons", person.max() + 1, "pictures", len(person))
    features, person = views(held, 2)
    for name, chosen in (("portraits", person < len(held.index)), ("renders", person >= len(held.index))):
        if chosen.sum() > 3:
            vectors = (features[chosen] - mean) @ projection
            print(name, "accepted at 1 %%, at 0.1 %%, area: %.3f %.3f %.4f" % told_apart(vectors, person[chosen]))
    writer = written(mean, projection)
    writer.save(out)
    want = (features[0] - mean) @ projection
    got = run(writer.bytes(), features[0].reshape(CELLS, CELLS, DIRECTIONS))["identity"].ravel()
    assert np.abs(got - want).max() < 0.02 * np.abs(want).max(), "the file computes something else"


if __name__ == "__main__":
    main()
