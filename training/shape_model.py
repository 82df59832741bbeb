"""The project's own shape model of the 68 iBUG points, made from ICT-FaceKit heads (MIT).

    python shape_model.py ICT.npz face68.pdm [COUNT] [MODES] [SEED]

Millimetres, x right in the picture, y down, z away from the camera for a head that looks into the camera with no rotation.
Random identities and expressions are laid on their mean by similarity (so size and pose are no modes) and analysed by principal
components; the variances are the eigenvalues.  File, little-endian: "FACSPDM1", u32 n, u32 m, f32 mean[3n] (x of all points,
y, z), f32 modes[3n][m] (orthonormal columns), f32 eigenvalues[m].
"""

import struct
import sys

import numpy as np

import ict
import render_face


def samples(model, count, seed):
    """(count, 68, 3) in millimetres."""
    rng = np.random.default_rng(seed)
    neutral = model.neutral[ict.ICT68]
    identities, shapes = model.identities[:, ict.ICT68], model.shapes[:, ict.ICT68]
    out = np.empty((count, 68, 3))
    for i in range(count):
        expression = render_face.random_expression(rng)
        amounts = np.array([expression.get(name, 0) for name in model.names])
        out[i] = neutral + np.tensordot(rng.normal(0, 1, len(identities)), identities, 1) + np.tensordot(amounts, shapes, 1)
    return out * [10, -10, -10]


def aligned(shapes, rounds=5):
    """All shapes brought to their mean by similarity; the mean keeps its size and the average pose of the first guess."""
    shapes = shapes - shapes.mean(1, keepdims=True)
    size = np.sqrt((shapes**2).sum((1, 2))).mean()
    mean = shapes.mean(0)
    for _ in range(rounds):
        mean *= size / np.sqrt((mean**2).sum())
        u, s, vt = np.linalg.svd(np.einsum("nki,kj->nij", shapes, mean))
        sign = np.sign(np.linalg.det(u @ vt))
        u[:, :, 2] *= sign[:, None]
        s[:, 2] *= sign
        gain = s.sum(1) / (shapes**2).sum((1, 2))
        shapes = np.einsum("n,nki,nij->nkj", gain, shapes, u @ vt)
        mean = shapes.mean(0)
    return shapes, mean


def upright(mean, shapes):
    """The mean made symmetric: the head is frontal when its left mirrors its right."""
    import map68

    other = mean[map68.MIRROR68] * [-1, 1, 1]
    return (mean + other) / 2, shapes


def build(model, count, modes, seed):
    shapes, mean = aligned(samples(model, count, seed))
    mean, shapes = upright(mean, shapes)
    flat = (shapes - mean).transpose(0, 2, 1).reshape(count, -1)
    values, vectors = np.linalg.eigh(flat.T @ flat / count)
    order = np.argsort(values)[::-1][:modes]
    vectors = vectors[:, order]
    vectors *= np.sign(vectors[np.abs(vectors).argmax(0), np.arange(modes)])
    print(
        "%d modes hold %.2f %% of the variance; rest %.2f mm a coordinate"
        % (modes, 100 * values[order].sum() / values.sum(), np.sqrt((values.sum() - values[order].sum()) / flat.shape[1]))
    )
    return mean.T.ravel(), vectors, values[order]


def write(path, mean, modes, values):
    n, m = len(mean) // 3, len(values)
    with open(path, "wb") as file:
        file.write(struct.pack("<8s2I", b"FACSPDM1", n, m))
        for part in (mean, modes, values):
            file.write(np.ascontiguousarray(part, "<f4").tobytes())


def read(path):
    with open(path, "rb") as file:
        content = file.read()
    magic, n, m = struct.unpack_from("<8s2I", content)
    assert magic == b"FACSPDM1"
    numbers = np.frombuffer(content, "<f4", offset=16)
    return numbers[: 3 * n], numbers[3 * n : 3 * n * (m + 1)].reshape(3 * n, m), numbers[3 * n * (m + 1) :]


def fit(points, mean, modes, values, index=None, rounds=6, stiffness=1.0):
    """Rotation (and parameters) of 2D points (68, 2) by weak perspective, modes held by their variances."""
    mean, modes = mean.reshape(3, -1).astype(np.float64), modes.reshape(3, -1, modes.shape[1]).astype(np.float64)
    index = list(range(mean.shape[1])) if index is None else index
    p = np.zeros(modes.shape[2])
    x = points[index] - points[index].mean(0)
    for _ in range(rounds):
        shape = (mean + modes @ p)[:, index].T
        shape = shape - shape.mean(0)
        a = x.T @ shape @ np.linalg.inv(shape.T @ shape)
        u, s, vt = np.linalg.svd(a, full_matrices=False)
        rows, scale = u @ vt, s.mean()
        basis = np.einsum("ij,jkm->kim", rows, modes[:, index])
        basis = scale * (basis - basis.mean(0)).reshape(-1, len(p))
        base = mean[:, index].T - mean[:, index].mean(1)
        rest = (x - scale * base @ rows.T).ravel()
        noise = stiffness * (0.02 * np.ptp(points, axis=0).max()) ** 2
        p = np.linalg.solve(basis.T @ basis + noise * np.diag(1 / values), basis.T @ rest)
    return np.vstack([rows, np.cross(rows[0], rows[1])]), p


if __name__ == "__main__":
    arguments = sys.argv[3:]
    count, modes, seed = (int(arguments[k]) if len(arguments) > k else d for k, d in enumerate((20000, 30, 0)))
    write(sys.argv[2], *build(ict.load(sys.argv[1]), count, modes, seed))
