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
