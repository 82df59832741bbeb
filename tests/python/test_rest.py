"""Live runs, stages, models, plots, drop-ins, and the package itself."""
import doctest
import importlib
import os
import pkgutil
import shutil
import subprocess
import sys

import numpy as np
import pytest

import facsimile
from conftest import CLIP, ROOT, command, cut, data, decode, needs_openface

PACKAGE = os.path.join(ROOT, "bindings", "python")


def python(code, **environment):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False,
                          env={**os.environ, "PYTHONPATH": PACKAGE, **environment})


# ---- live ----

def test_live(tmp_path):
    with facsimile.live(CLIP, "open", outputs=[("ndjson", tmp_path / "a.ndjson")]) as running:
        results = [next(running) for _ in range(3)]
        assert [result.faces[0].success for result in results] == [True] * 3
        assert results[0].captured > 1e9 and results[0].latency > 0
    assert len((tmp_path / "a.ndjson").read_text().splitlines()) >= 3
    with pytest.raises(StopIteration):
        next(running)


def test_live_to_the_end(tmp_path):
    running = facsimile.live(cut(tmp_path / "clip.mp4", 50), "open")  # two seconds, which it takes
    numbers = [result.number for result in running]
    assert numbers == sorted(numbers) and numbers
    at = running.statistics
    assert at.state == "over" and at.frames == 50 and at.results + at.dropped == 50 and at.pipeline == "open"
    assert running.intensities[0].column == "AU01_r"


def test_live_that_is_left_running(tmp_path):
    """Python ends while it runs: it stops, and its outputs are complete."""
    done = python(f"import facsimile\nnext(iter(facsimile.live({CLIP!r}, 'open', outputs=[('csv', {str(tmp_path / 'a.csv')!r})])))")
    assert (done.returncode, done.stderr) == (0, "")
    assert len((tmp_path / "a.csv").read_text().splitlines()) >= 2


def test_live_errors():
    with pytest.raises(FileNotFoundError, match="nothing.mp4"):
        list(facsimile.live("nothing.mp4", "open"))
    with pytest.raises(facsimile.FacsimileError):
        list(facsimile.live(CLIP, "nonsense"))


# ---- stages ----

def test_stages_of_openface():
    video, folder = data("media/default.wmv"), needs_openface()
    models, frame = facsimile.Models("openface", model_dir=folder), decode(video, 1)[0]
    face = facsimile.fit_landmarks(frame, facsimile.detect_faces(frame, models)[0], models)
    assert face.success and face.landmarks.shape == (68, 2) and face.eye_landmarks.shape == (56, 2)
    params_global, params_local = facsimile.calc_params(face.landmarks, models)
    aligned = facsimile.align_face(frame, face.landmarks, params_global, models)
    rgb = facsimile.align_face(np.ascontiguousarray(frame[..., ::-1]), face.landmarks, params_global, models, channels="rgb")
    assert np.array_equal(aligned, rgb) and aligned.shape == (112, 112, 3) and aligned.any()
    intensities, presences = facsimile.predict_aus(facsimile.fhog(aligned), params_local, models)
    assert len(intensities) == 17 and len(presences) == 18 and all(0 <= value <= 5 for value in intensities.values())
    still = facsimile.extract(frame, "openface", model_dir=folder)
    for name, value in intensities.items():  # the picture's own fit starts otherwise
        assert abs(value - still[name + "_r"][0]) < 1.0


def test_stages_refuse(frames, models):
    with pytest.raises(facsimile.UnsupportedError):
        facsimile.calc_params(np.zeros((68, 2)), models)
    with pytest.raises(ValueError, match=r"\(68, 2\)"):
        facsimile.calc_params(np.zeros((2, 68)), models)
    with pytest.raises(ValueError, match="112"):
        facsimile.fhog(np.zeros((10, 10, 3), np.uint8))
    assert len(facsimile.detect_faces(np.zeros((50, 50), np.uint8), models)) == 0


# ---- models ----

def test_models(tmp_path):
    sets = facsimile.models.list(tmp_path)
    found = sets["openface-clnf"]
    assert not found.complete and len(found.missing) == found.files and found.bytes > 1e6 and found.licences
    with pytest.raises(facsimile.LicenceError):
        facsimile.models.fetch("openface-clnf", cache=tmp_path)
    with pytest.raises(facsimile.DownloadError):
        facsimile.models.fetch("openface-clnf", cache=tmp_path, accept_licence=True, offline=True)
    with pytest.raises(ValueError, match="no such set"):
        facsimile.models.fetch("nonsense", cache=tmp_path)
    assert "open" in facsimile.models.pipelines()


