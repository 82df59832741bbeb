"""One minute: the whole chain of the point net on a few renders, without MediaPipe: render, label by truth, train, write,
read back, shape model, point map.  Needs PyTorch, numpy, scipy, OpenCV and ict.npz; exit status 77 when one is missing.

    python smoke_face.py [ICT.npz]
"""

import os
import sys
import tempfile
import types

SKIP = 77


def labelled(model, count, seed):
    """Crops and labels of renders; the truth stands in for MediaPipe."""
    import numpy as np
    import label
    import render_face

    rng, rows = np.random.default_rng(seed), []
    while len(rows) < count:
        truth = render_face.render(render_face.random_scene(rng, 176, 0.52), model)
        points = np.zeros((478, 3))
        points[:468] = truth["points468"]
        points[468:473, :2], points[473:, :2] = truth["iris"][1], truth["iris"][0]
        matrix = label.crop_matrix(points[:468])
        shapes = np.full(52, 0.1)
        coefficients = np.array([truth["expression"].get(name, 0) for name in model.names])
        rows.append(
            (
                label.cut(truth["image"], matrix),
                label.moved(points, matrix),
                shapes,
                truth["rotation"],
                label.moved(truth["points68"], matrix),
                truth["gaze"],
                label.moved(truth["iris"], matrix),
                coefficients,
                truth["rotation"],
                label.moved(points[:468], matrix),
            )
        )
    return rows


def check_net(path, net):
    import numpy as np
    import torch
    import networks

    x = np.random.default_rng(0).normal(0, 1, (112, 112, 1)).astype(np.float32)
    with open(path, "rb") as file:
        found = networks.run(file.read(), x)
    net.eval()
    with torch.no_grad():
        expected = net(torch.from_numpy(x[None, :, :, 0])[None])
    for name, value in zip(("points", "shapes", "pose", "flag"), expected):
        error = np.abs(found[name].ravel() - value.numpy().ravel()).max()
        assert error < 0.05, "%s differs by %g between the trained net and its file" % (name, error)


def main():
    try:
        import cv2, numpy, scipy, torch  # noqa: E401, F401
    except ImportError as missing:
        print("skipped:", missing)
        return SKIP
    import ict

    path = sys.argv[1] if len(sys.argv) > 1 else ict.default_path()
    if not os.path.exists(path):
        print("skipped: no", path, "(set FACSIMILE_TESTDATA)")
        return SKIP
    import label
    import map68
    import numpy as np
    import shape_model
    import train_face

    cv2.setNumThreads(1)
    model = ict.load(path)
    with tempfile.TemporaryDirectory() as folder:
        data, net_file = folder + "/renders.npz", folder + "/face-points.net"
        label.save(data, labelled(model, 48, 1))
        options = types.SimpleNamespace(
            out=folder + "/net.pt",
            steps=24,
            portraits=None,
            renders=[data],
            warped=[],
            shares=(0, 1, 0),
            start=None,
            ict=path,
            export=net_file,
            clips=None,
            rate=2e-3,
            distance=1.0,
            batch=16,
            processes=1,
            bf16=False,
            seed=0,
        )
        lines = []
        net = train_face.train(options, lambda *a, **k: lines.append(" ".join(map(str, a))))
        print("\n".join(lines))
        check_net(net_file, net)
        mean, modes, values = shape_model.build(model, 300, 20, 0)
        shape_model.write(folder + "/face68.pdm", mean, modes, values)
        assert all(
            np.allclose(a, b, atol=1e-3) for a, b in zip((mean, modes, values), shape_model.read(folder + "/face68.pdm"))
        )
        with np.load(data) as z:
            index, weight = map68.learn(z["points"], z["truth68"])
        assert np.allclose(weight.sum(1), 1)
    print("the chain works")
    return 0


if __name__ == "__main__":
    sys.exit(main())
