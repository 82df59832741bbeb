"""batch(): the manifest of the command, any executor, killed workers."""
import concurrent.futures
import concurrent.futures.process
import csv
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import threading

import pytest

import facsimile
from conftest import CLIP, ROOT, command

OPTIONS = {"pipeline": "open", "max_frames": 6, "threads": 1, "progress": False}


@pytest.fixture
def study(tmp_path):
    folder = tmp_path / "study"
    (folder / "anna").mkdir(parents=True)
    for name in ("1.mp4", "2.mp4", "anna/3.mp4", "anna/4.mp4"):
        shutil.copy(CLIP, folder / name)
    return folder


def manifest(folder):
    """Rows by output."""
    with open(folder / "manifest.tsv", encoding="utf-8") as text:
        next(text)
        return {row["output"]: row for row in csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE)}


def head(folder):
    with open(folder / "manifest.tsv", encoding="utf-8") as text:
        return next(text)


def same_results(a, b):
    names = sorted(str(path.relative_to(a)) for path in a.rglob("*.csv"))
    assert names == sorted(str(path.relative_to(b)) for path in b.rglob("*.csv")) and len(names) == 4
    for name in names:
        assert (a / name).read_bytes() == (b / name).read_bytes(), name


def serial(study, out):
    command("batch", study, "--out-dir", out, "--pipeline", "open", "--max-frames", 6, "--threads", 1)
    return out


def pool(workers=2):
    return concurrent.futures.ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))


@pytest.mark.parametrize("executor", ["processes", "threads", "thread pool", "ours"])
def test_results_and_manifest_are_the_command_s(study, tmp_path, executor):
    seen = []
    keywords = {**OPTIONS, "callback": lambda path, good, reason: seen.append((path, good, reason))}
    if executor == "processes":
        with pool() as workers:
            summary = facsimile.batch(study, tmp_path / "out", workers, **keywords)
    elif executor == "thread pool":
        with concurrent.futures.ThreadPoolExecutor(2) as workers:
            summary = facsimile.batch(study, tmp_path / "out", workers, **keywords)
    else:
        summary = facsimile.batch(study, tmp_path / "out", "threads" if executor == "threads" else None, jobs=2, **keywords)
    assert (summary.inputs, summary.ok, summary.failed, summary.frames, summary.with_face) == (4, 4, 0, 24, 24)
    assert len(seen) == 4 and all(good and not reason for _, good, reason in seen)
    same_results(tmp_path / "out", serial(study, tmp_path / "serial"))
    assert head(tmp_path / "out") == head(tmp_path / "serial")
    ours, theirs = manifest(tmp_path / "out"), manifest(tmp_path / "serial")
    for name, row in theirs.items():
        for column in ("input", "state", "frames", "frames_with_face", "input_bytes", "output_sha256", "starts"):
            assert ours[name][column] == row[column], (name, column)
        assert float(ours[name]["seconds"]) > 0


def test_each_goes_on_with_what_the_other_began(study, tmp_path):
    out = tmp_path / "out"
    with concurrent.futures.ThreadPoolExecutor(1) as workers:
        with pytest.raises(facsimile.StoppedError):
            facsimile.batch(study, out, workers, callback=lambda *_: True, **OPTIONS)
    done = [row for row in manifest(out).values() if row["state"] == "ok"]
    assert 1 <= len(done) < 4
    said = command("batch", study, "--out-dir", out, "--resume", "--pipeline", "open", "--max-frames", 6, "--threads", 1)
    assert ["facsimile:", "done", "before", str(len(done))] in [line.split() for line in said.stderr.splitlines()]
    same_results(out, serial(study, tmp_path / "serial"))
    (out / "1.csv").unlink()
    with concurrent.futures.ThreadPoolExecutor(1) as workers:
        with pytest.raises(facsimile.OutputError, match="resume"):
            facsimile.batch(study, out, workers, **OPTIONS)
        again = facsimile.batch(study, out, workers, resume=True, **OPTIONS)
        assert (again.kept, again.ok) == (3, 1)
        with pytest.raises(facsimile.OutputError, match="begun otherwise"):
            facsimile.batch(study, out, workers, resume=True, **{**OPTIONS, "max_frames": 7})
    same_results(out, tmp_path / "serial")


def test_failures(study, tmp_path):
    (study / "broken.mp4").write_text("no video\n" * 400)
    with concurrent.futures.ThreadPoolExecutor(2) as workers:
        with pytest.raises(facsimile.BatchError, match="1 of 5 inputs failed") as caught:
            facsimile.batch(study, tmp_path / "out", workers, **OPTIONS)
        assert list(caught.value.failures) == [str(study / "broken.mp4")] and caught.value.summary.ok == 4
        row = manifest(tmp_path / "out")["broken.csv"]
        assert (row["state"], row["code"]) == ("failed", "FACS_E_MEDIA") and "broken.mp4" in row["reason"]
        summary = facsimile.batch(study, tmp_path / "out", workers, resume=True, check=False, **OPTIONS)
        assert (summary.failed, summary.kept) == (1, 4)
        with pytest.raises(TypeError, match="colour"):
            facsimile.batch(study, tmp_path / "other", workers, colour=1)
        with pytest.raises(ValueError, match="'processes'"):
            facsimile.batch(study, tmp_path / "other", "processes")
        with pytest.raises(FileNotFoundError):
            facsimile.batch(tmp_path / "nothing", tmp_path / "other", workers)


