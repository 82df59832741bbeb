"""What the tests share: the clip, its frames as an array, the command, and other people's files where they are."""
from __future__ import annotations

import os
import shutil
import subprocess
import sys

import numpy as np
import pytest

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), os.pardir, os.pardir))
if not os.environ.get("FACSIMILE_INSTALLED"):  # scripts/check_wheel.sh: the package that pip installed
    sys.path.insert(0, os.path.join(ROOT, "bindings", "python"))
os.environ.setdefault("MPLBACKEND", "agg")

import facsimile  # noqa: E402  pylint: disable=wrong-import-position

CLIP = os.path.join(ROOT, "examples", "clip", "heads.mp4")
DATA = os.environ.get("FACSIMILE_TESTDATA", "")
MODELS = os.environ.get("FACSIMILE_MODELS", "") or (os.path.join(DATA, "models", "2.2.0") if DATA else "")


def data(name):
    """A file of the test data; the test is skipped without it."""
    path = os.path.join(DATA, name)
    if not DATA or not os.path.exists(path):
        pytest.skip(f"FACSIMILE_TESTDATA has no {name}")
    return path


def needs_openface():
    """The folder of OpenFace's models; the test is skipped without it."""
    if not MODELS or not os.path.isdir(MODELS):
        pytest.skip("OpenFace's models are not here")
    return MODELS


@pytest.fixture
def networks(tmp_path_factory, monkeypatch):
    """Networks of ONNX files for the pipelines pyfaceau and openface3, where there is an ONNX Runtime; of the latter STAR and
    the multi-task network have random weights."""
    source = os.path.dirname(data("models/onnx/star_random.onnx"))
    folder = tmp_path_factory.mktemp("networks")
    for name, called in (("retinaface_mobilenet025", "retinaface_mobilenet025"), ("pfld_cunjian", "pfld_cunjian"),
                         ("star_random", "star_landmark_98_coreml"), ("mtl_random", "mtl_efficientnet_b0_coreml")):
        os.symlink(os.path.join(source, name + ".onnx"), folder / (called + ".onnx"))
    monkeypatch.setenv("FACSIMILE_ONNX_MODELS", str(folder))
    monkeypatch.setenv("FACSIMILE_MODELS", needs_openface())
    try:
        facsimile.Models("openface3")
    except facsimile.ModelsMissingError as error:
        pytest.skip(str(error))


def command(*arguments, check=True):
    """Run the command."""
    program = os.environ.get("FACSIMILE_COMMAND") or os.path.join(ROOT, "build", "cli", "facsimile")
    if not os.path.exists(program):
        pytest.skip("the command is not built")
    return subprocess.run([program, *map(str, arguments)], check=check, capture_output=True, text=True)


def cut(path, frames):
    """The clip's first frames as a video."""
    if not shutil.which("ffmpeg"):
        pytest.skip("there is no ffmpeg")
    subprocess.run(["ffmpeg", "-v", "error", "-i", CLIP, "-frames:v", str(frames), "-c", "copy", str(path)], check=True)
    return path


def decode(path, most):
    """The first frames of a video, B G R; of videos of 640 pixels in width and more as the library decodes them."""
    from facsimile._plot import read_frame
    return np.stack([read_frame(path, i + 1)[..., ::-1] for i in range(most)])


@pytest.fixture(scope="session")
def frames():
    """The first frames of the clip: (12, 240, 320, 3), B G R."""
    return decode(CLIP, 12)


@pytest.fixture(scope="session")
def folder(frames, tmp_path_factory):
    """The same frames as a folder of pictures, which count as a video."""
    image = pytest.importorskip("PIL.Image")
    made = tmp_path_factory.mktemp("frames")
    for i, frame in enumerate(frames):
        image.fromarray(np.ascontiguousarray(frame[..., ::-1])).save(made / f"{i + 1:03}.png")
    return made


@pytest.fixture(scope="session")
def models():
    return facsimile.Models("open")