def test_doctor():
    told = facsimile.models.doctor()
    assert told.components["FFmpeg"] and told.pipelines["open"] == "" and told.cores >= 1
    assert f"facsimile {facsimile.__version__}" in str(told) and "pipeline open: works" in str(told)


# ---- plots ----

def test_plots(frames, tmp_path):
    plt = pytest.importorskip("matplotlib.pyplot")
    result = facsimile.extract(CLIP, "open", max_frames=6)
    figure = result.plot(thumbnails=2)
    assert len(figure.axes) == 2 + 6 and len(figure.axes[0].images) == 1
    figure.savefig(tmp_path / "a.png")
    assert (tmp_path / "a.png").stat().st_size > 10000
    assert len(result.plot(["AU12_r", "AU12_c"], thumbnails=0).axes) == 2
    array = facsimile.extract(frames, "open", rate=25)
    assert len(array.plot(thumbnails=1).axes) == 7
    axes = facsimile.plot_face(result, 3)
    assert len(axes.images) == 1 and len(axes.lines) == 9
    assert len(facsimile.plot_face(array, -1, picture=False).images) == 0
    assert np.array_equal(facsimile.plot_face(result, frame=4).collections[0].get_offsets(), result.landmarks[3])
    for wrong in ({"row": 6}, {"frame": 7}):
        with pytest.raises(IndexError):
            facsimile.plot_face(result, **wrong)
    with pytest.raises(ValueError, match="nothing to plot"):
        facsimile.extract(CLIP, "open", max_frames=2, columns="2d").plot()
    plt.close("all")


# ---- drop-ins ----

def test_pyfaceau(tmp_path, networks):
    pandas = pytest.importorskip("pandas")
    from facsimile.compat.pyfaceau import FullPythonAUPipeline, OpenFaceProcessor, process_videos
    video = data("media/default.wmv")
    shown = []
    pipeline = FullPythonAUPipeline("retinaface.onnx", "pfld.onnx", "pdm.txt", "AU_predictors", "tris.txt",
                                    use_coreml=False, verbose=False)
    table = pipeline.process_video(video, str(tmp_path / "a.csv"), max_frames=6,
                                   progress_callback=lambda *at: shown.append(at))
    command("extract", video, "--compat", "pyfaceau", "--format", "pyfaceau", "--max-frames", "6", "-o", tmp_path / "b.csv")
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert shown[-1][0] == 6
    read = pandas.read_csv(tmp_path / "b.csv", float_precision="round_trip")
    assert list(read.columns) == list(table.columns)
    for name in read.columns:
        assert np.array_equal(read[name].to_numpy(float), table[name].to_numpy(float), equal_nan=True), name
    with pytest.raises(FileNotFoundError):
        pipeline.process_video("nothing.mp4")
    with pytest.raises(TypeError, match="colour"):
        FullPythonAUPipeline(colour=True)
    with pytest.raises(facsimile.UnsupportedError, match="use_calc_params"):  # by its place, in the 1.0 series and later
        FullPythonAUPipeline("retinaface.onnx", "pfld.onnx", "pdm.txt", "AU_predictors", "tris.txt", None, False)
    with pytest.raises(facsimile.UnsupportedError, match="use_calc_params"):
        FullPythonAUPipeline("pdm.txt", "AU_predictors", "tris.txt", "patches.txt", "auto", False)
    assert not FullPythonAUPipeline("r.onnx", "p.onnx", "pdm.txt", "AU", "tris.txt", None, True, True, True, True, False, False,
                                    False).verbose
    assert not FullPythonAUPipeline("pdm.txt", "AU", "tris.txt", "x.txt", "auto", True, True, True, 10, 0.005, False, False).verbose
    clip = cut(tmp_path / "x_mirrored.mp4", 12)
    assert OpenFaceProcessor(device="cuda", more=1).process_video(clip, tmp_path / "new" / "c.csv") == 12
    assert process_videos(tmp_path, output_dir=tmp_path / "out") == 1 and (tmp_path / "out" / "x_mirrored.csv").exists()


# ---- the package ----

def test_examples_of_docstrings(frames):
    names = {"facsimile": facsimile, "CLIP": CLIP, "FRAMES": frames, "np": np,
             **{name: getattr(facsimile, name) for name in facsimile.__all__}}
    tried = 0
    for info in pkgutil.walk_packages([os.path.join(PACKAGE, "facsimile")], "facsimile."):
        if info.name.endswith("__main__"):
            continue
        done = doctest.testmod(importlib.import_module(info.name), extraglobs=names)
        assert done.failed == 0, info.name
        tried += done.attempted
    assert tried >= 12 and doctest.testmod(facsimile, extraglobs=names).failed == 0


