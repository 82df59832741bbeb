#!/usr/bin/env python3
"""placeholder.py FOLDER: networks with random weights in place of trained ones, so that everything around them can be built.

Four files of the format FACSNET1 with the sizes and outputs of the real ones.  Training replaces them."""
import os
import random
import struct
import sys

CONV, DEPTHWISE, ADD, UPSAMPLE = 1, 2, 3, 4
NOBODY = 0xFFFFFFFF


class Net:
    def __init__(self, rows, columns, seed):
        self.random = random.Random(seed)
        self.tensors, self.operations, self.outputs, self.numbers = [(rows, columns, 1)], [], [], []

    def add_operation(self, kind, relu, a, b, shape, kernel=(1, 1), stride=1, pad=(0, 0), weights=NOBODY, bias=NOBODY):
        self.tensors.append(shape)
        self.operations.append((kind, int(relu), a, b, len(self.tensors) - 1, *kernel, stride, *pad, weights, bias))
        return len(self.tensors) - 1

    def draw(self, count, spread):
        start = len(self.numbers)
        self.numbers += [self.random.gauss(0, spread) for _ in range(count)]
        return start

    def conv(self, x, outputs, kernel=(1, 1), stride=1, relu=True, depthwise=False, pad=None, gain=2.0):
        rows, columns, inputs = self.tensors[x]
        pad = (kernel[0] // 2, kernel[1] // 2) if pad is None else pad
        shape = tuple((n + 2 * p - k) // stride + 1 for n, p, k in zip((rows, columns), pad, kernel))
        taps = kernel[0] * kernel[1] * (1 if depthwise else inputs)
        weights = self.draw(taps * outputs, (gain / taps) ** 0.5)
        bias = self.draw(outputs, 0.05)
        return self.add_operation(DEPTHWISE if depthwise else CONV, relu, x, NOBODY, (*shape, outputs), kernel, stride, pad,
                                  weights, bias)

    def separable(self, x, outputs, stride=1):
        inputs = self.tensors[x][2]
        residual = stride == 1 and inputs == outputs
        y = self.conv(x, inputs, (3, 3), stride, depthwise=True)
        y = self.conv(y, outputs, relu=not residual, gain=0.5 if residual else 2.0)
        return self.add_operation(ADD, True, x, y, self.tensors[x]) if residual else y

    def chain(self, x, *blocks):
        for outputs, stride in blocks:
            x = self.separable(x, outputs, stride)
        return x

    def linear(self, x, outputs, relu=False, gain=0.3):
        return self.conv(x, outputs, self.tensors[x][:2], pad=(0, 0), relu=relu, gain=gain)

    def save(self, path):
        content = struct.pack("<8s4I", b"FACSNET1", len(self.tensors), len(self.operations), len(self.outputs), len(self.numbers))
        content += b"".join(struct.pack("<3I", *shape) for shape in self.tensors)
        content += b"".join(struct.pack("<28sI", name.encode(), x) for name, x in self.outputs)
        content += b"".join(struct.pack("<12I", *operation) for operation in self.operations)
        content += struct.pack("<%de" % len(self.numbers), *self.numbers)
        with open(path, "wb") as file:
            file.write(content)
        print(path, len(content), "bytes,", len(self.numbers), "numbers")


def detector():
    net = Net(480, 640, 1)
    x = net.separable(net.conv(0, 16, (3, 3), 2), 24, 2)
    s8 = net.chain(x, (48, 2), (48, 1), (48, 1))
    s16 = net.chain(s8, (80, 2), (80, 1), (80, 1), (80, 1))
    s32 = net.chain(s16, (96, 2), (96, 1), (96, 1))
    top = net.conv(s32, 48)
    up = net.add_operation(UPSAMPLE, False, top, NOBODY, (30, 40, 48))
    middle = net.separable(net.add_operation(ADD, True, net.conv(s16, 48, relu=False), up, (30, 40, 48)), 48)
    up = net.add_operation(UPSAMPLE, False, middle, NOBODY, (60, 80, 48))
    low = net.separable(net.add_operation(ADD, True, s8, up, (60, 80, 48)), 48)
    for name, level in (("s8", low), ("s16", middle), ("s32", top)):
        net.outputs.append((name, net.conv(net.separable(level, 48), 15, relu=False, gain=0.3)))
    return net


def points():
    net = Net(112, 112, 2)
    x = net.chain(net.conv(0, 16, (3, 3), 2), (32, 2), (32, 1), (32, 1), (64, 2), (64, 1), (64, 1), (64, 1), (128, 2), (128, 1), (128, 1))
    x = net.linear(net.conv(x, 32), 160, True, 2.0)
    net.outputs = [(name, net.linear(x, count)) for name, count in (("points", 1434), ("shapes", 52), ("pose", 6), ("flag", 1))]
    return net


def patch(rows, columns, width, seed, outputs):
    net = Net(rows, columns, seed)
    x = net.chain(net.conv(0, width, (3, 3), 2), (width, 1), (2 * width, 2), (2 * width, 1), (2 * width, 1), (4 * width, 2),
                  (4 * width, 1), (4 * width, 1))
    x = net.linear(net.conv(x, 24), 64, True, 2.0)
    net.outputs = [(name, net.linear(x, count)) for name, count in outputs]
    return net


def main():
    nets = {
        "face-detector": detector(),
        "face-points": points(),
        "eye-patch": patch(32, 48, 12, 3, (("lids", 32), ("iris", 2), ("opening", 1), ("gaze", 2))),
        "mouth-patch": patch(48, 64, 16, 4, (("lips", 80), ("shapes", 27))),
    }
    for name, net in nets.items():
        net.save(os.path.join(sys.argv[1], name + ".net"))


if __name__ == "__main__":
    main()
