#!/usr/bin/env python3
"""The exported ONNX files, run by ONNX Runtime, against our own kernels.

    run_exported.py FACSIMILE STAGE_NUMBERS CASE

STAGE_NUMBERS is the program of stage_numbers.c.  Cases:

    aus     descriptors of real faces and of chance: intensities within 1e-4, the same presences
    cen     synthetic CEN experts, every scale and view: responses within 1e-3, and none where the file has no row
    mtcnn   outputs of the three networks within 1e-4, boxes within 0.1 pixels, on pictures with one and many faces

The test's Python needs onnxruntime, where `sh scripts/packages.sh onnx-python` puts it or elsewhere; FACSIMILE_ORT_PYTHON
names another that has it.  Exit 0 pass, 1 fail, 77 no
onnxruntime or no test data (1 under CI).
"""
import os
import subprocess
import sys
import tempfile

FAILED = []


def skip(why):
    print("skipped: " + why)
    sys.exit(1 if os.environ.get("CI") else 77)


def libraries():
    """Numpy and ONNX Runtime, of this Python or of the one that FACSIMILE_ORT_PYTHON names."""
    data = os.environ.get("XDG_DATA_HOME") or os.path.join(os.path.expanduser("~"), ".local/share")
    sys.path.append(os.path.join(data, "facsimile/python"))
    try:
        import numpy
        import onnxruntime
    except ImportError:
        other = os.environ.pop("FACSIMILE_ORT_PYTHON", None)
        if not other:
            skip("this Python has no onnxruntime (sh scripts/packages.sh onnx-python; FACSIMILE_ORT_PYTHON names another)")
        os.execv(other, [other] + sys.argv)
    return numpy, onnxruntime


numpy, onnxruntime = libraries()


def testdata():
    root = os.environ.get("FACSIMILE_TESTDATA") or os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../shared")
    if not os.path.isdir(os.path.join(root, "media")):
        skip("no test data at %s (set FACSIMILE_TESTDATA)" % root)
    return os.path.abspath(root)


def session(path):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def check(what, worst, bar, count):
    good = count > 0 and worst <= bar
    print("%s: worst difference %.3g of %d values (at most %g)%s" % (what, worst, count, bar, "" if good else "  FAILED"))
    if not good:
        FAILED.append(what)


def worst_of(a, b):
    assert a.shape == b.shape, (a.shape, b.shape)
    return float(numpy.abs(a - b).max()) if a.size else 0.0


def read_array(stream):
    """Name and array; None at the end."""
    words = stream.readline().decode("ascii").split()
    if not words:
        return None, None
    sizes = [int(word) for word in words[1:]]
    count = 1
    for size in sizes:
        count *= size
    content = stream.read(4 * count)
    assert len(content) == 4 * count, "the program ended early"
    return words[0], numpy.frombuffer(content, numpy.float32).reshape(sizes)


def read_arrays(command):
    arrays = {}
    with subprocess.Popen(command, stdout=subprocess.PIPE) as program:
        while True:
            name, array = read_array(program.stdout)
            if name is None:
                break
            arrays[name] = array
    assert program.returncode == 0, command
    return arrays


def export(facsimile, folder, models, *more):
    subprocess.run([facsimile, "models", "export", "--onnx", folder, "--model-dir", models, *more], check=True,
                   stdout=subprocess.DEVNULL)


def action_units(facsimile, program, root, models, folder):
    export(facsimile, folder, models)
    pictures = [os.path.join(root, "media", "sample%d.jpg" % number) for number in range(1, 7)]
    arrays = read_arrays([program, "aus", models] + pictures)
    inputs = {"features": arrays["features"], "median": arrays["median"]}
    intensity, presence, decision = session(os.path.join(folder, "au_regressions.onnx")).run(
        ["intensity", "presence", "decision"], inputs)
    check("intensities", worst_of(intensity, arrays["intensity"]), 1e-4, intensity.size)
    # which side of 0 rounding decides cannot be told; it does not happen here
    assert float(numpy.abs(decision).min()) > 1e-4
    check("presences", worst_of(presence, arrays["presence"]), 0, presence.size)
    # the numbers say something: some are at the ends, most between, and medians matter
    assert (intensity == 0).any() and ((intensity > 0) & (intensity < 5)).any() and len(set(presence.flat)) == 2
    without = session(os.path.join(folder, "au_regressions.onnx")).run(
        ["intensity"], dict(inputs, median=numpy.zeros_like(arrays["median"])))[0]
    assert worst_of(intensity, without) > 0.1


def experts(facsimile, program, root, models, folder):
    landmarks = os.path.join(root, "models", "cen_synthetic", "main_ceclm_general.txt")
    export(facsimile, folder, models, "--landmarks", landmarks)
    arrays = read_arrays([program, "cen", models, landmarks, os.path.join(root, "media", "sample1.jpg")])
    names = sorted(name[len("blocks-"):] for name in arrays if name.startswith("blocks-"))
    assert len(names) == 4 * 7, names
    for name in names:
        net = session(os.path.join(folder, "cen_%s_v%s.onnx" % tuple(name.split("-"))))
        rows = [int(row) for row in net.get_modelmeta().custom_metadata_map["landmarks"].split(",")]
        ours = arrays["responses-" + name]
        blocks = arrays["blocks-" + name].reshape(ours.shape + (121,))
        theirs = net.run(["responses"], {"blocks": blocks[rows]})[0]
        check("responses of " + name, worst_of(theirs, ours[rows]), 1e-3, theirs.size)
        assert float(theirs.max() - theirs.min()) > 0.1
        others = [row for row in range(len(ours)) if row not in rows]
        assert not ours[others].any(), "landmarks with an expert that the file lacks"


def detection(facsimile, program, root, models, folder):
    export(facsimile, folder, models)
    nets = {name: session(os.path.join(folder, name + ".onnx")) for name in ("pnet", "rnet", "onet")}
    raw = {name: [0.0, 0] for name in nets}
    for picture in ["sample1.jpg", "sample6.jpg"]:
        boxes = {}
        command = [program, "mtcnn", models, os.path.join(root, "media", picture)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
            while True:
                name, array = read_array(running.stdout)
                if name is None:
                    break
                if not name.startswith("run-"):
                    boxes[name] = array
                    continue
                name = name[len("run-"):]
                ours = read_array(running.stdout)[1]
                theirs = nets[name].run(["output"], {"input": array})[0]
                flat = theirs.reshape(len(theirs), -1)
                raw[name][0] = max(raw[name][0], worst_of(flat, ours))
                raw[name][1] += flat.size
                running.stdin.write(flat.astype("<f4").tobytes())
                running.stdin.flush()
        assert running.returncode == 0, command
        assert boxes["boxes"].shape == boxes["our-boxes"].shape, picture
        check("boxes of " + picture, worst_of(boxes["boxes"][:, :4], boxes["our-boxes"][:, :4]), 0.1, boxes["boxes"].size)
    for name, (worst, count) in raw.items():
        check("outputs of " + name, worst, 1e-4, count)


def main():
    facsimile, program, case = sys.argv[1:]
    root = testdata()
    models = os.path.join(root, "models", "2.2.0", "originals")
    run = {"aus": action_units, "cen": experts, "mtcnn": detection}[case]
    with tempfile.TemporaryDirectory() as folder:
        run(facsimile, program, root, models, folder)
    return 1 if FAILED else 0


if __name__ == "__main__":
    sys.exit(main())
