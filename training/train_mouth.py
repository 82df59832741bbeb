"""Trains the mouth-patch net and writes it.

  python train_mouth.py OUT.net STEPS SEED --portraits PORTRAITS.jpgs LABELS.npz [--warped W.npz ...] [--renders R.npz ...]
                        [--mix .3,.4,.3] [--batch 128] [--start W.pt] [--clips CLIPS.npz]

WARPED comes from mouth_data.py, RENDERS from render_patch.py or label.py, CLIPS (only to look on) from evaluate_patch.py.
"""
import argparse

import cv2
import numpy as np
import torch
import torch.nn.functional as F

import crop
import patch_augment as augment
from eye_data import portraits
from networks import Conv, Separable
from train_patch import PatchNet, checked, predictor, train, written

WIDTH, HEIGHT = crop.MOUTH_WIDTH, crop.MOUTH_HEIGHT
CANVAS, CANVAS_SIZE = 1.25, (108, 80)  # canvases hold this many pixels for one of the patch
# MediaPipe's lips: outer ring, inner ring, each from the right corner over the upper lip to the left one and back.
LIPS = [61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146,
        78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95]
MIRRORED = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 19, 18, 17, 16, 15, 14, 13, 12, 11]
MIRRORED += [20 + k for k in MIRRORED]
FIRST, SHAPES = 23, 27  # MediaPipe's blendshapes 23 jawForward .. 49 mouthUpperUpRight
# jawForward jawLeft jawOpen jawRight mouthClose, dimple L R, frown L R, funnel, left, lowerDown L R, press L R, pucker, right,
# roll lower upper, shrug lower upper, smile L R, stretch L R, upperUp L R
SWAPPED = [0, 3, 2, 1, 4, 6, 5, 8, 7, 9, 16, 12, 11, 14, 13, 15, 10, 17, 18, 19, 20, 22, 21, 24, 23, 26, 25]
PAIRS = ((25, 35), (24, 36), (26, 34), (23, 37), (27, 33), (5, 15), (0, 10), (5, 25), (15, 35), (2, 18), (8, 12))
SIZES = dict(lips=80, shapes=SHAPES)


