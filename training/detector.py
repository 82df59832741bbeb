"""The face detector: its net, and how faces are found with it.  detector.md says the same in words, for src/detect.

Coordinates have pixel centres at whole numbers; a cell of a level with stride s has its middle at (i + 0.5) s - 0.5.
"""
import cv2
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

import crop
from networks import Conv, Separable, Writer

STRIDES = (8, 16, 32)
CHANNELS = 15  # score, centre (2), size (2), five points (10)
MEAN, DEVIATION = 118.0, 50.0  # what the brightness of every picture is brought to
LONG_SIDE = 480  # pixels that the longer side is brought to
CANDIDATE = 0.3  # first score from which a face gets the second look
LOOK = 128  # side of the second look
LOOK_FACES = (48.0, 72.0)  # face sizes in it
UNSEEN = 0.02  # score of a look that does not find the face again
LOOK_SCORE, LOOK_OVERLAP = 0.05, 0.4
FOUND = 0.55


class Head(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.body, self.last = Separable(channels, channels), nn.Conv2d(channels, CHANNELS, 1)
        nn.init.normal_(self.last.weight, 0, 0.01)
        nn.init.zeros_(self.last.bias)
        self.last.bias.data[0] = -4.0  # nearly nothing is a face

    def forward(self, x):
        return self.last(self.body(x))


class Detector(nn.Module):
    """Strides 8, 16 and 32; what the coarse levels saw is added to the finer ones."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(Conv(1, 16, 3, 2), Separable(16, 24, 2))
        self.level8 = nn.Sequential(Separable(24, 48, 2), *[Separable(48, 48) for _ in range(2)])
        self.level16 = nn.Sequential(Separable(48, 80, 2), *[Separable(80, 80) for _ in range(3)])
        self.level32 = nn.Sequential(Separable(80, 96, 2), *[Separable(96, 96) for _ in range(2)])
        self.side32, self.side16 = Conv(96, 48, 1), Conv(80, 48, 1, relu=False)
        self.merge16, self.merge8 = Separable(48, 48), Separable(48, 48)
        self.heads = nn.ModuleList([Head(48) for _ in STRIDES])

    def forward(self, x):
        x8 = self.level8(self.stem(x))
        x16 = self.level16(x8)
        y32 = self.side32(self.level32(x16))
        y16 = self.merge16(F.relu(self.side16(x16) + F.interpolate(y32, scale_factor=2.0, mode="nearest")))
        y8 = self.merge8(F.relu(x8 + F.interpolate(y16, scale_factor=2.0, mode="nearest")))
        return [head(y) for head, y in zip(self.heads, (y8, y16, y32))]

    def written(self, rows=352, columns=480):
        """The content of the file; the reader makes the net as large as it needs (multiples of 32)."""
        w = Writer(rows, columns)

        def chain(x, blocks):
            for block in blocks:
                x = w.block(x, block)
            return x

        x8 = chain(chain(0, self.stem), self.level8)
        x16 = chain(x8, self.level16)
        y32 = chain(x16, [*self.level32, self.side32])
        y16 = w.block(w.add(w.block(x16, self.side16), w.upsample(y32)), self.merge16)
        y8 = w.block(w.add(x8, w.upsample(y16)), self.merge8)
        for head, y, stride in zip(self.heads, (y8, y16, y32), STRIDES):
            w.output("s%d" % stride, w.conv(w.block(y, head.body), head.last))
        return w


def multiplications(net, rows, columns):
    """Multiply-adds of one picture, in millions."""
    total = []

    def count(layer, _, output):
        total.append(output.numel() * layer.in_channels // layer.groups * layer.kernel_size[0] ** 2)

    hooks = [layer.register_forward_hook(count) for layer in net.modules() if isinstance(layer, nn.Conv2d)]
    with torch.no_grad():
        net.eval()(torch.zeros(1, 1, rows, columns))
    for hook in hooks:
        hook.remove()
    return sum(total) / 1e6


def normalised(picture):
    """What the net sees of a grey picture, 0..255."""
    picture = np.asarray(picture, np.float32)
    level = (picture - picture.mean()) * (DEVIATION / (picture.std() + 1)) + MEAN
    return np.clip(level, 0, 255) / 128 - 1


def resized(grey, long_side):
    """The picture at multiples of 32, and what one of its pixels is in pixels of the original (x, y)."""
    rows, columns = grey.shape
    scale = long_side / max(rows, columns)
    width, height = (max(32, 32 * int(n * scale / 32 + 0.5)) for n in (columns, rows))
    fx, fy = width / columns, height / rows
    picture = crop.sample(grey, [[fx, 0, fx / 2 - 0.5], [0, fy, fy / 2 - 0.5]], width, height)
    return picture, np.array([columns / width, rows / height])


def decoded(outputs, least):
    """Rows x0 y0 x1 y1 score, 5 points x y, of the cells whose score is above `least`."""
    faces = []
    for output, stride in zip(outputs, STRIDES):
        rows, columns = np.nonzero(output[..., 0] > np.log(least / (1 - least)))
        v = output[rows, columns]
        middle = np.stack([columns, rows], 1) * stride + stride / 2 - 0.5
        centre = middle + v[:, 1:3] * stride
        half = np.exp(np.clip(v[:, 3:5], -4, 4)) * stride * 2
        five = middle[:, None] + v[:, 5:].reshape(-1, 5, 2) * stride * 2
        score = 1 / (1 + np.exp(-v[:, :1]))
        faces.append(np.concatenate([centre - half, centre + half, score, five.reshape(-1, 10)], 1))
    return np.concatenate(faces)


def overlap(a, b):
    common = np.maximum(np.minimum(a[2:4], b[2:4]) - np.maximum(a[:2], b[:2]), 0).prod()
    return common / ((a[2:4] - a[:2]).prod() + (b[2:4] - b[:2]).prod() - common)


def same_face(a, b):
    """Overlapping, or not too different in size and one's centre inside the other."""
    if overlap(a, b) > 0.3:
        return True
    ratio = (a[2] - a[0]) / (b[2] - b[0])
    if not 1 / 3.5 < ratio < 3.5:
        return False
    ca, cb = (a[:2] + a[2:4]) / 2, (b[:2] + b[2:4]) / 2
    return bool(((ca > b[:2]) & (ca < b[2:4])).all() or ((cb > a[:2]) & (cb < a[2:4])).all())


def strongest(faces):
    """Of faces that are the same, the one with the highest score."""
    kept = []
    for face in faces[np.argsort(-faces[:, 4], kind="stable")]:
        if not any(same_face(face, other) for other in kept):
            kept.append(face)
    return np.array(kept).reshape(-1, 15)


def look_matrix(face, size):
    """From the picture to the second look: the face upright by its eyes, `size` large, in the middle."""
    eyes = face[7:9] - face[5:7]
    extent = np.sqrt((face[2:4] - face[:2]).prod())
    turn = np.clip(np.arctan2(eyes[1], eyes[0]), -0.9, 0.9) if np.hypot(*eyes) > 0.12 * extent else 0.0
    cos, sin = np.cos(turn) * size / extent, np.sin(turn) * size / extent
    linear = np.array([[cos, sin], [-sin, cos]])
    return np.c_[linear, (LOOK - 1) / 2 - linear @ ((face[:2] + face[2:4]) / 2)]


class Finder:
    """Finds faces in grey pictures: find(grey) gives rows x0 y0 x1 y1 score, 5 points x y, in pixels of the picture."""

    def __init__(self, net, long_side=LONG_SIDE, second=True):
        self.net, self.long_side, self.second = net.eval().to(memory_format=torch.channels_last), long_side, second

    def outputs(self, picture):
        x = torch.from_numpy(normalised(picture)[None, None]).contiguous(memory_format=torch.channels_last)
        with torch.no_grad():
            return [y[0].permute(1, 2, 0).numpy() for y in self.net(x)]

    def candidates(self, grey, least=CANDIDATE):
        picture, step = resized(grey, self.long_side)
        faces = decoded(self.outputs(picture), least)
        for x, y in ((0, 1), (2, 3), *((5 + 2 * i, 6 + 2 * i) for i in range(5))):
            faces[:, [x, y]] = (faces[:, [x, y]] + 0.5) * step - 0.5
        return strongest(faces)

    def looked_at(self, grey, face):
        """The score after the second look: geometric means."""
        product = 1.0
        for size in LOOK_FACES:
            seen = decoded(self.outputs(crop.sample(grey, look_matrix(face, size), LOOK, LOOK)), LOOK_SCORE)
            middle = (LOOK - 1) / 2
            expected = np.array([middle - size / 2, middle - size / 2, middle + size / 2, middle + size / 2])
            product *= max((s[4] for s in seen if overlap(s, expected) > LOOK_OVERLAP), default=UNSEEN)
        return np.sqrt(face[4] * np.sqrt(product))

    def find(self, grey, threshold=FOUND):
        faces = self.candidates(grey)
        if self.second:
            for face in faces:
                face[4] = self.looked_at(grey, face)
        return faces[faces[:, 4] >= threshold]
