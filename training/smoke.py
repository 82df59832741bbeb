"""Half a minute: every trainer does a few steps on a few renders, without portraits and without MediaPipe; what it writes is read
back and compared with the trained net.  Also the shape model and the point map.  Says nothing about how good nets become.

    python smoke.py [ICT.npz]

Needs PyTorch (1.13 will do), numpy, scipy, OpenCV, gcc and ict.npz; exit status 77 when one is missing (1 where
CI is set and only ict.npz is).
"""

import os
import shutil
import sys
import tempfile

SKIP = 77
HEADS = 48


def labelled(model, count, seed):
    """Pictures, and crops with labels, of renders; the truth stands in for MediaPipe."""
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


def as_portraits(rows, pictures, labels):
    """The same crops in the form of the portraits: JPEGs one after the other, and a file of labels."""
    import cv2
    import numpy as np
    import label

    codes = [cv2.imencode(".jpg", row[0])[1].tobytes() for row in rows]
    with open(pictures, "wb") as file:
        file.write(b"".join(codes))
    transform = np.tile(np.eye(4), (len(rows), 1, 1))
    transform[:, :3, :3] = [label.FLIP @ row[3] @ label.FLIP for row in rows]
    points, shapes = (np.array([row[k] for row in rows], np.float32) for k in (1, 2))
    offset = np.cumsum([0] + [len(code) for code in codes])
    np.savez(labels, offset=offset, points=points, blendshapes=shapes, transform=transform)


def called(module, *arguments):
    """A script's main with these arguments, in this process: starting PyTorch takes longer than all steps."""
    print("==", module.__name__, flush=True)
    sys.argv = [module.__name__, *map(str, arguments)]
    module.main()


def check_net(path, net, rows, columns, expected):
    """The file against the net it was written from; `expected` makes named outputs of what the net gives."""
    import numpy as np
    import torch
    import networks

    x = np.random.default_rng(0).normal(0, 1, (rows, columns, 1)).astype(np.float32)
    with open(path, "rb") as file:
        found = networks.run(file.read(), x)
    net.load_state_dict(torch.load(os.path.splitext(path)[0] + ".pt"))
    net.eval()
    with torch.no_grad():
        outputs = expected(net(torch.from_numpy(x[None, :, :, 0])[None]))
    for name, value in outputs.items():
        error = np.abs(found[name].ravel() - value.numpy().ravel()).max()
        assert error < 0.05, "%s of %s differs by %g between the trained net and its file" % (name, path, error)
    print("the written net gives what the trained one gives", flush=True)


def face(folder, ict_path):
    import train_face

    out = folder + "/face-points.net"
    called(train_face, folder + "/face-points.pt", 12, "--portraits", folder + "/p.jpgs", folder + "/p.npz", "--renders",
           folder + "/renders.npz", "--shares", 0.5, 0.5, 0, "--ict", ict_path, "--export", out, "--batch", 16)
    check_net(out, train_face.FaceNet(), 112, 112, lambda o: dict(zip(("points", "shapes", "pose", "flag"), o)))


def eye(folder, ict_path):
    import eye_data
    import render_patch
    import train_eye

    eyes, renders, out = (folder + "/" + name for name in ("eyes.npz", "eye-renders.npz", "eye-patch.net"))
    eye_data.main(folder + "/p.jpgs", folder + "/p.npz", eyes)
    render_patch.write_eyes(render_patch.Model(ict_path, True), render_patch.library(), renders, 16, 1)
    called(train_eye, out, 4, 0, eyes, renders)
    shutil.copy(out + ".pt", folder + "/eye-patch.pt")
    check_net(out, train_eye.eye_net(), train_eye.HEIGHT, train_eye.WIDTH, dict)


def mouth(folder):
    import train_mouth

    out = folder + "/mouth-patch.net"
    called(train_mouth, out, 4, 0, "--portraits", folder + "/p.jpgs", folder + "/p.npz", "--renders", folder + "/renders.npz",
           "--mix", ".5,0,.5")
    shutil.copy(out + ".pt", folder + "/mouth-patch.pt")
    check_net(out, train_mouth.mouth_net(), train_mouth.HEIGHT, train_mouth.WIDTH, dict)


def face_detector(folder, ict_path):
    import composites
    import detector
    import train_detector

    renders, out = folder + "/detector-renders.npz", folder + "/face-detector.net"
    composites.make_renders(renders, ict_path, 8, 11)
    called(train_detector, out, "--portraits", folder + "/p.jpgs", "--labels", folder + "/p.npz", "--renders", renders,
           "--images", 60, "--mining", 2)
    named = lambda levels: {"s%d" % s: y.permute(0, 2, 3, 1) for s, y in zip(detector.STRIDES, levels)}
    check_net(out, detector.Detector(), 352, 480, named)


def identity(folder, ict_path):
    import identity_data
    import train_identity

    renders = folder + "/heads.npz"
    called(identity_data, ict_path, renders, 12, 1)
    called(train_identity, folder + "/identity.net", 1, folder + "/p.jpgs", folder + "/p.npz", renders)


def shapes(folder, model):
    import numpy as np
    import map68
    import shape_model

    parts = shape_model.build(model, 300, 20, 0)
    shape_model.write(folder + "/face68.pdm", *parts)
    assert all(np.allclose(a, b, atol=1e-3) for a, b in zip(parts, shape_model.read(folder + "/face68.pdm")))
    with np.load(folder + "/renders.npz") as z:
        _, weight = map68.learn(z["points"], z["truth68"])
    assert np.allclose(weight.sum(1), 1)


def main():
    try:
        import cv2, numpy, scipy, torch  # noqa: E401, F401
    except ImportError as missing:
        system = "/usr/bin/python3"  # for which Debian's packages are, whichever Python comes first
        if os.path.realpath(sys.executable) != os.path.realpath(system) and os.path.exists(system):
            os.execv(system, [system, *sys.argv])
        print("skipped: training needs PyTorch, numpy, scipy and OpenCV (sh scripts/packages.sh train)")
        print(missing)
        return SKIP
    import ict

    path = sys.argv[1] if len(sys.argv) > 1 else ict.default_path()
    if not os.path.exists(path):
        print("skipped: no head model for training (openmodel/ict.npz of the test data; set FACSIMILE_TESTDATA)")
        return 1 if os.environ.get("CI") else SKIP
    import label

    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    model = ict.load(path)
    with tempfile.TemporaryDirectory() as folder:
        rows = labelled(model, HEADS, 1)
        label.save(folder + "/renders.npz", rows)
        as_portraits(rows, folder + "/p.jpgs", folder + "/p.npz")
        face(folder, path)
        eye(folder, path)
        mouth(folder)
        face_detector(folder, path)
        identity(folder, path)
        shapes(folder, model)
    print("every trainer works")
    return 0


if __name__ == "__main__":
    sys.exit(main())
