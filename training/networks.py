"""Building blocks of the open pipeline's networks, and how they are written to a file that src/nn reads.

All are fully convolutional nets of depth-wise separable convolutions (Howard et al., MobileNets, 2017) on one grey channel.
Batch normalisation is folded into the convolution before it when a net is written.  The file's layout is described in
docs/algorithm/networks.md and read by src/nn/net_file.c; numbers are half floats, which training never needs more than.
"""
import hashlib
import struct

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

CONV, DEPTHWISE, ADD, UPSAMPLE = 1, 2, 3, 4
NONE, RELU = 0, 1
NOBODY = 0xFFFFFFFF


class Conv(nn.Module):
    """Convolution, batch normalisation, ReLU; a margin of kernel / 2 zeros."""

    def __init__(self, inputs, outputs, kernel=3, stride=1, relu=True):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)
        self.norm = nn.BatchNorm2d(outputs)
        self.relu = relu

    def forward(self, x):
        x = self.norm(self.conv(x))
        return F.relu(x) if self.relu else x


class Separable(nn.Module):
    """Depth-wise 3 x 3, then 1 x 1, each with batch normalisation; the input is added where shapes agree; ReLU."""

    def __init__(self, inputs, outputs, stride=1):
        super().__init__()
        self.depth = nn.Conv2d(inputs, inputs, 3, stride, 1, groups=inputs, bias=False)
        self.depth_norm = nn.BatchNorm2d(inputs)
        self.point = nn.Conv2d(inputs, outputs, 1, bias=False)
        self.point_norm = nn.BatchNorm2d(outputs)
        self.residual = stride == 1 and inputs == outputs

    def forward(self, x):
        y = self.point_norm(self.point(F.relu(self.depth_norm(self.depth(x)))))
        return F.relu(x + y) if self.residual else F.relu(y)


def folded(conv, norm):
    """Weights and bias of a convolution followed by a batch normalisation, as float32 arrays."""
    weight = conv.weight.detach().double()
    if norm is None:
        bias = conv.bias.detach().double() if conv.bias is not None else torch.zeros(len(weight)).double()
        return weight.float().numpy(), bias.float().numpy()
    gain = norm.weight.detach().double() / torch.sqrt(norm.running_var.double() + norm.eps)
    bias = norm.bias.detach().double() - norm.running_mean.double() * gain
    return (weight * gain.view(-1, 1, 1, 1)).float().numpy(), bias.float().numpy()


