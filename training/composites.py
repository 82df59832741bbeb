"""Training pictures of the face detector: faces pasted on procedural clutter, with boxes and five points each.

No photograph with unlabelled faces is used: backgrounds are drawn, and their only photographic parts are pieces of portraits
from outside the face.  Three kinds of things without a face are pasted by the same masks as faces (else the net learns to see
the paste): heads whose face was wiped, drawn objects ("decoys"), and pieces on which an earlier net raised a false alarm
("mined").  Everything is grey, 0..255.

    composites.py renders OUT.npz --ict ict.npz [--count 1400]      rendered heads to paste beside the portraits
    composites.py sheet OUT.png --portraits portraits.jpgs --labels portraits_labels.npz [--renders renders.npz ...]
"""
import argparse
import string
from collections import namedtuple

import cv2
import numpy as np

import ict
import render_face

SIDE = 448  # of a background
CROP = 176  # of a portrait
EYE_RIGHT, EYE_LEFT, NOSE, MOUTH_RIGHT, MOUTH_LEFT = (33, 133), (362, 263), 1, 61, 291  # in MediaPipe's numbering
OVAL = (10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149, 150, 136,
        172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109)
RENDERED = ("pictures", "masks", "boxes", "five")  # arrays in a file of renders

Piece = namedtuple("Piece", "picture mask box five")  # to paste: grey picture and mask (bytes), face box, five points
Composite = namedtuple("Composite", "picture boxes five ignored")


def five_points(points):
    """Eye middles (image left first), nose tip, mouth corners of (..., 478, >= 2) points."""
    p = points[..., :2]
    return np.stack([p[..., EYE_RIGHT, :].mean(-2), p[..., EYE_LEFT, :].mean(-2), p[..., NOSE, :], p[..., MOUTH_RIGHT, :],
                     p[..., MOUTH_LEFT, :]], -2)


