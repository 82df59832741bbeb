"""Trains the point net: one grey face crop -> 478 points, blendshapes, head pose, "a face is there"; writes its weights.

    python train_face.py OUT.pt STEPS --portraits portraits.jpgs portraits_labels.npz --renders r0.npz r1.npz ...
        [--start OLD.pt] [--rate 2e-3] [--export face-points.net] [--clips MP_FOLDER MEDIA_FOLDER] [--distance 1] [--seed 0]

Teachers are MediaPipe's labels; of renders the rotation is the exact one.  See README.md for data, times and results.
"""

import argparse
import copy
import tempfile
import time

import numpy as np
import torch
import torch.distributed as dist
import torch.nn as nn
import torch.nn.functional as F

import face_data
import ict
from networks import Conv, Separable, Writer


class FaceNet(nn.Module):
    def __init__(self, mean=None):
        super().__init__()
        self.blocks = nn.Sequential(
            Conv(1, 16, 3, 2),
            Separable(16, 32, 2),
            Separable(32, 32),
            Separable(32, 32),
            Separable(32, 64, 2),
            Separable(64, 64),
            Separable(64, 64),
            Separable(64, 64),
            Separable(64, 128, 2),
            Separable(128, 128),
            Separable(128, 128),
            Conv(128, 32, 1),
        )
        self.hidden = nn.Linear(32 * 49, 160)
        self.points, self.shapes, self.pose, self.flag = (nn.Linear(160, n) for n in (478 * 3, 52, 6, 1))
        with torch.no_grad():
            self.points.weight *= 0.3
            if mean is not None:
                self.points.bias.copy_(torch.from_numpy(mean.ravel()))
            self.pose.bias.copy_(torch.tensor([1.0, 0, 0, 0, 1, 0]))

    def forward(self, x):
        features = self.blocks(x).flatten(1)
        with torch.autocast("cpu", enabled=False):
            return self.heads(features.float())

    def heads(self, features):
        h = F.relu(self.hidden(features))
        return self.points(h).view(-1, 478, 3), self.shapes(h), self.pose(h), self.flag(h)[:, 0]


def export(net, path):
    net = copy.deepcopy(net).eval()
    writer = Writer(face_data.SIDE, face_data.SIDE)
    x = 0
    for block in net.blocks:
        x = writer.block(x, block)
    x = writer.linear(x, net.hidden, True)
    for name in ("points", "shapes", "pose", "flag"):
        writer.output(name, writer.linear(x, getattr(net, name)))
    writer.save(path)


def point_weights():
    w = np.ones(478, np.float32)
    w[face_data.MAP68] = 3
    w[face_data.EYE_RINGS + face_data.LIPS] = 4
    w[468:] = 3
    w[[159, 145, 386, 374, 13, 14, 61, 291, 33, 133, 362, 263]] = 6
    return torch.from_numpy(w / w.mean())


class Loss:
    def __init__(self, data, distance):
        self.weights, self.distance = point_weights(), distance
        self.a, self.b = (torch.tensor(ids) for ids in zip(*face_data.PAIRS))
        spread = data.shapes.std(0)
        self.shape_weights = torch.from_numpy((1 / (spread + 0.05)).astype(np.float32))
        self.shape_weights[spread < 0.004] = 0
        self.shape_weights[0] = 0

    def __call__(self, out, truth):
        points, shapes, pose, flag = out
        y, b, r, posed, known, face = truth
        n = face.sum().clamp(min=1)
        off = (points - y).abs()
        parts = [((off[..., :2].sum(-1) + 0.3 * off[..., 2]) * self.weights).mean(1)]
        length = lambda p: (p[:, self.a, :2] - p[:, self.b, :2]).norm(dim=2)
        parts.append(self.distance * (length(points) - length(y)).abs().mean(1))
        weights = self.shape_weights.expand(len(b), -1).clone()
        weights[:, face_data.DEAD] *= known[:, None]
        parts.append(0.1 * (weights * (torch.sigmoid(shapes) - b).abs()).mean(1))
        parts.append(posed * (pose - r).abs().mean(1))
        values = [(p * face).sum() / n for p in parts] + [0.1 * F.binary_cross_entropy_with_logits(flag, face)]
        return sum(values), [float(v) for v in values]


def averaged(mean, net, decay):
    with torch.no_grad():
        for a, b in zip(mean.state_dict().values(), net.state_dict().values()):
            if a.dtype.is_floating_point:
                a.lerp_(b, 1 - decay)
            else:
                a.copy_(b)


def report(net, data, seed=5):
    """Errors on undisturbed (still shifted and turned) crops of `data`."""
    net.eval()
    rng = np.random.default_rng(seed)
    with torch.no_grad():
        x, y, _, r, posed, _, _ = face_data.batch(data, rng, 256, 0.0, 0.0)
        points, _, pose, _ = net(x)
    size = (y[:, 33, :2] - y[:, 263, :2]).norm(dim=1, keepdim=True).clamp(min=0.6)
    error = ((points - y)[..., :2].norm(dim=2) / size)[:, face_data.MAP68].mean() * 100
    angle = face_data.angle_between(orthonormal(pose.numpy()), complete(r.numpy()))[posed.numpy() > 0]
    net.train()
    return "points %.2f %% pose %.1f" % (error, angle.mean())


