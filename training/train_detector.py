"""Trains the face detector on composites and writes its file.

    train_detector.py OUT.net --portraits portraits.jpgs --labels portraits_labels.npz --renders renders.npz

One pass of --images pictures; after half and after three quarters of them the net looks for false alarms on pictures without a
face, and those are pasted into later ones.  The weights that are written are a moving average.  Pictures are composed by a
second process.  Beside OUT.net the weights are kept as OUT.pt.
"""
import argparse
import os
import time

import cv2
import numpy as np
import torch
import torch.nn.functional as F

import composites
import detector

SHAPES = ((192, 192, 20), (192, 192, 20), (288, 224, 12))  # width, height, pictures of a batch, in turn
SMALLEST, LARGEST = (0, 26, 68), (38, 96, 1e9)  # face sizes (pixels) that a level serves; they overlap
RATE, WARM_UP, AVERAGE = 2.5e-3, 150, 0.998
RENEW = 300  # batches after which some backgrounds are replaced
ALARM = 0.15  # score from which a false alarm is worth learning


def level_targets(composed, width, height, level):
    """Of one level: classes (1 face, 0 none, -1 ignored) and what the other 14 channels should be."""
    stride = detector.STRIDES[level]
    rows, columns = height // stride, width // stride
    x, y = (np.arange(n) * stride + stride / 2 - 0.5 for n in (columns, rows))
    kind, wanted = np.zeros((rows, columns), np.float32), np.zeros((14, rows, columns), np.float32)
    for b in composed.ignored:
        kind[np.ix_((y > b[1]) & (y < b[3]), (x > b[0]) & (x < b[2]))] = -1
    for b, five in zip(composed.boxes, composed.five):
        centre, extent = (b[:2] + b[2:]) / 2, b[2:] - b[:2]
        size = np.sqrt(extent.prod())
        dx, dy = np.abs(x - centre[0])[None], np.abs(y - centre[1])[:, None]
        if not SMALLEST[level] * 0.7 <= size <= LARGEST[level] * 1.4:  # of other levels only the very middle is ignored
            kind[(dx < 0.15 * extent[0]) & (dy < 0.15 * extent[0]) & (kind == 0)] = -1
            continue
        near = max(1.1 * stride, 0.3 * size)
        kind[(dx < near) & (dy < near) & (kind <= 0)] = -1
        if not SMALLEST[level] <= size <= LARGEST[level]:
            continue
        near = max(0.55 * stride, 0.16 * size)
        at = np.nonzero((dx < near) & (dy < near))
        kind[at] = 1
        middle = np.stack([x[at[1]], y[at[0]]])
        wanted[0:2, at[0], at[1]] = (centre[:, None] - middle) / stride
        wanted[2:4, at[0], at[1]] = np.log(extent / (4 * stride))[:, None]
        wanted[4:, at[0], at[1]] = ((five[:, :, None] - middle) / (2 * stride)).reshape(10, -1)
    return kind, wanted


class Batches(torch.utils.data.IterableDataset):
    """Endless: pictures as the net sees them, and per level classes and values."""

    def __init__(self, seed, sources, mined=()):
        self.seed, self.sources, self.mined = seed, sources, mined

    def __iter__(self):
        cv2.setNumThreads(1)
        torch.set_num_threads(1)
        composer = composites.Composer(self.seed, *self.sources, mined=self.mined)
        number = 0
        while True:
            width, height, count = SHAPES[number % len(SHAPES)]
            composed = [composer.compose(width, height) for _ in range(count)]
            pictures = np.stack([detector.normalised(c.picture) for c in composed])[:, None]
            targets = []
            for level in range(len(detector.STRIDES)):
                kinds, wanted = zip(*[level_targets(c, width, height, level) for c in composed])
                targets.append((torch.from_numpy(np.stack(kinds)), torch.from_numpy(np.stack(wanted))))
            yield torch.from_numpy(pictures), targets
            number += 1
            if number % RENEW == 0:
                composer.backgrounds.renew()