def test_everything_public_is_there_and_described():
    for name in facsimile.__all__:
        assert getattr(facsimile, name).__doc__, name
    assert set(facsimile.__all__) <= set(dir(facsimile))
    with pytest.raises(AttributeError, match="nonsense"):
        facsimile.nonsense


def test_types():
    pytest.importorskip("mypy")
    cache = os.environ.get("FACSIMILE_MYPY_CACHE", os.devnull)  # of a build: types of the packages we use are read once
    done = subprocess.run([sys.executable, "-m", "mypy", "--config-file", "pyproject.toml", "--cache-dir", cache],
                          cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_import_brings_little():
    done = python("import sys, numpy; before = set(sys.modules); import facsimile; "
                  "print(sorted({name.split('.')[0] for name in set(sys.modules) - before}))")
    assert done.returncode == 0, done.stderr
    for heavy in ("pandas", "matplotlib", "polars", "pyarrow", "multiprocessing", "concurrent", "PIL", "asyncio"):
        assert f"'{heavy}'" not in done.stdout


def test_library_is_found(tmp_path):
    done = python("import facsimile", FACSIMILE_LIBRARY=str(tmp_path / "libnothing.so"))
    assert done.returncode == 1 and "FACSIMILE_LIBRARY" in done.stderr and "libnothing.so" in done.stderr
    code = ("import sys; sys.path.insert(0, %r); from facsimile import _find; import os; here = %r; _find._HERE = here; "
            "os.makedirs(here + '/_lib'); open(here + '/_lib/' + _find._NAMES[0], 'w'); print(_find.library()[0])"
            % (PACKAGE, str(tmp_path)))
    done = python(code)
    assert done.stdout.strip().startswith(str(tmp_path / "_lib")), done.stderr


def test_runtime_of_the_same_environment(tmp_path):
    """ONNX Runtime is looked for where this package is installed, also when that environment is not active."""
    library = os.environ.get("FACSIMILE_LIBRARY", "")
    if not os.path.exists(library):
        pytest.skip("FACSIMILE_LIBRARY does not name the library that was built")
    site = tmp_path / "site-packages"
    shutil.copytree(os.path.join(PACKAGE, "facsimile"), site / "facsimile", ignore=shutil.ignore_patterns("__pycache__"))
    (site / "facsimile" / "_lib").mkdir()
    shutil.copy(library, site / "facsimile" / "_lib" / "libfacsimile.so.1")
    there = site / "onnxruntime" / "capi" / "libonnxruntime.so.1.99.0"
    there.parent.mkdir(parents=True)
    there.write_text("no library")
    code = ("import ctypes; from facsimile import _native as n; runtime, error = n.sized(n.RuntimeInfo), n.Error(); "
            "print(n.lib.facs_runtime_look(ctypes.byref(runtime), ctypes.byref(error)), n.text(error.message))")
    outside = {"HOME": str(tmp_path), "XDG_DATA_HOME": "", "VIRTUAL_ENV": "", "FACSIMILE_ONNXRUNTIME": ""}
    done = python(code, **outside, PYTHONPATH=str(site))
    if done.stdout.startswith("0 "):
        pytest.skip("this system has an ONNX Runtime of its own")
    assert str(there) in done.stdout and "cannot be loaded" in done.stdout, done
    assert str(there) not in python(code, **outside).stdout  # from the build folder


def test_command(tmp_path):
    program = os.environ.get("FACSIMILE_COMMAND") or os.path.join(ROOT, "build", "cli", "facsimile")
    if not os.path.exists(program):
        pytest.skip("the command is not built")
    os.symlink(program, tmp_path / "facsimile")
    environment = {**os.environ, "PYTHONPATH": PACKAGE, "PATH": str(tmp_path)}
    done = subprocess.run([sys.executable, "-m", "facsimile", "--version"], env=environment, capture_output=True, text=True,
                          check=False)
    assert done.returncode == 0 and facsimile.__version__ in done.stdout
    environment["PATH"] = str(tmp_path / "empty")
    done = subprocess.run([sys.executable, "-m", "facsimile", "--version"], env=environment, capture_output=True, text=True,
                          check=False)
    assert done.returncode == 127 and "not here" in done.stderr
