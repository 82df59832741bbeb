"""How a net's input is cut out of a grey picture; src/image/patch.c does the same to the last bit of the weights.

Coordinates have pixel centres at whole numbers.  A patch is given by a 2 x 3 matrix from picture to patch.  Pictures much
larger than the patch are halved first (mean of 2 x 2, rounded half up) while a step of one patch pixel covers more than HALVE
of their pixels; then samples are bilinear, with edge pixels repeated.
"""
import cv2
import numpy as np

HALVE = 1.5
FACE = 112  # side of the point net's input
EYE_WIDTH, EYE_HEIGHT, EYE_SCALE = 48, 32, 90.6  # EYE_SCALE: pixels that the outer eye distance (3D) is brought to
MOUTH_WIDTH, MOUTH_HEIGHT, MOUTH_SCALE = 64, 48, 72.0


def halved(grey):
    rows, columns = grey.shape[0] // 2 * 2, grey.shape[1] // 2 * 2
    g = grey[:rows, :columns].astype(np.uint16)
    return ((g[::2, ::2] + g[::2, 1::2] + g[1::2, ::2] + g[1::2, 1::2] + 2) >> 2).astype(np.uint8)


def sample(grey, matrix, width, height):
    """(height, width) float32 in 0..255."""
    matrix = np.array(matrix, np.float64)
    scale = np.sqrt(abs(np.linalg.det(matrix[:, :2])))
    while 1 / scale > HALVE and min(grey.shape) >= 4:
        grey = halved(grey)
        matrix = np.c_[matrix[:, :2] * 2, matrix[:, 2] + matrix[:, :2] @ [0.5, 0.5]]
        scale *= 2
    back = np.linalg.inv(matrix[:, :2])
    grid = np.stack(np.meshgrid(np.arange(width), np.arange(height)), -1) - matrix[:, 2]
    where = (grid @ back.T).astype(np.float32)
    return cv2.remap(grey.astype(np.float32), where, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def upright(points):
    """Rotation that brings the outer eye corners (33, 263) level."""
    v = points[263, :2] - points[33, :2]
    n = np.hypot(*v)
    return np.array([[v[0], v[1]], [-v[1], v[0]]]) / n


def face_matrix(points, side=FACE):
    """Of the point net: upright, the extent of the 478 points fills 1 / 1.3 of the side."""
    turn = upright(points)
    turned = points[:, :2] @ turn.T
    low, high = turned.min(0), turned.max(0)
    scale = side / ((high - low).max() * 1.3)
    return np.c_[turn * scale, side / 2 - scale * (low + high) / 2]


def patch_matrix(points, centre, width, height, size, mirror=False):
    """Upright, `centre` in the middle, the 3D distance of the outer eye corners brought to `size` pixels; `mirror`: left and
    right exchanged (the person's left eye is shown to the net as if it were a right one)."""
    turn = upright(points) * size / np.linalg.norm(points[263] - points[33])
    if mirror:
        turn = np.diag([-1.0, 1.0]) @ turn
    return np.c_[turn, np.array([width / 2, height / 2]) - turn @ centre]


def eye_matrix(points, left):
    corners = points[[263, 362] if left else [33, 133], :2]
    return patch_matrix(points, corners.mean(0), EYE_WIDTH, EYE_HEIGHT, EYE_SCALE, left)


def mouth_matrix(points):
    return patch_matrix(points, points[[61, 291, 0, 17], :2].mean(0), MOUTH_WIDTH, MOUTH_HEIGHT, MOUTH_SCALE)
