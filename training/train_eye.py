"""Trains the eye-patch net and writes it.

  python train_eye.py OUT.net STEPS SEED EYES.npz RENDERS.npz ... [--clips CLIPS.npz]

EYES comes from eye_data.py, RENDERS from render_patch.py, CLIPS (only to look on) from evaluate_patch.py.
"""
import argparse
import time

import numpy as np
import torch
import torch.nn as nn

import crop
import patch_augment as augment
from eye_data import opening
from networks import Conv, Separable, Writer, run
from render_patch import CANVAS, EYE_CANVAS

WIDTH, HEIGHT = crop.EYE_WIDTH, crop.EYE_HEIGHT
MIX = (.5, .2, .3)  # renders, portraits, portraits warped shut
BATCH, RATE = 256, 4e-3
SIZES = dict(lids=32, iris=2, opening=1, gaze=2, shapes=2)
SEEN = 2.2  # pixels of opening from which on the iris and the gaze are learnt


class EyeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.Sequential(Conv(1, 12, 3, 2), Separable(12, 12), Separable(12, 24, 2), Separable(24, 24),
                                    Separable(24, 24), Separable(24, 48, 2), Separable(48, 48), Separable(48, 48),
                                    Conv(48, 24, 1))
        self.hidden = nn.Linear(24 * (HEIGHT // 8) * (WIDTH // 8), 64)
        self.heads = nn.ModuleDict({name: nn.Linear(64, size) for name, size in SIZES.items()})
        for head in self.heads.values():
            nn.init.zeros_(head.weight)
            nn.init.zeros_(head.bias)
        self.domain = nn.Parameter(torch.zeros(35))  # how the renders' definition of lids, iris, opening differs; not written

    def forward(self, x):
        x = torch.relu(self.hidden(self.blocks(x).flatten(1)))
        return {name: head(x) for name, head in self.heads.items()}


def written(net):
    writer = Writer(HEIGHT, WIDTH)
    x = 0
    for block in net.blocks:
        x = writer.block(x, block)
    x = writer.linear(x, net.hidden, relu=True)
    for name, head in net.heads.items():
        writer.output(name, writer.linear(x, head))
    return writer


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
        matrix, shift = augment.jitter(rng, count, (2.3, 1.8), zoom=1 / CANVAS)
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
    return lids + .7 * iris + far[:, 34].mean() + gap + 8 * gaze + 2 * shapes, (lids, iris, far[:, 34].mean(), gaze)


def train(net, data, steps, look):
    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=1e-3)
    start = time.process_time()
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = RATE * (.5 * (1 + np.cos(np.pi * step / steps)) + .01) * min(1, (step + 1) / 50)
        x, truth = data.batch(BATCH)
        total, parts = loss(net, net(x.contiguous(memory_format=torch.channels_last)), truth)
        optimiser.zero_grad()
        total.backward()
        optimiser.step()
        if (step + 1) % 250 == 0:
            print(step + 1, "cpu %.0f lids %.2f iris %.2f opening %.2f gaze %.3f" % (
                time.process_time() - start, *(p.item() for p in parts)), look(net), flush=True)


def predictor(net):
    """Patches (n, rows, columns) to outputs, in batches."""
    def predict(patches):
        net.eval()
        with torch.no_grad():
            parts = [net(augment.normalised(torch.from_numpy(patches[i : i + 512].astype(np.float32))[:, None]))
                     for i in range(0, len(patches), 512)]
        net.train()
        return {k: torch.cat([p[k] for p in parts]).numpy() for k in parts[0]}
    return predict


def checked(net, content, patches):
    """The written file gives what torch gives."""
    x = augment.normalised(torch.from_numpy(patches.astype(np.float32))[:, None])
    net.eval()
    with torch.no_grad():
        expected = net(x)
    worst = {k: max(np.abs(run(content, x[i, 0].numpy())[k].ravel() - expected[k][i].numpy()).max() for i in range(len(x)))
             for k in expected}
    print("largest difference of the written net:", {k: round(float(v), 4) for k, v in worst.items()})


def main():
    parser = argparse.ArgumentParser()
    for name, kind in (("out", str), ("steps", int), ("seed", int), ("eyes", str)):
        parser.add_argument(name, type=kind)
    parser.add_argument("renders", nargs="+")
    parser.add_argument("--clips")
    a = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(a.seed)
    data = Data(a.eyes, a.renders, np.random.default_rng(a.seed))
    net = EyeNet().to(memory_format=torch.channels_last)
    with torch.no_grad():
        net.heads["lids"].bias.copy_(torch.from_numpy(data.mean))
        net.heads["opening"].bias.fill_(8)
    print("parameters", sum(p.numel() for p in net.parameters()) - 35, "patches", [len(s["canvas"]) for s in data.sources])
    look = lambda net: ""
    if a.clips:
        import evaluate_patch
        clips = evaluate_patch.load(a.clips)
        look = lambda net: evaluate_patch.eye_line(predictor(net), clips)
    train(net, data, a.steps, look)
    torch.save(net.state_dict(), a.out + ".pt")
    writer = written(net)
    writer.save(a.out)
    checked(net, writer.bytes(), data.sources[1]["canvas"][:8, 20:52, 24:72])
    if a.clips:
        print(evaluate_patch.eye_report(predictor(net), clips))


if __name__ == "__main__":
    main()