def complete(rows):
    a = rows.reshape(-1, 2, 3)
    return np.concatenate([a, np.cross(a[:, 0], a[:, 1])[:, None]], 1)


def orthonormal(rows):
    """The rotation nearest to two rows: their plane kept, both turned alike until they are square."""
    a = rows.reshape(-1, 2, 3).astype(np.float64)
    a /= np.linalg.norm(a, axis=2, keepdims=True) + 1e-9
    s, d = a[:, 0] + a[:, 1], a[:, 0] - a[:, 1]
    s /= np.linalg.norm(s, axis=1, keepdims=True) + 1e-9
    d /= np.linalg.norm(d, axis=1, keepdims=True) + 1e-9
    return complete(np.stack([s + d, s - d], 1) / np.sqrt(2))


def options():
    p = argparse.ArgumentParser()
    p.add_argument("out")
    p.add_argument("steps", type=int)
    p.add_argument("--portraits", nargs=2)
    p.add_argument("--renders", nargs="*", default=[])
    p.add_argument("--warped", nargs="*", default=[], help="files of mouth_data.py")
    p.add_argument("--shares", nargs=3, type=float, default=(0.35, 0.4, 0.25), help="portraits, renders, warped")
    p.add_argument("--ict", help="ict.npz: faces are also bent to other builds")
    p.add_argument("--start")
    p.add_argument("--export")
    p.add_argument("--clips", nargs=2)
    p.add_argument("--rate", type=float, default=2e-3)
    p.add_argument("--distance", type=float, default=1.5)
    p.add_argument("--batch", type=int, default=64)
    p.add_argument("--processes", type=int, default=1, help="each works on batches of its own; gradients are averaged")
    p.add_argument(
        "--bf16", action="store_true", help="convolutions with 16-bit numbers: a fifth faster, for all but the last steps"
    )
    p.add_argument("--seed", type=int, default=0)
    return p.parse_args()


def together(net, processes):
    """Gradients averaged over the processes."""
    if processes > 1:
        grads = [p.grad for p in net.parameters()]
        flat = torch.cat([g.flatten() for g in grads])
        dist.all_reduce(flat)
        flat /= processes
        for g, part in zip(grads, flat.split([g.numel() for g in grads])):
            g.copy_(part.view_as(g))


def train(o, say=print, rank=0):
    torch.set_num_threads(1)
    torch.manual_seed(o.seed)
    rng = np.random.default_rng([o.seed, rank])
    if rank:
        say = lambda *a, **k: None
    pictures, labels = o.portraits or (None, None)
    data = face_data.load(pictures, labels, o.renders, o.warped, o.shares, say)
    if o.ict:
        data.identities = face_data.identity_steps(ict.load(o.ict))
    mean = (data.points - (data.points.min(1, keepdims=True) + data.points.max(1, keepdims=True)) / 2) * [1, 1, 1]
    mean = mean.mean(0).astype(np.float32) / (face_data.label.CROP / face_data.label.COVER * 1.3) * 4
    net = FaceNet(mean).to(memory_format=torch.channels_last)
    if o.start:
        net.load_state_dict(torch.load(o.start, weights_only=True))
    average, loss = copy.deepcopy(net), Loss(data, o.distance)
    optimiser = torch.optim.AdamW(net.parameters(), lr=o.rate, weight_decay=1e-4)
    say(len(data.crops), "crops,", sum(p.numel() for p in net.parameters()), "parameters")
    started, cpu, sums = time.time(), time.process_time(), []
    for step in range(1, o.steps + 1):
        rate = o.rate * min(1, step / 100) * (0.5 + 0.5 * np.cos(np.pi * step / o.steps) + 0.005)
        for g in optimiser.param_groups:
            g["lr"] = rate
        x, *truth = face_data.batch(data, rng, o.batch)
        with torch.autocast("cpu", torch.bfloat16, enabled=o.bf16 and step < 0.85 * o.steps):
            out = net(x.contiguous(memory_format=torch.channels_last))
        value, parts = loss(out, truth)
        optimiser.zero_grad(set_to_none=True)
        value.backward()
        together(net, o.processes)
        nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        optimiser.step()
        if rank:
            continue
        averaged(average, net, min(0.998, step / (step + 10)))
        sums.append(parts)
        if step % 250 == 0 or step == o.steps:
            used = time.process_time() - cpu
            say(
                "%d wall %.0f cpu %.0f images/s %.0f losses %s | %s %s"
                % (
                    step,
                    time.time() - started,
                    used,
                    step * o.batch / used,
                    np.mean(sums, 0).round(4).tolist(),
                    report(average, data),
                    clips(average, o.clips, 6 if step < o.steps else 1),
                ),
                flush=True,
            )
            sums = []
            torch.save(average.state_dict(), o.out)
            if o.export:
                export(average, o.export)
    return average


def clips(net, folders, step):
    if not folders:
        return ""
    import evaluate_face

    return evaluate_face.short(net, *folders, step)


def one_of(rank, o, address):
    dist.init_process_group("gloo", init_method="file://" + address, rank=rank, world_size=o.processes)
    train(o, print, rank)


def main():
    o = options()
    if o.processes == 1:
        train(o)
        return
    with tempfile.TemporaryDirectory() as folder:
        torch.multiprocessing.spawn(one_of, (o, folder + "/meet"), o.processes)


if __name__ == "__main__":
    main()
