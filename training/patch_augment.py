"""Cutting patches out of canvases with random placement, light, sharpness and damage, for whole batches in torch.

A canvas is a larger and finer cut of the same region, with the patch's middle in its own middle.
"""
import cv2
import numpy as np
import torch
import torch.nn.functional as F


def jitter(rng, count, shift, turn=.09, scale=.08, stretch=.05, shear=.05, zoom=1.0):
    """Canvas to patch: matrices (count, 2, 2) and shifts (count, 2) about the middles."""
    angle, size = rng.normal(0, turn, count), np.exp(rng.normal(0, scale, count)) * zoom
    wide, skew = np.exp(rng.normal(0, stretch, count)), rng.normal(0, shear, count)
    matrix = np.empty((count, 2, 2))
    matrix[:, 0, 0], matrix[:, 0, 1] = np.cos(angle) * size * wide, np.sin(angle) * size + skew * size
    matrix[:, 1, 0], matrix[:, 1, 1] = -np.sin(angle) * size, np.cos(angle) * size / wide
    return matrix, rng.normal(0, 1, (count, 2)) * shift


def moved(points, matrix, shift, middle):
    """Points (n, k, 2) of the canvas, relative to the patch's middle."""
    return np.einsum("nij,nkj->nki", matrix, points - middle) + shift[:, None]


def cut(canvases, matrix, shift, width, height):
    """(n, 1, height, width) from float canvases (n, 1, rows, columns)."""
    rows, columns = canvases.shape[2:]
    back = np.linalg.inv(matrix)
    grid = np.stack(np.meshgrid(np.arange(width) - width / 2, np.arange(height) - height / 2), -1).reshape(-1, 2)
    where = np.einsum("nij,nkj->nki", back, grid[None] - shift[:, None]) + [columns / 2, rows / 2]
    where = where / ((columns - 1) / 2, (rows - 1) / 2) - 1
    where = torch.from_numpy(where.astype(np.float32)).view(-1, height, width, 2)
    return F.grid_sample(canvases, where, mode="bilinear", padding_mode="border", align_corners=True)


def blurred(canvases, rng, sigmas=(.7, 1.0, 1.6, 2.4, 3.2)):
    """A sixth stays sharp, the others are blurred to every degree."""
    groups = np.array_split(rng.permutation(len(canvases)), len(sigmas) + 1)
    for sigma, group in zip(sigmas, groups[1:]):
        k = torch.arange(-5, 6).float()
        k = torch.exp(-k * k / (2 * (sigma * rng.uniform(.8, 1.2)) ** 2))
        k /= k.sum()
        group = torch.from_numpy(group)
        part = F.conv2d(F.pad(canvases[group], (5, 5, 5, 5), "replicate"), k.view(1, 1, 1, 11))
        canvases[group] = F.conv2d(part, k.view(1, 1, 11, 1))
    return canvases


def uniform(rng, *shape):
    return torch.from_numpy(rng.random(shape).astype(np.float32))


def normal(rng, *shape):
    return torch.from_numpy(rng.normal(0, 1, shape).astype(np.float32))


def damaged(x, rng):
    """A ramp of light, gamma, JPEG, noise, boxes in front."""
    n, _, rows, columns = x.shape
    across, down = torch.linspace(-1, 1, columns).view(1, 1, 1, -1), torch.linspace(-1, 1, rows).view(1, 1, -1, 1)
    angle = uniform(rng, n, 1, 1, 1) * 6.28
    ramp = (uniform(rng, n, 1, 1, 1) < .4) * .6 * uniform(rng, n, 1, 1, 1)
    x = x * (1 + ramp * (torch.cos(angle) * across + torch.sin(angle) * down))
    x = (x / 255).clamp(0, 1) ** torch.exp(.3 * normal(rng, n, 1, 1, 1)) * 255
    for i in rng.permutation(n)[: n // 5]:
        picture = x[i, 0].numpy().clip(0, 255).astype(np.uint8)
        code = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(12, 70))])[1]
        x[i, 0] = torch.from_numpy(cv2.imdecode(code, cv2.IMREAD_GRAYSCALE).astype(np.float32))
    deviation = x.std((1, 2, 3), keepdim=True)
    x = x + normal(rng, *x.shape) * deviation * (uniform(rng, n, 1, 1, 1) < .5) * uniform(rng, n, 1, 1, 1) * .35
    for i in rng.permutation(n)[: n // 16]:
        high, wide = rng.integers(rows // 8, rows // 2.3), rng.integers(columns // 12, columns // 3.4)
        top, left = rng.integers(0, rows - high), rng.integers(0, columns - wide)
        x[i, 0, top : top + high, left : left + wide] = float(rng.random() * 255)
    return x


def normalised(x):
    """What the patch nets take in."""
    return (x - x.mean((1, 2, 3), keepdim=True)) / (x.std((1, 2, 3), correction=0, keepdim=True) + 4)
