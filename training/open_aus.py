"""The action-unit formulas of src/au/open, compiled from their C sources, for arrays of points.

Points are (N, 478, 3) in pixels, blendshapes (N, 52), both in MediaPipe's order."""
import ctypes
import hashlib
import os
import subprocess
import tempfile

import numpy as np

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
SOURCES = ["features.c", "features.h", "units.c", "units.h", "neutral.c", "neutral.h", "scales.c", "scales.h"]
MEASURES, INTENSITIES, PRESENCES = 30, 43, 17
LIDS = {"right": [(159, 145), (158, 153), (160, 144)], "left": [(386, 374), (385, 380), (387, 373)]}


class Mesh(ctypes.Structure):
    """facs_mesh"""
    _fields_ = [("points", ctypes.c_float * 1434), ("shapes", ctypes.c_float * 52), ("rotation", ctypes.c_float * 9),
                ("opening", ctypes.c_float * 2), ("eye_angles", ctypes.c_float * 4), ("flag", ctypes.c_float)]


def compiled():
    digest = hashlib.sha256()
    here = os.path.join(ROOT, "training", "open_aus.c")
    for path in [here] + [os.path.join(ROOT, "src", "au", "open", name) for name in SOURCES]:
        with open(path, "rb") as file:
            digest.update(file.read())
    library = os.path.join(tempfile.gettempdir(), "facsimile-open-aus-%s.so" % digest.hexdigest()[:16])
    if not os.path.exists(library):
        part = library + str(os.getpid())
        subprocess.run(["cc", "-O2", "-ffp-contract=off", "-shared", "-fPIC", "-fvisibility=hidden", "-I" + os.path.join(ROOT, "src"),
                        "-I" + os.path.join(ROOT, "include"), here, "-o", part, "-lm"], check=True)
        os.replace(part, library)
    return ctypes.CDLL(library)


class Formulas:
    def __init__(self):
        self.c = compiled()
        assert self.c.open_mesh_size() == ctypes.sizeof(Mesh)
        self.c.open_name.restype = self.c.open_column.restype = ctypes.c_char_p
        self.units = [self.c.open_name(i).decode() for i in range(self.c.open_units())]
        facts = (ctypes.c_int * 3)()
        self.first, self.sides, self.percentile = [], [], []
        for i in range(len(self.units)):
            self.c.open_unit(i, facts)
            for found, fact in zip((self.first, self.sides, self.percentile), facts):
                found.append(fact)
        self.columns = [self.c.open_column(0, i).decode() for i in range(INTENSITIES)]
        self.presence_columns = [self.c.open_column(1, i).decode() for i in range(PRESENCES)]

    def each(self, function, points, shapes, size, opening=None):
        """What a function of a mesh gives for each; NaN where there is no face."""
        out = np.full((len(points), size), np.nan, np.float32)
        opening = openings(points) if opening is None else opening
        for i in range(len(points)):
            mesh = Mesh()
            mesh.points[:] = np.ascontiguousarray(points[i].T, np.float32).ravel()
            mesh.shapes[:] = shapes[i].astype(np.float32)
            mesh.rotation[:] = (1, 0, 0, 0, 1, 0, 0, 0, 1)
            mesh.opening[:] = opening[i].astype(np.float32)
            row = np.zeros(size, np.float32)
            if function(ctypes.byref(mesh), pointer(row)):
                out[i] = row
        return out

    def sums(self, points, shapes):
        """(N, units, side: right, left)"""
        return self.each(self.c.open_sums, points, shapes, 2 * len(self.units)).reshape(-1, len(self.units), 2)

    def align(self, points):
        return self.each(self.c.open_align, points, np.zeros((len(points), 52)), 1434).reshape(-1, 3, 478).transpose(0, 2, 1)

    def measures(self, points, shapes, opening=None):
        return self.each(self.c.open_measure, points, shapes, MEASURES, opening)

    def whole_neutral(self, measures):
        """As after a whole video."""
        ordered, neutral = np.sort(measures, axis=0), np.zeros(MEASURES, np.float32)
        for first, sides, percentile in zip(self.first, self.sides, self.percentile):
            neutral[first:first + sides] = ordered[(len(measures) - 1) * percentile // 100, first:first + sides]
        return np.repeat(neutral[None], len(measures), 0)

    def running_neutral(self, measures):
        neutral = np.zeros_like(measures)
        self.c.open_running(len(measures), pointer(np.ascontiguousarray(measures)), pointer(neutral))
        return neutral

    def intensities(self, measures, neutral):
        out = np.zeros((len(measures), INTENSITIES))
        for i in range(len(measures)):
            self.c.open_intensities(pointer(measures[i]), pointer(np.ascontiguousarray(neutral[i])), pointer(out[i]))
        return out

    def presences(self, intensities):
        out, state = np.zeros((len(intensities), PRESENCES)), np.zeros(PRESENCES)
        for i in range(len(intensities)):
            self.c.open_presences(pointer(np.ascontiguousarray(intensities[i])), pointer(state))
            out[i] = state
        return out


def pointer(array):
    return array.ctypes.data_as(ctypes.c_void_p)


def openings(points):
    """Mean distance of the lids in parts of the distance of the outer eye corners: right, left."""
    width = np.linalg.norm(points[:, 33] - points[:, 263], axis=1)
    gap = lambda side: np.mean([np.linalg.norm(points[:, a] - points[:, b], axis=1) for a, b in LIDS[side]], axis=0)
    return np.stack([gap("right"), gap("left")], 1) / np.maximum(width, 1e-9)[:, None]
