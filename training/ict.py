"""The ICT-FaceKit head (MIT licence) as arrays: shapes, groups of vertices, and how a head with eyes that look is put together.

The file (ict.npz) holds `neutral` (26719, 3), `names` and `exp` (57 expression shapes), `ident` (60 identities) and `faces`.
Units are centimetres; x to the person's left, y up, z forward.  "_L" is the person's left.
"""

import os
from functools import lru_cache

import numpy as np

# The 68 points of the iBUG scheme as vertices of the ICT head.
# fmt: off
ICT68 = [1225, 1888, 1052, 367, 1719, 1722, 2199, 1447, 966, 3661, 4390, 3927, 3924, 2608, 3272, 4088, 3443, 268, 493, 1914,
    2044, 1401, 3615, 4240, 4114, 2734, 2509, 978, 4527, 4942, 4857, 1140, 2075, 1147, 4269, 3360, 1507, 1542, 1537, 1528,
    1518, 1511, 3742, 3751, 3756, 3721, 3725, 3732, 5708, 5695, 2081, 0, 4275, 6200, 6213, 6346, 6461, 5518, 5957, 5841,
    5702, 5711, 5533, 6216, 6207, 6470, 5517, 5966]
# fmt: on
FACE_END, HEAD_END, MOUTH_END, SOCKET_END, GUMS_END, TEETH_END = 9409, 11248, 13294, 14062, 17039, 21451
LEFT_EYE, RIGHT_EYE = (21451, 23021), (23021, 24591)
SKIN, MOUTH, SOCKET, GUMS, TEETH, EYE_L, EYE_R = range(7)  # materials of triangles, in the order of the vertices
# Vertices of lids, outer corner to inner corner (iBUG points lie among them): the person's right and left eye.
# fmt: off
UPPER_LID = ([1507, 1546, 1545, 1933, 1544, 1543, 1542, 1541, 1540, 1962, 1990, 1538, 1930, 1537, 1536, 1535, 1534, 1533,
    1532, 1531, 1530, 1529, 1528], [3721, 3760, 3759, 4133, 3758, 3757, 3756, 3755, 3754, 4162, 4190, 3752, 4130, 3751,
    3750, 3749, 3748, 3747, 3746, 3745, 3744, 3743, 3742])
# fmt: on
# fmt: off
LOWER_LID = ([1507, 2243, 1623] + list(range(1508, 1528)) + [2234, 1528], [3721, 4434, 3832] + list(range(3722, 3742)) +
    [4425, 3742])
# fmt: on
EYE_GAIN = (
    1.05 / 1.5
)  # the model's eyeball is too large: turned by this much less (in the sine) its iris sits where a real one would


def default_path():
    return os.path.join(os.environ.get("FACSIMILE_TESTDATA", "../shared"), "openmodel", "ict.npz")


class Ict:
    def __init__(self, path):
        with np.load(path) as data:
            self.neutral = data["neutral"].astype(np.float32)
            self.names = [str(name) for name in data["names"]]
            self.shapes = data["exp"].astype(np.float32)
            self.identities = data["ident"].astype(np.float32)
            faces = data["faces"]
        folder = os.path.dirname(path)
        mesh = os.path.join(folder, "ict_idx468.npy")
        self.mesh468 = np.load(mesh) if os.path.exists(mesh) else None
        triangles = np.concatenate([faces[:, [0, 1, 2]], faces[faces[:, 3] >= 0][:, [0, 2, 3]]]).astype(np.int32)
        group = np.digitize(triangles[:, 0], [HEAD_END, MOUTH_END, SOCKET_END, GUMS_END, TEETH_END, RIGHT_EYE[0], RIGHT_EYE[1]])
        self.triangles, self.material = triangles[group < 7], group[group < 7].astype(np.int32)
        self.lashes = triangles[triangles.min(1) >= 25351]
        order = np.argsort(self.material, kind="stable")
        self.triangles, self.material = np.ascontiguousarray(self.triangles[order]), self.material[order]
        self.centre = self.neutral[ICT68].mean(0)
        self.normals = normals(self.neutral, self.triangles)

    def head(self, identity, expression, gaze=(0.0, 0.0), vergence=0.0):
        """Vertices of a head, and per eye the directions (unit sphere) of its vertices, its gaze (yaw, pitch) and its iris.

        `gaze`: eye-in-head yaw (positive: to the person's left) and pitch (positive: up), radians."""
        vertices = self.neutral + np.tensordot(np.asarray(identity, np.float32), self.identities[: len(identity)], 1)
        shapes = dict(expression)
        for side, sign in (("L", 1), ("R", -1)):
            yaw = gaze[0] - sign * vergence
            add_shape(shapes, "eyeLook" + ("Out" if yaw * sign > 0 else "In") + "_" + side, min(abs(yaw) / 0.66, 1))
            add_shape(shapes, "eyeLook" + ("Up" if gaze[1] > 0 else "Down") + "_" + side, min(abs(gaze[1]) / 0.52, 1))
            down = shapes.get("eyeLookDown_" + side, 0)  # looking down has lowered the lid already
            shapes["eyeBlink_" + side] = shapes.get("eyeBlink_" + side, 0) * (1 - 0.25 * down)
        balls = [ball(vertices[a:b]) for a, b in (LEFT_EYE, RIGHT_EYE)]
        for name, amount in shapes.items():
            if amount:
                vertices += np.float32(amount) * self.shapes[self.names.index(name)]
        eyes = []
        for (a, b), (centre, radius), sign in zip((LEFT_EYE, RIGHT_EYE), balls, (1, -1)):
            yaw, pitch = gaze[0] - sign * vergence, gaze[1]
            turn = turned(np.arcsin(EYE_GAIN * np.sin(yaw)), np.arcsin(EYE_GAIN * np.sin(pitch)))
            local = ball_directions(self.neutral[a:b])
            vertices[a:b] = local @ turn.T * radius * 0.985 + centre
            vertices[a:b, 2] -= 0.02
            eyes.append(dict(local=local, gaze=(yaw, pitch), iris=centre + turn @ np.array([0, 0, 1.0]) * radius * 0.97))
        return vertices.astype(np.float32), eyes


def add_shape(shapes, name, amount):
    shapes[name] = max(shapes.get(name, 0), float(amount))


def ball(vertices):
    low, high = vertices.min(0), vertices.max(0)
    return (low + high) / 2, (high[0] - low[0]) / 2


def ball_directions(vertices):
    centre, radius = ball(vertices)
    return ((vertices - centre) / radius).astype(np.float32)


def turned(yaw, pitch):
    """Rotation of an eyeball: yaw to +x, pitch up positive."""
    cy, sy, cp, sp = np.cos(yaw), np.sin(yaw), np.cos(pitch), np.sin(pitch)
    return np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]]) @ np.array([[1, 0, 0], [0, cp, sp], [0, -sp, cp]])


def normals(vertices, triangles):
    a, b, c = (vertices[triangles[:, k]] for k in range(3))
    face = np.cross(b - a, c - a)
    sums = np.zeros_like(vertices)
    for k in range(3):
        for axis in range(3):
            sums[:, axis] += np.bincount(triangles[:, k], face[:, axis], len(vertices))
    return sums / (np.linalg.norm(sums, axis=1, keepdims=True) + 1e-9)


@lru_cache(maxsize=1)
def load(path=None):
    return Ict(path or default_path())