class Writer:
    """Collects the operations of one net.  Tensors are (rows, columns, channels); number 0 is the input."""

    def __init__(self, rows, columns, channels=1):
        self.tensors = [(rows, columns, channels)]
        self.operations, self.outputs, self.numbers, self.count = [], [], [], 0

    def _store(self, array):
        start = self.count
        self.numbers.append(np.ascontiguousarray(array, np.float16).ravel())
        self.count += self.numbers[-1].size
        return start

    def _add(self, kind, activation, a, b, shape, kernel=(1, 1), stride=1, pad=(0, 0), weights=NOBODY, bias=NOBODY):
        self.tensors.append(shape)
        self.operations.append((kind, activation, a, b, len(self.tensors) - 1, *kernel, stride, *pad, weights, bias))
        return len(self.tensors) - 1

    def conv(self, x, conv, norm=None, relu=False):
        """A torch Conv2d, with or without a BatchNorm2d; depth-wise when its groups say so.  Weights are stored as
        [kernel row][kernel column][input][output], depth-wise ones as [kernel row][kernel column][channel]."""
        rows, columns, channels = self.tensors[x]
        weight, bias = folded(conv, norm)
        kernel, stride, pad = conv.kernel_size, conv.stride[0], conv.padding
        shape = tuple((n + 2 * p - k) // stride + 1 for n, p, k in zip((rows, columns), pad, kernel))
        depthwise = conv.groups > 1
        order = weight[:, 0].transpose(1, 2, 0) if depthwise else weight.transpose(2, 3, 1, 0)
        return self._add(DEPTHWISE if depthwise else CONV, RELU if relu else NONE, x, NOBODY, (*shape, weight.shape[0]),
                         kernel, stride, pad, self._store(order), self._store(bias))

    def block(self, x, block):
        """A Conv or a Separable of above."""
        if isinstance(block, Conv):
            return self.conv(x, block.conv, block.norm, block.relu)
        y = self.conv(x, block.depth, block.depth_norm, True)
        y = self.conv(y, block.point, block.point_norm, not block.residual)
        return self.add(x, y) if block.residual else y

    def add(self, a, b, relu=True):
        return self._add(ADD, RELU if relu else NONE, a, b, self.tensors[a])

    def upsample(self, x):
        """Every value twice in both directions."""
        rows, columns, channels = self.tensors[x]
        return self._add(UPSAMPLE, NONE, x, NOBODY, (2 * rows, 2 * columns, channels))

    def linear(self, x, linear, relu=False):
        """A torch Linear on the flattened tensor: a convolution as large as the tensor.  Torch flattens channel by
        channel, we keep channels together."""
        rows, columns, channels = self.tensors[x]
        weight = linear.weight.detach().numpy().reshape(-1, channels, rows, columns).transpose(2, 3, 1, 0)
        return self._add(CONV, RELU if relu else NONE, x, NOBODY, (1, 1, weight.shape[3]), (rows, columns), 1, (0, 0),
                         self._store(weight), self._store(linear.bias.detach().numpy()))

    def output(self, name, x):
        self.outputs.append((name, x))

    def bytes(self):
        head = struct.pack("<8s4I", b"FACSNET1", len(self.tensors), len(self.operations), len(self.outputs), self.count)
        body = b"".join(struct.pack("<3I", *shape) for shape in self.tensors)
        body += b"".join(struct.pack("<28sI", name.encode(), x) for name, x in self.outputs)
        body += b"".join(struct.pack("<12I", *operation) for operation in self.operations)
        return head + body + np.concatenate(self.numbers).astype("<f2").tobytes()

    def save(self, path):
        content = self.bytes()
        with open(path, "wb") as file:
            file.write(content)
        print(path, len(content), "bytes, sha256", hashlib.sha256(content).hexdigest())


def run(content, picture):
    """A plain interpreter of such a file: the outputs, by name, for one (rows, columns, channels) input."""
    magic, tensors, operations, outputs, count = struct.unpack_from("<8s4I", content)
    assert magic == b"FACSNET1"
    at = 24
    shapes = [struct.unpack_from("<3I", content, at + 12 * i) for i in range(tensors)]
    at += 12 * tensors
    names = [struct.unpack_from("<28sI", content, at + 32 * i) for i in range(outputs)]
    at += 32 * outputs
    numbers = np.frombuffer(content, "<f2", count, at + 48 * operations).astype(np.float32)
    value = [None] * tensors
    value[0] = np.asarray(picture, np.float32).reshape(shapes[0])
    for i in range(operations):
        kind, act, a, b, out, kh, kw, stride, top, left, w, bias = struct.unpack_from("<12I", content, at + 48 * i)
        x, shape = value[a], shapes[out]
        if kind == ADD:
            y = x + value[b]
        elif kind == UPSAMPLE:
            y = x.repeat(2, 0).repeat(2, 1)
        else:
            channels = x.shape[2]
            padded = np.zeros(((shape[0] - 1) * stride + kh, (shape[1] - 1) * stride + kw, channels), np.float32)
            inside = x[: padded.shape[0] - top, : padded.shape[1] - left]
            padded[top : top + inside.shape[0], left : left + inside.shape[1]] = inside
            y = np.broadcast_to(numbers[bias : bias + shape[2]], shape).copy()
            size = kh * kw * shape[2] * (1 if kind == DEPTHWISE else channels)
            weight = numbers[w : w + size].reshape((kh, kw, shape[2]) if kind == DEPTHWISE else (kh, kw, channels, shape[2]))
            for r in range(kh):
                for c in range(kw):
                    part = padded[r : r + (shape[0] - 1) * stride + 1 : stride, c : c + (shape[1] - 1) * stride + 1 : stride]
                    y += part * weight[r, c] if kind == DEPTHWISE else part @ weight[r, c]
        value[out] = np.maximum(y, 0) if act == RELU else y
    return {name.rstrip(b"\0").decode(): value[x] for name, x in names}