def kill_once(about, mark):
    """The work of a batch, in which one worker ends for good at its first input."""
    from facsimile import _work
    try:
        os.close(os.open(mark, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return _work.worked(about)
    os.kill(os.getpid(), signal.SIGKILL)
    return {}


class Killing:
    """An executor whose first task takes its worker with it."""

    def __init__(self, executor, mark):
        self._executor, self._mark = executor, str(mark)

    def submit(self, _function, about):
        return self._executor.submit(kill_once, about, self._mark)


@pytest.fixture
def importable(monkeypatch):
    """Workers find this module and the package."""
    folders = [os.path.dirname(os.path.abspath(__file__)), os.path.join(ROOT, "bindings", "python")]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(folders + [os.environ.get("PYTHONPATH", "")]))


def test_a_killed_worker_takes_nothing_with_it(study, tmp_path, caplog, importable):
    with pool() as workers:
        summary = facsimile.batch(study, tmp_path / "out", Killing(workers, tmp_path / "killed"), jobs=2, **OPTIONS)
    assert (tmp_path / "killed").exists() and "is gone" in caplog.text
    assert (summary.ok, summary.failed) == (4, 0)
    same_results(tmp_path / "out", serial(study, tmp_path / "serial"))
    assert all(row["starts"] == "0" for row in manifest(tmp_path / "out").values())


def test_an_input_that_kills_every_worker(study, tmp_path, monkeypatch):
    """It fails, and those beside it do not."""
    from facsimile import _batch, _work

    def broken(path):
        return b"anna/3.mp4" in path

    class Breaking(concurrent.futures.Executor):
        def submit(self, function, about):  # pylint: disable=arguments-differ
            future = concurrent.futures.Future()
            if broken(about["input"]):
                future.set_exception(concurrent.futures.process.BrokenProcessPool("gone"))
            else:
                future.set_result(_work.worked(about))
            return future
    made = []
    monkeypatch.setattr(_batch, "default_executor", lambda jobs=None: made.append(jobs) or Breaking())
    summary = facsimile.batch(study, tmp_path / "out", None, jobs=2, check=False, **OPTIONS)
    assert (summary.ok, summary.failed) == (3, 1)
    assert made.count(1) == 2  # after the first time it was alone
    assert "3 times" in manifest(tmp_path / "out")["anna/3.csv"]["reason"]


def test_a_killed_program_goes_on(study, tmp_path):
    """The program itself is killed: --resume of the command does what is missing."""
    code = ("import facsimile, os, concurrent.futures\n"
            "def stop(*_): os.kill(os.getpid(), 9)\n"
            "facsimile.batch(%r, %r, concurrent.futures.ThreadPoolExecutor(1), callback=stop, pipeline='open', max_frames=6, "
            "threads=1)" % (str(study), str(tmp_path / "out")))
    done = subprocess.run([sys.executable, "-c", code], check=False,
                          env={**os.environ, "PYTHONPATH": os.path.join(ROOT, "bindings", "python")})
    assert done.returncode == -signal.SIGKILL
    command("batch", study, "--out-dir", tmp_path / "out", "--resume", "--pipeline", "open", "--max-frames", 6, "--threads",
            1)
    same_results(tmp_path / "out", serial(study, tmp_path / "serial"))


def test_ctrl_c(study, tmp_path):
    before = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    timer = threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    try:
        with concurrent.futures.ThreadPoolExecutor(1) as workers:
            with pytest.raises(KeyboardInterrupt):
                facsimile.batch(study, tmp_path / "out", workers, **{**OPTIONS, "max_frames": 0})
                while True:  # it was too fast: then here
                    timer.join(0.1)
    finally:
        signal.signal(signal.SIGINT, before)
    assert all(row["state"] in ("ok", "waiting") for row in manifest(tmp_path / "out").values())


def test_dask(study, tmp_path, importable):
    """Two workers, of which one is killed midway."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, processes=True) as cluster:
        with distributed.Client(cluster) as client:
            client.run(os.getpid)
            executor = client.get_executor(retries=3)
            summary = facsimile.batch(study, tmp_path / "out", Killing(executor, tmp_path / "killed"), jobs=2, **OPTIONS)
    assert (tmp_path / "killed").exists() and (summary.ok, summary.failed) == (4, 0)
    same_results(tmp_path / "out", serial(study, tmp_path / "serial"))