def canvas(grey, points):
    matrix = crop.patch_matrix(points, points[[61, 291, 0, 17], :2].mean(0), *CANVAS_SIZE, crop.MOUTH_SCALE * CANVAS)
    image = cv2.warpAffine(grey, matrix, CANVAS_SIZE, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return image, points[LIPS, :2] @ matrix[:, :2].T + matrix[:, 2]


def canvases(examples):
    rows = [(*canvas(grey, points.astype(np.float64)), shapes[FIRST : FIRST + SHAPES]) for grey, points, shapes in examples]
    kinds = dict(canvas=np.uint8, lips=np.float32, shapes=np.float32)
    return {k: np.array([row[i] for row in rows], kind) for i, (k, kind) in enumerate(kinds.items())}


def labelled(paths):
    """Examples of mouth_data.py and render_patch.py (picture, points, blendshapes) or label.py (crops, points, shapes)."""
    for path in paths:
        z = np.load(path)
        names = ("picture", "points", "blendshapes") if "picture" in z.files else ("crops", "points", "shapes")
        yield from zip(*(z[name] for name in names))


class Data:
    def __init__(self, sources, mix, rng):
        self.sources, self.mix, self.rng = sources, np.array(mix), rng
        self.mean = ((sources[0]["lips"].mean(0) - np.array(CANVAS_SIZE) / 2) / CANVAS).ravel()

    def batch(self, count):
        counts = np.round(self.mix * count).astype(int)
        counts[-1] = count - counts[:-1].sum()
        parts = [self.part(source, n) for source, n in zip(self.sources, counts) if n]
        x = augment.damaged(torch.cat([p[0] for p in parts]), self.rng)
        lips, shapes = (torch.from_numpy(np.concatenate([p[k] for p in parts]).astype(np.float32)) for k in (1, 2))
        flip = torch.from_numpy(self.rng.random(count) < .5)
        x = torch.where(flip[:, None, None, None], torch.roll(x.flip(3), 1, 3), x)
        other = lips.view(-1, 40, 2)[:, MIRRORED] * torch.tensor([-1.0, 1.0])
        lips = torch.where(flip[:, None], other.reshape(-1, 80), lips)
        shapes = torch.where(flip[:, None], shapes[:, SWAPPED], shapes)
        return augment.normalised(x), dict(lips=lips, shapes=shapes)

    def part(self, source, count):
        rng = self.rng
        pick = rng.integers(0, len(source["canvas"]), count)
        matrix, shift = augment.jitter(rng, count, (2.2, 2.2), zoom=1 / CANVAS)
        images = augment.blurred(torch.from_numpy(source["canvas"][pick])[:, None].float(), rng)
        x = augment.cut(images, matrix, shift, WIDTH, HEIGHT)
        lips = augment.moved(source["lips"][pick], matrix, shift, np.array(CANVAS_SIZE) / 2)
        return x, lips.reshape(count, 80), source["shapes"][pick]


def loss(net, out, truth):
    far = (out["lips"] - truth["lips"]).abs().mean()
    ours, theirs = (p.view(-1, 40, 2) for p in (out["lips"], truth["lips"]))
    a, b = (list(k) for k in zip(*PAIRS))
    apart = ((ours[:, b] - ours[:, a]) - (theirs[:, b] - theirs[:, a])).abs().mean()
    middle = lambda p: p[:, [0, 10], 1] - p[:, [25, 35], 1].mean(1, keepdim=True)  # height of the corners
    corners = (middle(ours) - middle(theirs)).abs().mean()
    value = torch.sigmoid(out["shapes"])
    shapes = F.binary_cross_entropy_with_logits(out["shapes"], truth["shapes"]) + 2 * (value - truth["shapes"]).abs().mean()
    return far + apart + corners + 4 * shapes, dict(lips=far, apart=apart, corners=corners, shapes=shapes)


def mouth_net():
    blocks = (Conv(1, 16, 3, 2), Separable(16, 16), Separable(16, 32, 2), Separable(32, 32), Separable(32, 32),
              Separable(32, 64, 2), Separable(64, 64), Separable(64, 64), Conv(64, 24, 1))
    return PatchNet(blocks, 24 * (HEIGHT // 8) * (WIDTH // 8), 64, SIZES)


def main():
    parser = argparse.ArgumentParser()
    for name, kind in (("out", str), ("steps", int), ("seed", int)):
        parser.add_argument(name, type=kind)
    parser.add_argument("--portraits", nargs=2, required=True)
    parser.add_argument("--warped", nargs="*", default=[])
    parser.add_argument("--renders", nargs="*", default=[])
    parser.add_argument("--mix", default=".3,.4,.3")
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--start", help="weights (.pt) to go on from")
    parser.add_argument("--clips")
    a = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(a.seed)
    kinds = [portraits(*a.portraits), labelled(a.warped), labelled(a.renders)]
    mix = np.array([float(v) for v in a.mix.split(",")])
    sources = [canvases(examples) for examples, part in zip(kinds, mix) if part]
    data = Data(sources, mix[mix > 0] / mix.sum(), np.random.default_rng(a.seed))
    net = mouth_net().to(memory_format=torch.channels_last)
    with torch.no_grad():
        net.heads["lips"].bias.copy_(torch.from_numpy(data.mean))
        net.heads["shapes"].bias.fill_(-3)
    if a.start:
        net.load_state_dict(torch.load(a.start, weights_only=True))
    print("parameters", sum(p.numel() for p in net.parameters()), "patches", [len(s["canvas"]) for s in sources], flush=True)
    look = lambda net: ""
    if a.clips:
        import evaluate_mouth
        clips = evaluate_mouth.load(a.clips)
        look = lambda net: evaluate_mouth.line(predictor(net), clips)
    train(net, data, loss, a.steps, look, a.batch)
    torch.save(net.state_dict(), a.out + ".pt")
    writer = written(net, HEIGHT, WIDTH)
    writer.save(a.out)
    checked(net, writer.bytes(), sources[0]["canvas"][:8, 16:64, 22:86])
    if a.clips:
        print(evaluate_mouth.report(predictor(net), clips))


if __name__ == "__main__":
    main()
