"""Eye patches of the portraits, as they are and with the lids warped shut.

  python eye_data.py PORTRAITS.jpgs LABELS.npz OUT.npz
"""
import sys

import cv2
import numpy as np

import crop
from render_patch import CANVAS, EYE_CANVAS

# Rings of 16 lid points in MediaPipe's numbering: outer corner, upper lid, inner corner, lower lid back; right eye, left eye.
RINGS = ([33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7],
         [263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373, 390, 249])
IRIS = (468, 473)
SHAPES = ((20, 22), (19, 21))  # MediaPipe's numbers of eyeSquint and eyeWide, right eye, left eye


def opening(ring):
    """Mean distance of the lids of (..., 16, 2), positive when open."""
    return np.mean([ring[..., 13 - k, 1] - ring[..., 3 + k, 1] for k in range(3)], 0)


def portraits(pictures, labels):
    """Grey pictures with their points and blendshapes."""
    with open(pictures, "rb") as file:
        content = file.read()
    z = np.load(labels)
    offset, points, shapes = z["offset"], z["points"].astype(np.float64), z["blendshapes"]
    for i in range(len(points)):
        code = np.frombuffer(content[offset[i] : offset[i + 1]], np.uint8)
        yield cv2.cvtColor(cv2.imdecode(code, cv2.IMREAD_COLOR), cv2.COLOR_BGR2GRAY), points[i], shapes[i]


def stretched(height, start, old, new):
    """Where rows between `start` and the moving row come from when it moves from `old` to `new`; all one per column."""
    return start + (height - start) * (old - start) / np.where(np.abs(new - start) < 1e-3, 1e-3, new - start)


def shut(image, ring, amount, rng):
    """The upper lid slid down by `amount` of the opening, the lower one a little up.  The skin below the brow is stretched, a
    strip with the lashes is carried as it is, the eye below the lid stays; nearly closed lids often get a line of lashes."""
    rows, columns = image.shape
    across, down = np.arange(columns), np.arange(rows)[:, None].astype(np.float32)
    upper, lower = ring[:9], ring[[0, 15, 14, 13, 12, 11, 10, 9, 8]]
    if (np.diff(upper[:, 0]) <= .2).any() or (np.diff(lower[:, 0]) <= .2).any():
        return None
    u, l = np.interp(across, *upper.T), np.interp(across, *lower.T)
    inside = (across >= upper[0, 0]) & (across <= upper[-1, 0])
    gap = np.where(inside, np.maximum(l - u, 0), 0)
    share = rng.uniform(0, .15) * amount
    smooth = lambda v: np.convolve(np.pad(v, 2, "edge"), np.array([1, 2, 3, 2, 1]) / 9, "valid")
    fall, rise = smooth(gap * amount * (1 - share)), smooth(gap * share)
    skin, strip = gap.max() * rng.uniform(1, 1.9) + 3, rng.uniform(1, 3)
    row = np.broadcast_to(down, image.shape).copy()
    lid = (u + fall)[None]
    row = np.where((down >= lid - strip) & (down <= lid + .5), row - fall[None], row)
    top = (u - skin)[None]
    row = np.where((down > top) & (down < lid - strip), stretched(down, top, u[None] - strip, lid - strip), row)
    bottom, lid = (l + skin * .7)[None], (l - rise)[None]
    row = np.where((down > lid) & (down < bottom), stretched(down, bottom, l[None], lid), row)
    column = np.ascontiguousarray(np.broadcast_to(across[None].astype(np.float32), image.shape))
    out = cv2.remap(image, column, row.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    if amount > .6 and rng.random() < .7:
        mask = np.zeros(image.shape, np.float32)
        line = np.round(np.stack([across, u + fall], 1)[inside] * 8).astype(np.int32)
        cv2.polylines(mask, [line], False, 1.0, int(rng.integers(1, 3)), cv2.LINE_AA, 3)
        out = (out * (1 - cv2.GaussianBlur(mask, (0, 0), rng.uniform(.5, 1.2)) * rng.uniform(.1, .7))).astype(np.uint8)
    moved = ring.copy()
    moved[1:8, 1] += np.interp(ring[1:8, 0], across, fall)
    moved[9:, 1] -= np.interp(ring[9:, 0], across, rise)
    return out, moved


def main(pictures, labels, path):
    rng, plain, closed = np.random.default_rng(3), [], []
    for grey, points, blendshapes in portraits(pictures, labels):
        for side in (0, 1):
            centre = points[[263, 362] if side else [33, 133], :2].mean(0)
            matrix = crop.patch_matrix(points, centre, *EYE_CANVAS, crop.EYE_SCALE * CANVAS, bool(side))
            canvas = cv2.warpAffine(grey, matrix, EYE_CANVAS, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
            place = points[:, :2] @ matrix[:, :2].T + matrix[:, 2]
            ring, iris = place[RINGS[side]], place[IRIS[side]]
            plain.append((canvas, ring, iris, blendshapes[list(SHAPES[side])]))
            warped = shut(canvas, ring, rng.uniform(.15, .7) if rng.random() < .4 else rng.uniform(.7, 1), rng)
            if warped:
                closed.append((*warped, iris))
    names = ("canvas", "lids", "iris", "shapes")
    columns = {f"plain_{n}": np.array(c, np.float32 if k else np.uint8) for k, (n, c) in enumerate(zip(names, zip(*plain)))}
    columns |= {f"shut_{n}": np.array(c, np.float32 if k else np.uint8) for k, (n, c) in enumerate(zip(names, zip(*closed)))}
    np.savez(path, **columns)
    print(path, len(plain), "plain", len(closed), "shut")


if __name__ == "__main__":
    cv2.setNumThreads(1)
    main(*sys.argv[1:4])
