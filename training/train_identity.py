"""Trains the identity net, which tells whether two faces are one person's, and writes it.

  python train_identity.py OUT.net STEPS SEED PORTRAITS.jpgs LABELS.npz [RENDERS.npz ...] [--start W.pt]

A portrait is the only picture of its person, so the others are made of it: turned (its points have depth), with the expression of
another portrait, in other light, sharpness and damage (face_data.py).  Renders (identity_data.py) bring heads that were really
seen from several sides, with moving mouths and lids.  Every person is a class; the loss is the cosine one with a margin (Wang et
al., CosFace, 2018).  One portrait and one head in eleven is held back to measure on.
"""
import argparse
import re

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

import face_data
from networks import Conv, Separable, Writer, run

SIDE = 64
LENGTH = 96  # of the descriptor
SCALE, MARGIN = 24.0, 0.25
RATE = 3e-3
# The points that place a face, and where they go in a picture of SIDE pixels: eye corners, bridge and base of the nose.
PLACED = [27, 28, 29, 30, 31, 33, 35, 36, 39, 42, 45]
TABLE = "../src/landmark/open/map68.h"


def net():
    return nn.Sequential(
        Conv(1, 16, 3, 2), Separable(16, 32, 2), Separable(32, 32), Separable(32, 64, 2), Separable(64, 64), Separable(64, 64),
        Separable(64, 96, 2), Separable(96, 96), nn.Flatten(), nn.Linear(96 * 16, LENGTH))


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

    def looked_at(self, crops, before, points, chosen):
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
        return disturbed(x, rng) if chosen else x

    def portraits(self, index, strength=True):
        rng = self.rng
        crops, points, rotation = self.crops[torch.from_numpy(index)], self.mesh[index], self.rotation[index]
        before = points[:, :, :2]
        points = self.other_expressions(points, rotation, index)
        points, rotation = turned(points, rotation, rng)
        bend = (before[:, :468:8].astype(np.float32), points[:, :468:8, :2].astype(np.float32))
        points = face_data.settled(points, before, bend)
        return self.looked_at(crops, bend, points68(points)[:, :, :2], strength)

    def batch(self, count):
        """Pictures and classes; a third of them renders, when there are any."""
        rng = self.rng
        renders = count // 3 if len(self.heads) else 0
        pick = rng.integers(0, len(self.index), count - renders)
        x, person = [self.portraits(self.index[pick])], [pick]
        if renders:
            head = rng.integers(0, len(self.heads), renders)
            view = np.array([rng.choice(self.heads[k]) for k in head])
            x.append(self.looked_at(self.render_crops[torch.from_numpy(view)], None, self.render_points[view], True))
            person.append(len(self.index) + head)
        return normalised(torch.cat(x)), torch.from_numpy(np.concatenate(person))


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
    """Two thirds of the pictures; the others stay as they are."""
    side, face_data.SIDE = face_data.SIDE, SIDE
    chosen = torch.from_numpy(np.nonzero(rng.random(len(x)) < 0.67)[0])
    try:
        x[chosen] = face_data.disturbed(x[chosen], rng, 1.0)
        return x
    finally:
        face_data.SIDE = side


def normalised(x):
    return (x - x.mean((1, 2, 3), keepdim=True)) / (x.std((1, 2, 3), keepdim=True, unbiased=False) + 8)


def separation(scores, same):
    """Share of pairs of one person that are accepted where one in a hundred, in a thousand, of other pairs is; area."""
    mine, others = np.sort(scores[same]), np.sort(scores[~same])
    at = lambda share: float((mine > others[int(len(others) * (1 - share)) - 1]).mean())
    return at(0.01), at(0.001), float(np.searchsorted(others, mine).mean() / len(others))


def measured(model, data, count=600):
    """On persons who were held back: two made pictures of each."""
    index = data.index[:count]
    with torch.no_grad():
        a, b = (F.normalize(model(normalised(data.portraits(index))), dim=1) for _ in range(2))
    text = "portraits " + "%.3f %.3f %.4f" % separation((a @ b.T).numpy(), np.eye(len(index), dtype=bool))
    if len(data.heads):
        view = np.concatenate([h[:2] for h in data.heads])
        with torch.no_grad():
            d = F.normalize(model(normalised(data.looked_at(data.render_crops[torch.from_numpy(view)], None,
                                                            data.render_points[view], True))), dim=1).numpy()
        text += "  renders %.3f %.3f %.4f" % separation(d[::2] @ d[1::2].T, np.eye(len(d) // 2, dtype=bool))
    return text


def written(model):
    writer, x = Writer(SIDE, SIDE), 0
    for block in model[:-2]:
        x = writer.block(x, block)
    writer.output("identity", writer.linear(x, model[-1]))
    return writer


def main():
    parser = argparse.ArgumentParser()
    for name, kind in (("out", str), ("steps", int), ("seed", int), ("pictures", str), ("labels", str)):
        parser.add_argument(name, type=kind)
    parser.add_argument("renders", nargs="*")
    parser.add_argument("--start")
    a = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(a.seed)
    data = Data(a.pictures, a.labels, a.renders, np.random.default_rng(a.seed), False)
    held = Data(a.pictures, a.labels, a.renders, np.random.default_rng(a.seed + 1), True)
    print("reference", np.round(data.reference, 3).tolist())
    model = net().to(memory_format=torch.channels_last)
    classes = nn.Parameter(torch.randn(data.persons, LENGTH) * 0.1)
    if a.start:
        model.load_state_dict(torch.load(a.start))
    print("parameters", sum(p.numel() for p in model.parameters()), "persons", data.persons, flush=True)
    optimiser = torch.optim.AdamW([{"params": model.parameters()}, {"params": [classes], "weight_decay": 0.0}], lr=RATE,
                                  weight_decay=2e-4)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=a.steps, pct_start=0.1)
    mean, seen = None, 0.0
    for step in range(a.steps):
        model.train()
        x, person = data.batch(192)
        cosine = F.normalize(model(x), dim=1) @ F.normalize(classes, dim=1).T
        margin = MARGIN * min(1, step / (0.3 * a.steps))
        cosine = cosine - margin * F.one_hot(person, data.persons)
        loss = F.cross_entropy(SCALE * cosine, person)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        seen = loss.item() if not step else 0.98 * seen + 0.02 * loss.item()
        if step >= a.steps * 0.9:
            state = {k: v.detach().clone().float() for k, v in model.state_dict().items()}
            mean = state if mean is None else {k: 0.99 * v + 0.01 * state[k] for k, v in mean.items()}
        if step % 200 == 199:
            model.eval()
            print(step + 1, "%.3f" % seen, measured(model, held), flush=True)
            torch.save(model.state_dict(), a.out + ".pt")
    model.load_state_dict(mean)
    model.eval()
    print("mean", measured(model, held))
    torch.save(model.state_dict(), a.out + ".pt")
    writer = written(model)
    writer.save(a.out)
    x = normalised(held.portraits(held.index[:4]))
    with torch.no_grad():
        want = model(x).numpy()
    for k in range(4):
        got = run(writer.bytes(), x[k, 0].numpy())["identity"].ravel()
        assert np.abs(got - want[k]).max() < 0.02 * np.abs(want[k]).max(), "the file computes something else"


if __name__ == "__main__":
    main()