def noise(random, rows, columns, low=2, high=7):
    """A few octaves of smooth noise, mean 0, deviation 1; cells of 2^low to 2^high across."""
    total = np.zeros((rows, columns), np.float32)
    for _ in range(random.integers(1, 4)):
        cells = int(2 ** random.uniform(low - 1, high))
        grid = random.random((max(2, cells * rows // columns), max(2, cells))).astype(np.float32)
        total += cv2.resize(grid, (columns, rows), interpolation=cv2.INTER_CUBIC) * random.uniform(0.2, 1)
    return (total - total.mean()) / (total.std() + 1e-6)


def ellipse(picture, centre, axes, value, thickness=-1, angle=0.0, arc=(0, 360)):
    cv2.ellipse(picture, (int(centre[0]), int(centre[1])), (int(axes[0]), int(axes[1])), angle, arc[0], arc[1], value, thickness,
                cv2.LINE_AA)


def blend(picture, piece, mask):
    """Pastes in place."""
    picture *= 1 - mask
    picture += piece * mask


class FaceSources:
    """Portrait crops and rendered heads, and what can be cut from portraits outside the face."""

    def __init__(self, random, portraits, labels, renders=(), rendered=0.25):
        self.random, self.rendered = random, rendered if renders else 0.0
        labels = np.load(labels)
        stream, offset = np.fromfile(portraits, np.uint8), labels["offset"]
        points = labels["points"].astype(np.float32)
        self.pictures = np.stack([cv2.imdecode(stream[a:b], cv2.IMREAD_GRAYSCALE) for a, b in zip(offset[:-1], offset[1:])])
        self.boxes = np.concatenate([points[..., :2].min(1), points[..., :2].max(1)], 1)
        self.five, self.ovals = five_points(points), points[:, OVAL, :2]
        files = [np.load(path) for path in renders]
        self.renders = {name: np.concatenate([file[name] for file in files]) for name in RENDERED} if files else None

    def texture(self, size):
        """A piece of a portrait from outside the face box, its longer side about `size`; None where the portrait has none."""
        r = self.random
        i = r.integers(len(self.pictures))
        (x0, y0, x1, y1), margin = self.boxes[i], 6
        parts = [(0, 0, x0 - margin, CROP), (x1 + margin, 0, CROP, CROP)]
        if y0 > 30:
            parts.append((0, 0, CROP, y0 - margin))
        if y1 < 140:
            parts.append((0, y1 + margin, CROP, CROP))
        parts = [np.array(p, int) for p in parts if p[2] - p[0] > 18 and p[3] - p[1] > 18]
        if not parts:
            return None
        left, top, right, bottom = parts[r.integers(len(parts))]
        columns, rows = r.integers(16, right - left + 1), r.integers(16, bottom - top + 1)
        x, y = r.integers(left, right - columns + 1), r.integers(top, bottom - rows + 1)
        scale = size / max(rows, columns)
        tile = cv2.resize(self.pictures[i, y : y + rows, x : x + columns], (max(4, int(columns * scale)), max(4, int(rows * scale))),
                          interpolation=cv2.INTER_LINEAR if scale > 1 else cv2.INTER_AREA)
        if r.random() < 0.5:
            tile = tile[:, ::-1]
        if r.random() < 0.3:
            tile = tile[::-1]
        return tile.T if r.random() < 0.3 else tile

    def filled(self, rows, columns, otherwise=120.0):
        tile = self.texture(max(rows, columns))
        return np.full((rows, columns), otherwise, np.float32) if tile is None else cv2.resize(tile, (columns, rows)).astype(np.float32)

    def piece(self):
        return self._render() if self.random.random() < self.rendered else self._portrait()

    def _portrait(self):
        i = self.random.integers(len(self.pictures))
        return Piece(self.pictures[i], self._mask(i), self.boxes[i], self.five[i])

    def _mask(self, i):
        """The whole crop, or head with hair and shoulders, or the face oval only; soft edges."""
        r, kind = self.random, self.random.random()
        mask = np.zeros((CROP, CROP), np.uint8)
        box = self.boxes[i]
        centre, (w, h) = (box[:2] + box[2:]) / 2, box[2:] - box[:2]
        if kind < 0.3:
            edge = r.integers(0, 14)
            mask[edge : CROP - edge, edge : CROP - edge] = 255
            return cv2.GaussianBlur(mask, (0, 0), r.uniform(0.5, 6)) if edge > 2 else mask
        if kind < 0.72:
            ellipse(mask, centre - [0, 0.06 * h], (w * r.uniform(0.62, 0.78), h * r.uniform(0.62, 0.78)), 255)
            if r.random() < 0.8:
                y, c = box[3] - 0.1 * h, centre[0]
                cv2.fillPoly(mask, [np.array([[c - 0.4 * w, y], [c + 0.4 * w, y], [c + 1.1 * w, 178], [c - 1.1 * w, 178]], np.int32)], 255)
            return cv2.GaussianBlur(mask, (0, 0), r.uniform(1, 5))
        cv2.fillPoly(mask, [((self.ovals[i] - centre) * r.uniform(1, 1.3) + centre).astype(np.int32)], 255)
        return cv2.GaussianBlur(mask, (0, 0), r.uniform(0.8, 4))

    def _render(self):
        r, z = self.random, self.renders
        i = r.integers(len(z["pictures"]))
        picture, mask, box = z["pictures"][i], z["masks"][i].copy(), z["boxes"][i]
        if r.random() < 0.3:  # the neck cut off
            mask[int(box[3] + r.uniform(0, 8)) :] = 0
        if r.random() < 0.5:
            picture, mask = self._with_hair(picture, mask, box)
        return Piece(picture, mask, box, z["five"][i])

    def _with_hair(self, picture, mask, box):
        """A cap over the skull, sometimes long at the sides."""
        r, (x0, y0, x1, y1) = self.random, box
        hair = np.zeros(picture.shape, np.uint8)
        w = (x1 - x0) * r.uniform(0.55, 0.8)
        ellipse(hair, ((x0 + x1) / 2, y0 + 0.2 * w * r.random()), (w, w * r.uniform(0.5, 1)), 255, arc=(180, 360))
        if r.random() < 0.5:
            for x in (x0 - 2, x1 + 2):
                ellipse(hair, (x, y0 + 0.45 * (y1 - y0)), (w * 0.22, (y1 - y0) * r.uniform(0.5, 0.9)), 255)
        hair = cv2.GaussianBlur(hair, (0, 0), 1.5)
        share = hair.astype(np.float32) / 255
        tone = np.clip(r.uniform(5, 200) + noise(r, *picture.shape, 4, 7) * r.uniform(2, 18), 0, 255)
        return (picture * (1 - share) + tone * share).astype(np.uint8), np.maximum(mask, hair)


class Backgrounds:
    """A pool of drawn clutter, renewed now and then."""

    def __init__(self, random, sources, count=500):
        self.random, self.sources = random, sources
        self.pool = [self.make() for _ in range(count)]

    def renew(self, count=60):
        for _ in range(count):
            self.pool[self.random.integers(len(self.pool))] = self.make()

    def any(self):
        return self.pool[self.random.integers(len(self.pool))]

    def cut(self, columns, rows):
        """A random window, zoomed, as float32."""
        r, zoom = self.random, np.exp(self.random.uniform(-0.5, 0.6))
        w, h = min(SIDE, int(columns * zoom)), min(SIDE, int(rows * zoom))
        x, y = r.integers(0, SIDE - w + 1), r.integers(0, SIDE - h + 1)
        window = cv2.resize(self.any()[y : y + h, x : x + w], (columns, rows),
                            interpolation=cv2.INTER_AREA if zoom > 1 else cv2.INTER_LINEAR).astype(np.float32)
        window = (window - 128) * r.uniform(0.4, 1.3) + 128 + r.normal(0, 15)
        return window[:, ::-1].copy() if r.random() < 0.5 else window

    def make(self):
        r = self.random
        ramp = np.linspace(-1, 1, SIDE, dtype=np.float32)
        picture = 128 + noise(r, SIDE, SIDE, 1, r.uniform(2, 8)) * r.uniform(2, 45)
        picture = (picture + ramp[None] * r.normal(0, 40) + ramp[:, None] * r.normal(0, 40) + r.normal(0, 35)).astype(np.float32)
        kind = r.integers(8)
        if kind == 0:
            self._stripes(picture)
        if kind in (1, 2):
            self._text(picture)
        if kind in (2, 3, 4, 5):
            self._shapes(picture)
        if kind >= 4:
            self._tiles(picture)
        return np.clip(picture, 0, 255).astype(np.uint8)

    def _stripes(self, picture):
        r = self.random
        y, x = np.mgrid[:SIDE, :SIDE].astype(np.float32)
        for _ in range(r.integers(1, 4)):
            angle, wave = r.uniform(0, np.pi), 2 * np.pi / r.uniform(4, 60)
            s = np.sin((x * np.cos(angle) + y * np.sin(angle)) * wave + r.uniform(0, 6))
            picture += (np.sign(s) if r.random() < 0.5 else s) * r.uniform(8, 60)

    def _text(self, picture):
        r, letters = self.random, list(string.printable[:90])
        for _ in range(r.integers(4, 40)):
            cv2.putText(picture, "".join(r.choice(letters, r.integers(2, 25))), (int(r.integers(-40, SIDE)), int(r.integers(SIDE))),
                        int(r.integers(8)), float(np.exp(r.uniform(-1.2, 1))), float(r.uniform(0, 255)), int(r.integers(1, 4)),
                        cv2.LINE_AA)

    def _shapes(self, picture):
        r = self.random
        for _ in range(r.integers(4, 50)):
            value, kind, at, size = float(r.uniform(0, 255)), r.integers(5), r.integers(0, SIDE, 2), int(np.exp(r.uniform(1.5, 5)))
            if kind == 0:
                ellipse(picture, at, (size, size * r.uniform(0.3, 1) + 1), value, -1 if r.random() < 0.7 else int(r.integers(1, 6)),
                        float(r.uniform(0, 180)))
            elif kind == 1:
                cv2.fillPoly(picture, [(at + r.normal(0, size, (r.integers(3, 7), 2))).astype(np.int32)], value, cv2.LINE_AA)
            elif kind == 2:
                end = (at + r.normal(0, size * 2, 2)).astype(int)
                cv2.line(picture, tuple(at.tolist()), tuple(end.tolist()), value, int(r.integers(1, 12)), cv2.LINE_AA)
            elif kind == 3:
                end = at + r.integers(4, size * 2 + 5, 2)
                cv2.rectangle(picture, tuple(at.tolist()), tuple(end.tolist()), value, -1 if r.random() < 0.6 else int(r.integers(1, 8)))
            else:  # a row of dots: windows, wheels, pairs like eyes
                step = r.integers(4, size + 6)
                way = np.array([step, 0]) if r.random() < 0.6 else np.array([0, step])
                for j in range(r.integers(2, 7)):
                    cv2.circle(picture, tuple((at + way * j * 2).tolist()), int(max(1, step * r.uniform(0.3, 0.9))), value,
                               -1 if r.random() < 0.6 else 2, cv2.LINE_AA)

    def _tiles(self, picture):
        r = self.random
        for _ in range(r.integers(5, 40)):
            tile = self.sources.texture(np.exp(r.uniform(3, 5.6)))
            if tile is None:
                continue
            tile = tile[:SIDE, :SIDE].astype(np.float32) * r.uniform(0.6, 1.3) + r.normal(0, 25)
            h, w = tile.shape
            x, y, mask = r.integers(0, SIDE - w + 1), r.integers(0, SIDE - h + 1), np.ones((h, w), np.float32)
            if r.random() < 0.6:
                mask[:2] = mask[-2:] = mask[:, :2] = mask[:, -2:] = 0
                mask = cv2.GaussianBlur(mask, (0, 0), r.uniform(0.6, 6))
            blend(picture[y : y + h, x : x + w], tile, mask)


class Decoys:
    """Things without a face: drawn objects, and heads whose face is gone."""

    def __init__(self, random, sources, backgrounds, drawn=0.55):
        self.random, self.sources, self.backgrounds, self.drawn = random, sources, backgrounds, drawn

    def piece(self):
        return self._object() if self.random.random() < self.drawn else self._faceless()

    def _faceless(self):
        """The face replaced by bare skin, other texture, its own quarters shuffled, hair, or background."""
        piece = self.sources.piece()
        r, picture = self.random, piece.picture.copy()
        x0, y0, x1, y1 = (int(v) for v in np.clip(piece.box + [-4, -4, 4, 4], 0, len(picture)))
        face = picture[y0:y1, x0:x1]
        (h, w), kind = face.shape, r.random()
        if kind < 0.3:
            new = cv2.GaussianBlur(face, (0, 0), w * 0.35) + noise(r, h, w, 2, 6) * r.uniform(0, 12)
        elif kind < 0.5:
            new = self.sources.filled(h, w)
        elif kind < 0.65:
            parts = [face[a : a + h // 2, b : b + w // 2] for a in (0, h // 2) for b in (0, w // 2)]
            p = r.permutation(4)
            while (p == np.arange(4)).any():
                p = r.permutation(4)
            new = cv2.resize(np.block([[parts[p[0]], parts[p[1]]], [parts[p[2]], parts[p[3]]]]), (w, h)).astype(np.float32)
        elif kind < 0.8:
            new = face.mean() + noise(r, h, w, 3, 7) * r.uniform(5, 40)
        else:
            new = self.backgrounds.any()[:h, :w].astype(np.float32)
        mask = np.zeros((h, w), np.float32)
        ellipse(mask, (w // 2, h // 2), (w // 2 - 2, h // 2 - 1), 1)
        mask = cv2.GaussianBlur(mask, (0, 0), 2.5)
        picture[y0:y1, x0:x1] = np.clip(face * (1 - mask) + new * mask, 0, 255).astype(np.uint8)
        return piece._replace(picture=picture)

    def _surface(self):
        r, kind = self.random, self.random.random()
        if kind < 0.35:
            return self.sources.filled(CROP, CROP)
        if kind < 0.7:
            side = r.integers(40, 300)
            x, y = r.integers(0, SIDE - side, 2)
            return cv2.resize(self.backgrounds.any()[y : y + side, x : x + side], (CROP, CROP), interpolation=cv2.INTER_AREA).astype(np.float32)
        return r.uniform(20, 235) + noise(r, CROP, CROP, 2, 6) * r.uniform(0, 30)

    def _outline(self, centre, axes):
        """A disc, gear, rounded box or blob as a polygon."""
        r, kind, angle = self.random, self.random.random(), np.linspace(0, 2 * np.pi, 90, endpoint=False)
        radius = np.ones(90)
        if 0.45 <= kind < 0.6:
            radius += r.uniform(0.05, 0.3) * np.sign(np.cos(angle * r.integers(3, 12)))
        elif 0.6 <= kind < 0.8:
            n = r.uniform(3, 9)
            radius = (np.abs(np.cos(angle)) ** n + np.abs(np.sin(angle)) ** n) ** (-1 / n)
        elif kind >= 0.8:
            radius += sum(r.normal(0, 0.12) * np.cos(k * angle + r.uniform(0, 6)) for k in range(2, 6))
        return (centre + np.stack([np.cos(angle), np.sin(angle)], 1) * axes * radius[:, None]).astype(np.int32)

    def _object(self):
        r = self.random
        centre, a = CROP / 2 + r.normal(0, 4, 2), r.uniform(34, 56)
        axes = np.array([a, a * r.uniform(0.75, 1.5)])
        outline, mask = self._outline(centre, axes), np.zeros((CROP, CROP), np.uint8)
        cv2.fillPoly(mask, [outline], 255)
        inside = (mask > 0).astype(np.float32)
        picture, inner = self._surface(), self._surface()
        blend(picture, inner, inside)
        if r.random() < 0.5:  # shaded as if round
            y, x = np.mgrid[:CROP, :CROP].astype(np.float32)
            d = ((x - centre[0] - r.normal(0, 15)) / axes[0]) ** 2 + ((y - centre[1] - r.normal(0, 15)) / axes[1]) ** 2
            picture *= 1 - inside + inside * np.clip(1.2 - 0.5 * d * r.random(), 0.2, 1.4)
        if r.random() < 0.5:
            cv2.polylines(picture, [outline], True, float(r.uniform(0, 255)), int(r.integers(1, 8)), cv2.LINE_AA)
        for _ in range(r.integers(0, 7)):
            self._part(picture, centre, axes)
        if r.random() < 0.25:  # with its surroundings
            edge = r.integers(1, 20)
            mask[:] = 0
            mask[edge:-edge, edge:-edge] = 255
        elif r.random() < 0.4:  # something below it like a neck or a handle
            mask[int(centre[1]) :, int(centre[0] - a * 0.6) : int(centre[0] + a * 0.6)] = 255
        return Piece(np.clip(picture, 0, 255).astype(np.uint8), cv2.GaussianBlur(mask, (0, 0), r.uniform(0.6, 3)),
                     np.concatenate([centre - axes, centre + axes]), np.zeros((5, 2)))

    def _part(self, picture, centre, axes):
        """A disc, ring, box, triangle, bundle of spokes or bars, or pair of dots."""
        r, (a, b) = self.random, axes
        value, at, size = float(r.uniform(0, 255)), centre + r.normal(0, 0.35, 2) * axes, a * r.uniform(0.06, 0.4)
        kind, thickness = r.integers(6), -1 if r.random() < 0.6 else int(r.integers(1, 6))
        if kind == 0:
            ellipse(picture, at, (size + 1, size + 1), value, thickness)
        elif kind == 1:
            ellipse(picture, centre, axes * size / 25 + 2, value, int(r.integers(1, 9)))
        elif kind == 2:
            half = np.array([size * r.uniform(0.3, 2), size])
            cv2.rectangle(picture, tuple((at - half).astype(int).tolist()), tuple((at + half).astype(int).tolist()), value, thickness)
        elif kind == 3:
            cv2.fillPoly(picture, [(at + r.normal(0, size * 1.2, (3, 2))).astype(np.int32)], value, cv2.LINE_AA)
        elif kind == 4:
            count, first, spokes = r.integers(2, 9), r.uniform(0, 6.28), r.random() < 0.5
            for j in range(count):
                if spokes:
                    turn = first + j * 2 * np.pi / count
                    start, end = centre, centre + axes * [np.cos(turn), np.sin(turn)]
                else:
                    start = np.array([centre[0] - a + 2 * a * (j + 0.5) / count, centre[1] - b * 0.7])
                    end = start + [r.normal(0, 5), 1.4 * b]
                cv2.line(picture, tuple(start.astype(int).tolist()), tuple(end.astype(int).tolist()), value, int(r.integers(1, 12)),
                         cv2.LINE_AA)
        else:
            apart, y = a * r.uniform(0.2, 0.7), centre[1] + r.normal(0, 0.4) * b
            for side in (-1, 1):
                ellipse(picture, (centre[0] + side * apart, y), (size * 0.6 + 1, size * 0.6 + 1), value, thickness)


class Placement:
    """Where a piece goes: a 2 x 3 matrix from its pixels to the picture's, and what follows from it."""

    def __init__(self, random, piece, width, height, smallest, largest):
        r, box = random, piece.box
        extent = box[2:] - box[:2]
        self.size = np.exp(r.uniform(np.log(smallest), np.log(largest)))
        self.scale = self.size / np.sqrt(extent.prod())
        turn = np.clip(r.normal(0, 16), -50, 50) * np.pi / 180 if r.random() < 0.8 else r.uniform(-0.8, 0.8)
        stretch, mirror, cos, sin = np.exp(r.normal(0, 0.05)), r.random() < 0.5, np.cos(turn), np.sin(turn)
        self.linear = np.array([[cos * stretch, -sin / stretch], [sin * stretch, cos / stretch]]) * self.scale
        if mirror:
            self.linear = self.linear @ np.diag([-1.0, 1.0])
        across, down = 0.25 * self.size, 0.3 * self.size
        self.centre = np.array([r.uniform(across, width - across) if width > 2 * across else width / 2,
                                r.uniform(down, height - down) if height > 2 * down else height / 2])
        self.shift = self.centre - self.linear @ ((box[:2] + box[2:]) / 2)
        self.five = (piece.five @ self.linear.T + self.shift)[[1, 0, 2, 4, 3] if mirror else slice(None)]
        half = np.hypot(self.linear[:, 0] * extent[0], self.linear[:, 1] * extent[1]) / 2  # of the turned ellipse in the box
        self.box = np.concatenate([self.centre - half, self.centre + half])
        side = len(piece.picture)
        corners = np.array([[0, 0], [side, 0], [0, side], [side, side]]) @ self.linear.T + self.shift
        self.low = np.floor(np.clip(corners.min(0), 0, None)).astype(int)  # of the part of the picture that is touched
        self.high = np.ceil(np.minimum(corners.max(0), [width, height])).astype(int)

    def hits(self, boxes):
        for b in boxes:
            common = np.minimum(b[2:], self.box[2:]) - np.maximum(b[:2], self.box[:2])
            if (common > 0).all() and common.prod() > 0.06 * min((b[2:] - b[:2]).prod(), (self.box[2:] - self.box[:2]).prod()):
                return True
        return False

    def warped(self, piece):
        """Picture and mask of the touched part; pieces that shrink much are reduced by areas first."""
        picture, mask, by = piece.picture, piece.mask, 1.0
        if self.scale < 0.55:
            by = 2.0 if self.scale > 0.27 else 4.0
            small = int(len(picture) / by)
            picture, mask = (cv2.resize(x, (small, small), interpolation=cv2.INTER_AREA) for x in (picture, mask))
        shift = self.shift + self.linear.sum(1) * (by - 1) / 2 - self.low  # pixel centres are at whole numbers
        matrix = np.c_[self.linear * by, shift].astype(np.float32)
        size = tuple((self.high - self.low).tolist())
        return (cv2.warpAffine(picture, matrix, size, borderMode=cv2.BORDER_REPLICATE).astype(np.float32),
                cv2.warpAffine(mask, matrix, size).astype(np.float32) / 255)


class Composer:
    """compose(width, height) gives a Composite; `mined` are pieces (grey pictures) on which a net raised a false alarm."""

    COUNTS = (0.14, 0.30, 0.20, 0.13, 0.10, 0.07, 0.06)  # chances of 0, 1, ... faces
    BLUR = 0.06  # strongest blur of a face, of its size

    def __init__(self, seed, portraits, labels, renders=(), backgrounds=500, mined=()):
        self.random = np.random.default_rng(seed)
        self.sources = FaceSources(self.random, portraits, labels, renders)
        self.backgrounds = Backgrounds(self.random, self.sources, backgrounds)
        self.decoys = Decoys(self.random, self.sources, self.backgrounds)
        self.mined = list(mined)

    def compose(self, width, height, smallest=14):
        r = self.random
        picture = self.backgrounds.cut(width, height)
        if self.mined and r.random() < 0.5:
            self._paste_mined(picture)
        count = r.choice(len(self.COUNTS), p=self.COUNTS)
        jobs = np.array([True] * count + [False] * r.integers(0, 4 if count < 4 else 2))
        r.shuffle(jobs)
        largest = min(width, height) * (0.95 if count <= 2 else 0.52)
        placed = []
        for is_face in jobs:
            piece = self.sources.piece() if is_face else self.decoys.piece()
            place = Placement(r, piece, width, height, smallest, largest)
            if place.hits([p.box for p in placed]) or (place.high - place.low < 4).any():
                continue
            if self._paste(picture, piece, place, placed) and is_face:
                placed.append(place)
                if r.random() < 0.22:
                    self._occlude(picture, place)
        picture = self._degraded(picture)
        boxes, five = (np.array([getattr(p, name) for p in placed]) for name in ("box", "five"))
        boxes, five = boxes.reshape(-1, 4), five.reshape(-1, 5, 2)
        inside = np.minimum(boxes[:, 2:], [width, height]) - np.maximum(boxes[:, :2], 0)
        seen = inside.prod(1) >= 0.62 * (boxes[:, 2:] - boxes[:, :2]).prod(1)
        return Composite(picture, boxes[seen], five[seen], boxes[~seen])

    def faceless(self, pieces=9):
        """A SIDE x SIDE picture without any face, to look for false alarms."""
        r = self.random
        if r.random() < 1 / 3:
            return self.backgrounds.make()
        picture = self.backgrounds.any().astype(np.float32)
        for _ in range(pieces):
            piece = self.decoys.piece()
            place = Placement(r, piece, SIDE, SIDE, 18, 200)
            if (place.high - place.low >= 4).all():
                self._paste(picture, piece, place, [])
        return self._degraded(picture)

    def _paste_mined(self, picture):
        r, (height, width) = self.random, picture.shape
        for _ in range(r.integers(1, 5)):
            scale = np.exp(r.uniform(-0.6, 0.5))
            tile = cv2.resize(self.mined[r.integers(len(self.mined))], None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)[:height, :width]
            h, w = tile.shape
            x, y = r.integers(0, width - w + 1), r.integers(0, height - h + 1)
            picture[y : y + h, x : x + w] = tile if r.random() < 0.5 else tile[:, ::-1]

    def _paste(self, picture, piece, place, placed):
        """False, and nothing done, where the piece would cover more than 30 % of a face."""
        face, mask = place.warped(piece)
        for other in placed:
            a, b = np.maximum(other.box[:2], place.low).astype(int), np.minimum(other.box[2:], place.high).astype(int)
            if (b > a).all():
                (x0, y0), (x1, y1) = a - place.low, b - place.low
                if mask[y0:y1, x0:x1].sum() > 0.3 * (other.box[2:] - other.box[:2]).prod():
                    return False
        blend(picture[place.low[1] : place.high[1], place.low[0] : place.high[0]], self._lit(face, place.size), mask)
        return True

    def _lit(self, face, size):
        r = self.random
        if r.random() < 0.6:
            mean = face.mean()
            face = (face - mean) * np.float32(np.exp(r.normal(0, 0.3))) + np.float32(mean + r.normal(0, 28))
        if r.random() < 0.35:
            angle, (h, w) = r.uniform(0, 2 * np.pi), face.shape
            ramp = np.cos(angle) * np.linspace(-1, 1, w, dtype=np.float32)[None] + np.sin(angle) * np.linspace(-1, 1, h, dtype=np.float32)[:, None]
            face = face * (1 + np.float32(r.uniform(0.1, 0.6)) * ramp.astype(np.float32))
        if r.random() < 0.3:
            strongest = self.BLUR if r.random() < 0.3 else self.BLUR / 3
            face = cv2.GaussianBlur(face, (0, 0), 0.3 + r.random() * strongest * size)
        return np.clip(face, 0, 255)

    def _occlude(self, picture, place):
        """Lower face, a side, the brow, dark glasses, or a box somewhere."""
        r, (x0, y0, x1, y1), kind = self.random, place.box, self.random.integers(5)
        w, h = x1 - x0, y1 - y0
        if kind == 3:
            value, radius = float(r.uniform(0, 70)), max(1, 0.17 * w)
            for eye in place.five[:2]:
                ellipse(picture, eye, (radius, radius * r.uniform(0.6, 0.9) + 1), value)
            ends = [tuple(p.astype(int).tolist()) for p in place.five[:2]]
            return cv2.line(picture, *ends, value, max(1, int(0.03 * w)), cv2.LINE_AA)
        if kind == 0:
            area = (x0 - 0.1 * w, y1 - h * r.uniform(0.1, 0.38), x1 + 0.1 * w, y1 + 0.3 * h)
        elif kind == 1:
            part = r.uniform(0.1, 0.35) * w
            left, right = (x0 - 0.3 * w, x0 + part) if r.random() < 0.5 else (x1 - part, x1 + 0.3 * w)
            area = (left, y0 - 0.1 * h, right, y1 + 0.1 * h)
        elif kind == 2:
            area = (x0 - 0.15 * w, y0 - 0.5 * h, x1 + 0.15 * w, y0 + h * r.uniform(0.05, 0.25))
        else:
            x, y, part = x0 + w * r.random(), y0 + h * r.random(), r.uniform(0.1, 0.25)
            area = (x - part * w, y - part * h, x + part * w, y + part * h)
        rows, columns = picture.shape
        left, top, right, bottom = np.clip(area, 0, [columns, rows, columns, rows]).astype(int)
        if right - left < 2 or bottom - top < 2:
            return None
        value = r.uniform(0, 255)
        if r.random() < 0.5:
            cover = value + noise(r, bottom - top, right - left, 2, 5) * r.uniform(0, 20)
        else:
            cover = self.sources.filled(bottom - top, right - left, value)
        picture[top:bottom, left:right] = cover
        return None

    def _degraded(self, picture):
        """What cameras and codecs do to the whole picture; as bytes."""
        r, (height, width) = self.random, picture.shape
        picture = picture.astype(np.float32)
        if r.random() < 0.3:
            picture = cv2.GaussianBlur(picture, (0, 0), 0.3 + r.random())
        if r.random() < 0.15:
            by = r.uniform(0.5, 0.85)
            picture = cv2.resize(cv2.resize(picture, None, fx=by, fy=by, interpolation=cv2.INTER_AREA), (width, height))
        if r.random() < 0.5:
            picture = (np.clip(picture, 0, 255) / 255) ** np.float32(np.exp(r.normal(0, 0.3))) * 255
        if r.random() < 0.5:
            picture = (picture - 128) * np.float32(np.exp(r.normal(-0.1, 0.25))) + np.float32(128 + r.normal(0, 15))
        if r.random() < 0.4:
            picture = picture + r.standard_normal(picture.shape, dtype=np.float32) * np.float32(r.uniform(1, 10))
        if r.random() < 0.08:  # hardly any light
            picture = np.clip(picture, 0, 255) * np.float32(r.uniform(0.12, 0.5))
        picture = np.clip(picture, 0, 255).astype(np.uint8)
        if r.random() < 0.4:
            coded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, int(r.integers(25, 90))])[1]
            picture = cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE)
        return picture


def sheet(composer, rows=5, columns=8):
    """Examples: boxes green, points yellow, ignored faces red."""
    pictures = []
    for _ in range(rows * columns):
        c = composer.compose(192, 192)
        picture = cv2.cvtColor(c.picture, cv2.COLOR_GRAY2BGR)
        for boxes, colour in ((c.boxes, (0, 255, 0)), (c.ignored, (0, 0, 255))):
            for b in boxes.astype(int).tolist():
                cv2.rectangle(picture, b[:2], b[2:], colour)
        for x, y in c.five.reshape(-1, 2):
            cv2.circle(picture, (int(x), int(y)), 1, (0, 255, 255), -1)
        pictures.append(picture)
    return np.vstack([np.hstack(pictures[i * columns : (i + 1) * columns]) for i in range(rows)])


def make_renders(out, model, count, seed):
    """Half of the heads look far aside; glasses, hair, light and expressions are drawn by random_scene."""
    random, model, pieces = np.random.default_rng(seed), ict.load(model), []
    while len(pieces) < count:
        scene = render_face.random_scene(random, 208, 0.5)
        if random.random() < 0.4:
            scene.yaw = float(random.uniform(-1.1, 1.1))
        truth = render_face.render(scene, model)
        points = truth["points468"][:, :2]
        grey = cv2.cvtColor(truth["image"], cv2.COLOR_BGR2GRAY)
        pieces.append((grey, (truth["mask"] * 255).astype(np.uint8), [*points.min(0), *points.max(0)], five_points(points)))
    np.savez_compressed(out, **{name: np.array(values) for name, values in zip(RENDERED, zip(*pieces))})


def arguments(parser):
    parser.add_argument("--portraits", required=True, help="JPEGs one after the other")
    parser.add_argument("--labels", required=True, help="npz with their offsets and 478 points")
    parser.add_argument("--renders", nargs="*", default=[], help="npz made by `composites.py renders`")
    parser.add_argument("--seed", type=int, default=1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    drawing, rendering = commands.add_parser("sheet"), commands.add_parser("renders")
    for command in (drawing, rendering):
        command.add_argument("out")
    arguments(drawing)
    rendering.add_argument("--ict", required=True)
    rendering.add_argument("--count", type=int, default=1400)
    rendering.add_argument("--seed", type=int, default=1)
    a = parser.parse_args()
    cv2.setNumThreads(1)
    if a.command == "renders":
        make_renders(a.out, a.ict, a.count, a.seed)
    else:
        cv2.imwrite(a.out, sheet(Composer(a.seed, a.portraits, a.labels, a.renders, 60)))


if __name__ == "__main__":
    main()
