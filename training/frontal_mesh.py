"""The mean frontal face in MediaPipe's numbering, as a table for src/landmark/mesh: labelled renders turned back by their exact rotation.

    python frontal_mesh.py OUT.h renders.npz ...

The files come from label.py.  Unit: a thousandth of the outer eye distance; x to the image's right, y down, z away from the camera.
"""
import sys

import numpy as np

from evaluate_face import canonical

POINTS = 468  # without the irises


def table(face):
    numbers = ["%d" % v for v in np.round((face - face.mean(0)) * 1000).astype(int).ravel()]
    lines = [", ".join(numbers[k : k + 24]) + "," for k in range(0, len(numbers), 24)]
    return "\n".join(["/* The mean frontal face in thousandths of the outer eye distance; written by training/frontal_mesh.py, do not edit. */",
                      "#ifndef FACS_LANDMARK_MESH_FRONTAL_MESH_H", "#define FACS_LANDMARK_MESH_FRONTAL_MESH_H", "",
                      "enum { FACS_FRONTAL_POINTS = %d };" % POINTS, "", "/* x, y, z of each point */", "/* clang-format off */",
                      "static const short facs_frontal_mesh[3 * FACS_FRONTAL_POINTS] = {", *("    " + line for line in lines), "};",
                      "/* clang-format on */", "", "#endif", ""])


def main():
    files = [np.load(path) for path in sys.argv[2:]]
    points, rotation = (np.concatenate([z[k] for z in files]).astype(np.float64) for k in ("points", "rotation"))
    known = np.isfinite(points).all((1, 2))
    with open(sys.argv[1], "w") as file:
        file.write(table(canonical(points[known], rotation[known])[:POINTS]))


if __name__ == "__main__":
    main()
