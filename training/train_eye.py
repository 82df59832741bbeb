"""Trains the eye-patch net and writes it.

  python train_eye.py OUT.net STEPS SEED EYES.npz RENDERS.npz ... [--start W.pt] [--clips CLIPS.npz]

EYES comes from eye_data.py, RENDERS from render_patch.py, CLIPS (only to look on) from evaluate_patch.py.
"""
import argparse

import numpy as np
import torch
import torch.nn as nn

import crop
import patch_augment as augment
from eye_data import opening
from networks import Conv, Separable
from train_patch import PatchNet, checked, predictor, train, written
from render_patch import CANVAS, EYE_CANVAS

WIDTH, HEIGHT = crop.EYE_WIDTH, crop.EYE_HEIGHT
MIX = (.5, .2, .3)  # renders, portraits, portraits warped shut
SIZES = dict(lids=32, iris=2, opening=1, gaze=2, shapes=2)
SHIFT = (3.0, 2.5)  # pixels that the patch is off by, s.d. across and down: what the point net gets wrong
SEEN = 2.2  # pixels of opening from which on the iris and the gaze are learnt


def eye_net():
    blocks = (Conv(1, 12, 3, 2), Separable(12, 12), Separable(12, 24, 2), Separable(24, 24), Separable(24, 24),
              Separable(24, 48, 2), Separable(48, 48), Separable(48, 48), Conv(48, 24, 1))
    net = PatchNet(blocks, 24 * (HEIGHT // 8) * (WIDTH // 8), 64, SIZES)
    net.domain = nn.Parameter(torch.zeros(35))  # how the renders' definition of lids, iris, opening differs; not written
    return net


class Data:
    """Batches of patches with what is to be learnt, in pixels about the patch's middle."""

    def __init__(self, eyes, renders, rng):
        self.rng = rng
        z, r = np.load(eyes), [np.load(path) for path in renders]
        joined = {k: np.concatenate([one[k] for one in r]) for k in ("canvas", "lids", "iris", "gaze", "shapes")}
        part = lambda kind: {k.split("_")[1]: z[k] for k in z.files if k.startswith(kind)}
        self.sources = [joined, part("plain"), part("shut")]
        middle = np.array(EYE_CANVAS) / 2
        self.mean = ((self.sources[1]["lids"].mean(0) - middle) / CANVAS).ravel()

    def batch(self, count):
        counts = np.round(np.array(MIX) * count).astype(int)
        counts[-1] = count - counts[:-1].sum()
        parts = [self.part(k, n) for k, n in enumerate(counts) if n]
        x = augment.damaged(torch.cat([p[0] for p in parts]), self.rng)
        truth = {k: torch.from_numpy(np.concatenate([p[1][k] for p in parts]).astype(np.float32)) for k in parts[0][1]}
        return augment.normalised(x), truth

    def part(self, kind, count):
        source, rng = self.sources[kind], self.rng
        pick = rng.integers(0, len(source["canvas"]), count)
        matrix, shift = augment.jitter(rng, count, SHIFT, zoom=1 / CANVAS)
        canvases = augment.blurred(torch.from_numpy(source["canvas"][pick])[:, None].float(), rng)
        x = augment.cut(canvases, matrix, shift, WIDTH, HEIGHT)
        middle = np.array(EYE_CANVAS) / 2
        lids = augment.moved(source["lids"][pick], matrix, shift, middle)
        iris = augment.moved(source["iris"][pick][:, None], matrix, shift, middle)[:, 0]
        back = [15, 14, 13, 12, 11, 10, 9]
        crossed = np.maximum(lids[:, 1:8, 1] - lids[:, back, 1], 0) / 2
        lids[:, 1:8, 1] -= crossed
        lids[:, back, 1] += crossed
        gap = opening(lids)
        truth = dict(points=np.c_[lids.reshape(count, 32), iris, gap], seen=gap > SEEN, render=np.full(count, kind == 0))
        truth["gaze"] = source["gaze"][pick] if kind == 0 else np.zeros((count, 2))
        truth["shapes"] = source["shapes"][pick] if kind == 1 else np.zeros((count, 2))
        truth["shaped"] = np.full(count, kind == 1)
        return x, truth


def loss(net, out, truth):
    points = torch.cat([out["lids"], out["iris"], out["opening"]], 1) + truth["render"][:, None] * net.domain
    far = (points - truth["points"]).abs()
    weight = torch.ones(32)
    weight[[0, 1, 16, 17]] = .6  # the corners
    lids = (far[:, :32] * weight).mean()
    iris = (far[:, 32:34].mean(1) * truth["seen"]).sum() / truth["seen"].sum()
    gaps = lambda p: (p[:, :32].view(-1, 16, 2)[:, 9:16, 1].flip(1) - p[:, :32].view(-1, 16, 2)[:, 1:8, 1])
    gap = (gaps(points) - gaps(truth["points"])).abs().mean()
    known = truth["seen"] * truth["render"]
    gaze = ((out["gaze"] - truth["gaze"]).abs().mean(1) * known).sum() / known.sum().clamp(min=1)
    shapes = ((out["shapes"] - truth["shapes"]).abs().mean(1) * truth["shaped"]).sum() / truth["shaped"].sum().clamp(min=1)
    total = lids + .7 * iris + far[:, 34].mean() + gap + 8 * gaze + 2 * shapes
    return total, dict(lids=lids, iris=iris, opening=far[:, 34].mean(), gaze=gaze)


def main():
    parser = argparse.ArgumentParser()
    for name, kind in (("out", str), ("steps", int), ("seed", int), ("eyes", str)):
        parser.add_argument(name, type=kind)
    parser.add_argument("renders", nargs="+")
    parser.add_argument("--start", help="weights (.pt) to go on from")
    parser.add_argument("--clips")
    a = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(a.seed)
    data = Data(a.eyes, a.renders, np.random.default_rng(a.seed))
    net = eye_net().to(memory_format=torch.channels_last)
    with torch.no_grad():
        net.heads["lids"].bias.copy_(torch.from_numpy(data.mean))
        net.heads["opening"].bias.fill_(8)
    if a.start:
        net.load_state_dict(torch.load(a.start, weights_only=True))
    print("parameters", sum(p.numel() for p in net.parameters()) - 35, "patches", [len(s["canvas"]) for s in data.sources])
    look = lambda net: ""
    if a.clips:
        import evaluate_patch
        clips = evaluate_patch.load(a.clips)
        look = lambda net: evaluate_patch.eye_line(predictor(net), clips)
    train(net, data, loss, a.steps, look)
    torch.save(net.state_dict(), a.out + ".pt")
    writer = written(net, HEIGHT, WIDTH)
    writer.save(a.out)
    checked(net, writer.bytes(), data.sources[1]["canvas"][:8, 20:52, 24:72])
    if a.clips:
        print(evaluate_patch.eye_report(predictor(net), clips))


if __name__ == "__main__":
    main()
