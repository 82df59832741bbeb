"""What the trainers of the patch nets share: the net's form, the loop, writing and checking."""
import multiprocessing
import time

import numpy as np
import torch
import torch.nn as nn

import patch_augment as augment
from networks import Writer, run

RATE = 4e-3


class PatchNet(nn.Module):
    """Blocks, one dense layer, one linear head per output; heads begin at zero, their biases at the mean."""

    def __init__(self, blocks, inner, hidden, sizes):
        super().__init__()
        self.blocks = nn.Sequential(*blocks)
        self.hidden = nn.Linear(inner, hidden)
        self.heads = nn.ModuleDict({name: nn.Linear(hidden, size) for name, size in sizes.items()})
        for head in self.heads.values():
            nn.init.zeros_(head.weight)
            nn.init.zeros_(head.bias)

    def forward(self, x):
        x = torch.relu(self.hidden(self.blocks(x).flatten(1)))
        return {name: head(x) for name, head in self.heads.items()}


def written(net, rows, columns, leave_out=()):
    writer = Writer(rows, columns)
    x = 0
    for block in net.blocks:
        x = writer.block(x, block)
    x = writer.linear(x, net.hidden, relu=True)
    for name, head in net.heads.items():
        if name not in leave_out:
            writer.output(name, writer.linear(x, head))
    return writer


def batches(data, steps, count):
    """Batches made by a process of its own, a few ahead."""
    context = multiprocessing.get_context("fork")
    queue = context.Queue(4)
    def work():
        for _ in range(steps):
            x, truth = data.batch(count)
            queue.put((x.numpy(), {k: v.numpy() for k, v in truth.items()}))
    worker = context.Process(target=work, daemon=True)
    worker.start()
    for _ in range(steps):
        x, truth = queue.get()
        yield torch.from_numpy(x), {k: torch.from_numpy(v) for k, v in truth.items()}
    worker.join()


def train(net, data, loss, steps, look, count=256, every=250):
    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=1e-3)
    start = time.process_time()
    for step, (x, truth) in enumerate(batches(data, steps, count)):
        for group in optimiser.param_groups:
            group["lr"] = RATE * (.5 * (1 + np.cos(np.pi * step / steps)) + .01) * min(1, (step + 1) / 50)
        total, parts = loss(net, net(x.contiguous(memory_format=torch.channels_last)), truth)
        optimiser.zero_grad()
        total.backward()
        optimiser.step()
        if (step + 1) % every == 0:
            said = " ".join(f"{k} {v.item():.3f}" for k, v in parts.items())
            print(step + 1, "cpu %.0f" % (time.process_time() - start), said, look(net), flush=True)


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
    """Prints how far the written file is from what torch gives."""
    x = augment.normalised(torch.from_numpy(patches.astype(np.float32))[:, None])
    net.eval()
    with torch.no_grad():
        expected = {k: v.numpy() for k, v in net(x).items()}
    got = [run(content, one[0].numpy()) for one in x]
    worst = {k: round(float(max(np.abs(g[k].ravel() - e).max() for g, e in zip(got, expected[k]))), 4) for k in got[0]}
    print("largest difference of the written net:", worst)