def loss(outputs, targets):
    """Focal loss of the scores (Lin et al., 2017, gamma 2); smooth L1 of boxes and points, relative to the face's size."""
    faces = sum((kind > 0).sum() for kind, _ in targets).clamp(min=1)
    score = box = points = 0.0
    for output, (kind, wanted) in zip(outputs, targets):
        logit, face = output[:, 0], kind.clamp(min=0)
        miss = 1 - torch.where(face > 0, torch.sigmoid(logit), 1 - torch.sigmoid(logit))
        entropy = F.binary_cross_entropy_with_logits(logit, face, reduction="none")
        score = score + (miss**2 * entropy * (kind >= 0)).sum()
        at = kind > 0
        if at.any():
            truth = wanted.permute(0, 2, 3, 1)[at]
            error = F.smooth_l1_loss(output[:, 1:].permute(0, 2, 3, 1)[at], truth, reduction="none", beta=0.1)
            by_size = torch.exp(-(truth[:, 2] + truth[:, 3]) / 2).clamp(max=4)
            box = box + (error[:, :2].sum(1) * by_size * 0.7 + error[:, 2:4].sum(1)).sum()
            points = points + (error[:, 4:].mean(1) * by_size * 2).sum()
    return (score + box + 0.5 * points) / faces


def mine(net, sources, seed, pictures):
    """False alarms on pictures without a face, with their surroundings."""
    finder = detector.Finder(net, composites.SIDE, second=False)
    composer = composites.Composer(seed, *sources, backgrounds=100)
    found, strong = [], 0
    for number in range(pictures):
        if number % 50 == 49:
            composer.backgrounds.renew(20)
        picture = composer.faceless()
        for face in finder.candidates(picture, ALARM):
            centre, half = (face[:2] + face[2:4]) / 2, 0.95 * (face[2:4] - face[:2]).max()
            x0, y0, x1, y1 = np.clip([*(centre - half), *(centre + half)], 0, composites.SIDE).astype(int)
            strong += face[4] > 0.5
            if min(x1 - x0, y1 - y0) > 16:
                found.append(picture[y0:y1, x0:x1].copy())
    print("mined %d false alarms in %d pictures, %d of them over 0.5" % (len(found), pictures, strong), flush=True)
    return found


class Training:
    def __init__(self, a):
        self.a, self.sources = a, (a.portraits, a.labels, a.renders)
        torch.manual_seed(a.seed)
        self.net = detector.Detector().to(memory_format=torch.channels_last)
        self.average = detector.Detector()
        if a.start:
            self.net.load_state_dict(torch.load(a.start, weights_only=True))
        self.average.load_state_dict(self.net.state_dict())
        self.optimiser = torch.optim.AdamW(self.net.parameters(), lr=a.rate, weight_decay=1e-4)
        self.seen = self.steps = 0

    def step(self, pictures, targets):
        rate = self.a.rate * min(1, (self.steps + 1) / WARM_UP) * (0.5 + 0.5 * np.cos(np.pi * min(1, self.seen / self.a.images)) + 0.005)
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        self.net.train()
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.a.half):
            outputs = self.net(pictures.contiguous(memory_format=torch.channels_last))
        value = loss([output.float() for output in outputs], targets)
        self.optimiser.zero_grad(set_to_none=True)
        value.backward()
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 5.0)
        self.optimiser.step()
        self.steps += 1
        self.seen += len(pictures)
        keep, averages = min(AVERAGE, (1 + self.steps) / (20 + self.steps)), self.average.state_dict()
        with torch.no_grad():
            for name, weight in self.net.state_dict().items():
                if weight.dtype.is_floating_point:
                    averages[name].mul_(keep).add_(weight, alpha=1 - keep)
                else:
                    averages[name].copy_(weight)
        return float(value)

    def until(self, images, mined, seed):
        loader = torch.utils.data.DataLoader(Batches(seed, self.sources, mined), batch_size=None, num_workers=1, prefetch_factor=8)
        began, mean = time.time(), 0.0
        for pictures, targets in loader:
            mean += 0.02 * (self.step(pictures, targets) - mean)
            if self.steps % 200 == 0:
                print("%6d pictures, loss %.3f, %.0f s" % (self.seen, mean, time.time() - began), flush=True)
            if self.steps % 250 == 0:
                self.save()
            if self.seen >= images:
                return

    def save(self):
        torch.save(self.average.state_dict(), os.path.splitext(self.a.out)[0] + ".pt")
        self.average.eval().written().save(self.a.out)

    def run(self):
        mined, a = [], self.a
        for part, until in enumerate((0.5, 0.75, 1.0)):
            if part:
                mined += mine(self.average, self.sources, a.seed + 100 + part, a.mining)
            self.until(until * a.images, mined, a.seed + part)
        self.save()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out")
    composites.arguments(parser)
    parser.add_argument("--images", type=int, default=130000)
    parser.add_argument("--mining", type=int, default=800, help="pictures without a face that are searched each time")
    parser.add_argument("--start", help="weights (.pt) to go on from")
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--half", action="store_true", help="train in bfloat16, for processors that are quicker at it")
    a = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    Training(a).run()


if __name__ == "__main__":
    main()
