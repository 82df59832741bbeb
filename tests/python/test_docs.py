"""Programs of docs/python.md and docs/r.md, as they stand there."""
import os
import re
import shutil
import subprocess
import sys

import pytest

from conftest import CLIP, ROOT, command


def programs(page, language):
    with open(os.path.join(ROOT, "docs", page), encoding="utf-8") as text:
        found = re.findall(r"^```%s\n(.*?)^```$" % language, text.read(), re.M | re.S)
    assert found
    return found


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A short clip to work with."""
    monkeypatch.chdir(tmp_path)
    if not shutil.which("ffmpeg"):
        shutil.copy(CLIP, "clip.mp4")
    else:
        subprocess.run(["ffmpeg", "-v", "error", "-i", CLIP, "-frames:v", "12", "-c", "copy", "clip.mp4"], check=True)
    return tmp_path


@pytest.mark.parametrize("number", range(len(programs("python.md", "python"))))
def test_python(place, number):
    pytest.importorskip("pandas")
    environment = {**os.environ, "PYTHONPATH": os.path.join(ROOT, "bindings", "python")}
    (place / "program.py").write_text(programs("python.md", "python")[number])
    done = subprocess.run([sys.executable, "program.py"], capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("module, number", [("distributed", 0), ("mpi4py", 1), ("joblib", 2), ("ray", 3)])
def test_executors(place, module, number):
    """Batches whose workers are somebody else's; results are the command's."""
    if subprocess.run([sys.executable, "-c", "import " + module], capture_output=True, check=False).returncode:
        pytest.skip(f"{module} is not here, or does not start")
    program, start = programs("python.md", "py")[number], [sys.executable]
    assert len(programs("python.md", "py")) == 4 and module in program.replace("dask.distributed", "distributed")
    if module == "mpi4py":
        if not shutil.which("mpiexec"):
            pytest.skip("there is no mpiexec")
        start = ["mpiexec", "-n", "3", sys.executable, "-m", "mpi4py.futures"]
    (place / "study").mkdir()
    for name in ("a.mp4", "b.mp4"):
        shutil.copy("clip.mp4", place / "study" / name)
    (place / "program.py").write_text(program)
    environment = {**os.environ, "PYTHONPATH": os.path.join(ROOT, "bindings", "python"), "OMPI_ALLOW_RUN_AS_ROOT": "1",
                   "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1", "OMPI_MCA_rmaps_base_oversubscribe": "1"}
    done = subprocess.run(start + ["program.py"], capture_output=True, text=True, check=False, env=environment, timeout=200)
    assert done.returncode == 0 and "ok=2, failed=0" in done.stdout, done.stderr
    command("batch", "study", "--out-dir", "serial", "--pipeline", "open", "--threads", 1)
    for name in ("a.csv", "b.csv"):
        assert (place / "results" / name).read_bytes() == (place / "serial" / name).read_bytes()


def test_r(place):
    if not shutil.which("Rscript"):
        pytest.skip("there is no R")
    if subprocess.run(["Rscript", "-e", "library(jsonlite)"], capture_output=True, check=False).returncode:
        pytest.skip("R has no jsonlite")
    (place / "study").mkdir()
    for name in ("a.mp4", "b.mp4"):
        shutil.copy("clip.mp4", place / "study" / name)
    command("extract", "clip.mp4", "-o", "clip.csv", "--pipeline", "open")
    command("batch", "study", "--out-dir", "results", "--pipeline", "open")
    command("summarise", "results", "-o", "summaries.csv")
    for program in programs("r.md", "r"):
        (place / "program.R").write_text(program)
        done = subprocess.run(["Rscript", "program.R"], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    assert os.path.getsize("smile.png") > 1000


def test_reticulate(place):
    pytest.importorskip("pandas")
    environment = {**os.environ, "PYTHONPATH": os.path.join(ROOT, "bindings", "python"), "RETICULATE_PYTHON": sys.executable}
    if not shutil.which("Rscript") or subprocess.run(["Rscript", "-e", "reticulate::py_config()"], capture_output=True, check=False,
                                                     env=environment).returncode:
        pytest.skip("there is no R with reticulate")
    command("extract", "clip.mp4", "-o", "clip.csv", "--pipeline", "open")
    for program in programs("r.md", "R"):
        (place / "program.R").write_text(program)
        done = subprocess.run(["Rscript", "program.R"], capture_output=True, text=True, check=False, env=environment)
        assert done.returncode == 0, done.stderr
        assert "68" in done.stdout
