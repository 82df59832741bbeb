"""478 mesh points -> 68 iBUG points: a fixed linear map, learnt from renders, written as a C table.

    python map68.py OUT.h renders.npz ...

Jaw, brows, bridge and outer lips are combinations of the eight mesh points that lie nearest to ICT-FaceKit's own point (weights
sum to 1, held near the nearest one); nose base, eyes and inner lips are single mesh points.
"""

import sys

import numpy as np

from face_data import MAP68, exact_labels, mirror_table

# fmt: off
MIRROR68 = [*range(16, -1, -1), *range(26, 16, -1), 27, 28, 29, 30, 35, 34, 33, 32, 31, 45, 44, 43, 42, 47, 46, 39, 38, 37,
    36, 41, 40, 54, 53, 52, 51, 50, 49, 48, 59, 58, 57, 56, 55, 64, 63, 62, 61, 60, 67, 66, 65]
# fmt: on
LEARNT = [*range(31), *range(48, 60)]
TAPS = 8


def level(points, corners):
    """Origin at the right outer eye corner, the left one at (1, 0)."""
    origin, v = corners[:, 0], corners[:, 1] - corners[:, 0]
    size = (v**2).sum(1)[:, None, None]
    v = v[:, None]
    d = points - origin[:, None]
    return np.stack([(d * v).sum(2), d[:, :, 1] * v[:, :, 0] - d[:, :, 0] * v[:, :, 1]], 2) / size


def learn(points, truth, stiffness=0.002):
    """Index and weight tables (68, TAPS)."""
    corners = points[:, [33, 263], :2]
    mesh, target = level(points[:, :468, :2], corners), level(truth[:, :, :2], corners)
    index, weight = np.zeros((68, TAPS), int), np.zeros((68, TAPS))
    for k in range(68):
        index[k], weight[k, 0] = MAP68[k], 1
        if k not in LEARNT:
            continue
        near = np.argsort(np.linalg.norm(mesh - target[:, k : k + 1], axis=2).mean(0))[:TAPS]
        a, b = mesh[:, near].transpose(0, 2, 1).reshape(-1, TAPS), target[:, k].ravel()
        start = np.zeros(TAPS)
        start[0] = 1
        hold = np.sqrt(stiffness * len(b))
        rows = np.vstack([a, hold * np.eye(TAPS), 1e3 * np.sqrt(len(b)) * np.ones((1, TAPS))])
        weight[k] = np.linalg.lstsq(rows, np.r_[b, hold * start, 1e3 * np.sqrt(len(b))], rcond=None)[0]
        index[k] = near
    return index, weight / weight.sum(1, keepdims=True)


def apply(points, index, weight):
    return np.einsum("nktc,kt->nkc", points[:, index], weight)


def table(index, weight):
    lines = [
        "/* 478 mesh points -> 68 iBUG points; written by training/map68.py, do not edit. */",
        "#ifndef FACS_LANDMARK_OPEN_MAP68_H",
        "#define FACS_LANDMARK_OPEN_MAP68_H",
        "",
        "#include <stdint.h>",
        "",
        "enum { FACS_MAP68_TAPS = %d };" % TAPS,
        "",
        "/* Point k = sum over t of weight[k][t] * mesh point index[k][t]. */",
        "/* clang-format off */",
        "static const uint16_t facs_map68_index[68][FACS_MAP68_TAPS] = {",
    ]
    lines += ["    {" + ", ".join("%d" % v for v in row) + "}," for row in index]
    lines += ["};", "static const float facs_map68_weight[68][FACS_MAP68_TAPS] = {"]
    lines += ["    {" + ", ".join("%.6ff" % v for v in row) + "}," for row in weight]
    return "\n".join(lines + ["};", "/* clang-format on */", "", "#endif", ""])


def main():
    files = [np.load(path) for path in sys.argv[2:]]
    keys = ("points", "truth468", "rotation", "iris", "truth68")
    points, truth468, rotation, iris, truth = (np.concatenate([z[k] for z in files]) for k in keys)
    points = exact_labels(points, truth468, rotation, iris)
    other = np.array([-1, 1, 1])
    points = np.stack([points, points[:, mirror_table(points)] * other], 1).reshape(-1, 478, 3)  # both sides alike
    truth = np.stack([truth, truth[:, MIRROR68] * other], 1).reshape(-1, 68, 3)
    half = len(points) // 4 * 2
    index, weight = learn(points[:half], truth[:half])
    size = np.linalg.norm(truth[half:, 36, :2] - truth[half:, 45, :2], axis=1)[:, None]
    for name, found in (("single points", points[half:, MAP68]), ("this map", apply(points[half:], index, weight))):
        error = 100 * np.linalg.norm(found[:, :, :2] - truth[half:, :, :2], axis=2) / size
        groups = (
            ("jaw", 0, 17),
            ("brows", 17, 27),
            ("bridge", 27, 31),
            ("nose base", 31, 36),
            ("eyes", 36, 48),
            ("outer lips", 48, 60),
            ("inner lips", 60, 68),
        )
        print(
            name,
            ", ".join("%s %.2f" % (g, np.median(error[:, a:b].mean(1))) for g, a, b in groups),
            "% of the outer eye distance",
        )
    index, weight = learn(points, truth)
    with open(sys.argv[1], "w") as file:
        file.write(table(index, weight))


if __name__ == "__main__":
    main()
