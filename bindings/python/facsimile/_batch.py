"""Many inputs, with a manifest, by any executor of concurrent.futures."""
from __future__ import annotations

import concurrent.futures
import ctypes
import multiprocessing
import os
import threading
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass
from typing import Any, Callable, Iterable, Sequence

from . import _calls, _work, errors
from . import _native as n
from ._options import Options, options_of, set_outputs
from ._progress import Display

_STEP = 0.1  # s, after which who waits looks up
_TRIES = 3  # of an input whose worker vanishes
_GONE = ("KilledWorker", "WorkerCrashedError")  # of dask.distributed and ray


class BatchError(errors.FacsimileError):
    """Some inputs of a batch failed: `failures` has the reason of each by its path; `summary` the rest."""

    def __init__(self, message: str, failures: dict[str, str], summary: BatchSummary) -> None:
        super().__init__(message)
        self.failures, self.summary = failures, summary


@dataclass(frozen=True)
class BatchSummary:
    """What is known when a batch is over: how many inputs there are, were done before (`kept`), were done now (`ok`),
    failed; frames of all that are done, and those with a face; `manifest`: path of the table that says it of each input;
    `failures`: reasons by input, of this run."""
    inputs: int
    kept: int
    ok: int
    failed: int
    waiting: int
    frames: int
    with_face: int
    seconds: float
    manifest: str
    failures: dict[str, str]


def default_executor(jobs: int | None = None) -> concurrent.futures.ProcessPoolExecutor:
    """Processes that start afresh: a program that has threads cannot be forked safely."""
    return concurrent.futures.ProcessPoolExecutor(jobs or n.lib.facs_cpu_cores(),
                                                  mp_context=multiprocessing.get_context("spawn"))


class _Work:
    """Hands inputs of the library's threads to an executor, and does again what a worker took with it."""

    def __init__(self, executor: Executor | None, jobs: int, extra: dict[str, Any]) -> None:
        self._own = executor is None
        self._executor: Executor = executor or default_executor(jobs)
        self._jobs, self._extra = jobs, extra
        self._lock, self._suspects = threading.Lock(), threading.Lock()
        self.stopped = threading.Event()
        self.error: BaseException | None = None

    def close(self) -> None:
        if self._own:
            self._executor.shutdown(wait=True)

    def _renew(self, broken: Executor) -> None:
        """Another pool in place of one that is broken, for the inputs to come."""
        with self._lock:
            if self._executor is not broken:
                return
            if self._own:
                broken.shutdown(wait=False)
            self._own, self._executor = True, default_executor(self._jobs)

    def _wait(self, future: Future[dict[str, Any]]) -> dict[str, Any] | None:
        """What came of it; None: it was stopped."""
        while True:
            try:
                return future.result(_STEP)
            except concurrent.futures.TimeoutError:
                if self.stopped.is_set():
                    future.cancel()
                    return None
            except concurrent.futures.CancelledError:
                return None

    def _alone(self, about: dict[str, Any]) -> dict[str, Any] | None:
        """One of the inputs at work when a pool broke: with none beside it, it is known which one breaks them."""
        with self._suspects:
            if self.stopped.is_set():
                return None
            executor = default_executor(1)
            try:
                return self._wait(executor.submit(_work.worked, about))
            finally:
                executor.shutdown(wait=False)

    def _done(self, about: dict[str, Any]) -> dict[str, Any] | None:
        reason, broke = "", False
        for _ in range(_TRIES):
            executor = self._executor
            try:
                return self._alone(about) if broke else self._wait(executor.submit(_work.worked, about))
            except Exception as error:  # pylint: disable=broad-except
                if not isinstance(error, BrokenExecutor) and type(error).__name__ not in _GONE:
                    raise
                reason = f"{type(error).__name__}: {error}"
                _calls.logger.warning("%s: the process that worked on it is gone (%s); it is done again",
                                      n.text(about["input"]), reason)
                if isinstance(error, BrokenExecutor):
                    broke = True
                    self._renew(executor)
        return {"status": n.E_INTERNAL, "message": os.fsencode(
            f"{n.text(about['input'])}: the process that worked on it ended before it was done, {_TRIES} times "
            f"({reason})"), "messages": [], "frames": 0, "with_face": 0, "wall": float("nan"), "cpu": float("nan")}

    def work(self, _cookie: Any, task: Any, result: Any) -> None:
        """For facs_batch_options.work."""
        told = result.contents
        try:
            about = {**_work.described(task.contents), **self._extra}
            came = None if self.stopped.is_set() else self._done(about)
            if came is None:
                told.error.status = n.E_INTERRUPTED
                return
            for level, message in came["messages"]:
                _calls.log(level, message)
            told.error.status, told.error.message = came["status"], came["message"][:1023]
            told.frames, told.with_face = came["frames"], came["with_face"]
            told.wall, told.cpu = came["wall"], came["cpu"]
        except BaseException as error:  # pylint: disable=broad-except
            self.error = self.error or error
            self.stopped.set()
            told.error.status = n.E_INTERRUPTED


def batch(inputs: str | os.PathLike[str] | Iterable[str | os.PathLike[str]], out_dir: str | os.PathLike[str],
          executor: Executor | str | None = None, *, jobs: int = 0, resume: bool = False, retry_failed: bool = False,
          check: bool = True, lists: Sequence[Any] = (), sequences: Sequence[Any] = (), csv: bool = True,
          outputs: Sequence[tuple[str, Any]] = (), sidecar: bool = True, shard: tuple[int, int] | None = None,
          manifest: str | os.PathLike[str] | None = None, check_full: bool = False, progress: bool = True,
          callback: Callable[[str, bool, str], Any] | None = None, **options: Any) -> BatchSummary:
    """What `facsimile batch` does: each input becomes results in a folder and a row of `out_dir`/manifest.tsv, which
    knows what is done (docs/batch.md).  Both go on with what the other began.

    :param inputs: files, folders, patterns such as "study/*.mp4"
    :param executor: any of concurrent.futures, on machines that see the same files; None = processes of this machine,
        started afresh (a script needs its `if __name__ == "__main__":`); "threads" = threads of this process
    :param jobs: inputs at the same time; 0 = one for each core, or as many as the executor has workers
    :param resume: go on with the manifest that is there; else it must not be there
    :param retry_failed: with resume: what failed is tried again
    :param check: raise BatchError at the end when inputs failed
    :param lists: files that list inputs; sequences: folders of numbered pictures, each of which counts as a video
    :param csv: False: only `outputs`, (kind, folder) as in [("hdf5", "out/h5")]
    :param shard: (2, 5): the second of five parts of the inputs, each done by a call (or machine) of its own; merge()
        makes one manifest of theirs
    :param manifest: in place of `out_dir`/manifest.tsv
    :param check_full: with resume: inputs are compared by their SHA-256, not by size and time
    :param callback: called with (input, whether it went well, reason) when one is done; stops when it returns True
    :param options: keywords of extract() that say how inputs are read, such as pipeline, faces, threads

    A worker that is killed takes no results with it: its input is done again, three times at most, then it counts as failed.
    A pool of processes that breaks is replaced; what was at work in it is done again one by one.
    """
    settings = options_of("batch", options)
    given = [inputs] if isinstance(inputs, (str, os.PathLike)) else list(inputs)
    extract = settings.struct()
    extract.sidecar = sidecar
    keep = set_outputs(extract, outputs)
    struct = n.sized(n.BatchOptions)
    struct.extract, struct.folder, struct.no_csv = ctypes.pointer(extract), n.named(out_dir), not csv
    listed, sequence = n.texts([os.fsencode(x) for x in lists]), n.texts([os.fsencode(x) for x in sequences])
    struct.lists, struct.list_count = ctypes.cast(listed, ctypes.POINTER(ctypes.c_char_p)), len(lists)
    struct.sequences, struct.sequence_count = ctypes.cast(sequence, ctypes.POINTER(ctypes.c_char_p)), len(sequences)
    struct.jobs = jobs or _workers(executor)
    struct.resume, struct.retry_failed, struct.check_full = resume, retry_failed, check_full
    struct.shard, struct.shards = shard or (0, 0)
    struct.manifest = n.named(manifest)
    failures: dict[str, str] = {}
    display = Display(progress)
    summary, error = n.sized(n.BatchSummary), n.Error()
    paths = n.texts([os.fsencode(path) for path in given])
    work = None
    if executor != "threads":
        if isinstance(executor, str):
            raise ValueError(f"executor={executor!r}: an executor, None or 'threads' is possible")
        _check_travels(settings)
        work = _Work(executor, struct.jobs, {"provider": settings.provider, "network_threads": settings.network_threads})
        struct.work = n.BATCH_WORK(work.work)
    try:
        with _calls.Stop() as stop:
            def on_done(_cookie: Any, entry: Any) -> None:
                at = entry.contents
                good = at.status == n.OK
                if not good:
                    failures[n.text(at.input)] = n.text(at.reason)
                try:
                    if callback is not None and callback(n.text(at.input), good, n.text(at.reason)):
                        stop.asked = True
                except BaseException as failed:  # pylint: disable=broad-except
                    stop.error, stop.asked = stop.error or failed, True

            def on_progress(_cookie: Any, at: Any) -> bool:
                now = at.contents
                display.show(now.kept + now.ok + now.failed, now.inputs, now.seconds, "inputs")
                return work is not None and work.stopped.is_set()

            struct.done = n.BATCH_DONE(on_done)
            struct.progress = n.BATCH_PROGRESS(stop.guard(on_progress))
            status = _beside(lambda: int(n.lib.facs_batch_run(paths, len(given), ctypes.byref(struct),
                                                              ctypes.byref(summary), ctypes.byref(error))), stop, work)
            if work is not None and work.error is not None:
                raise work.error
    finally:
        display.close()
        if work is not None:
            work.close()
    del keep
    errors.check(status, error)
    made = _summary_of(summary, failures)
    if check and made.failed:
        first = next(iter(failures.items()), ("", ""))
        raise BatchError(f"{made.failed} of {made.inputs} inputs failed; {made.manifest} says why of each"
                         + (f".  The first: {first[1]}" if first[1] else ""), failures, made)
    return made


def _summary_of(summary: Any, failures: dict[str, str]) -> BatchSummary:
    return BatchSummary(summary.inputs, summary.kept, summary.ok, summary.failed, summary.waiting, summary.frames,
                        summary.with_face, summary.seconds, n.text(summary.manifest), failures)


def _check_travels(settings: Options) -> None:
    """What is in this process's memory does not get into others."""
    for name, advice in (("gallery", "persons of several videos need one process"), ("models", "name the pipeline"),
                         ("calibration", "save() it, and give the path")):
        if getattr(settings, name) is not None and not isinstance(getattr(settings, name), (str, os.PathLike)):
            raise ValueError(f"{name}: other processes cannot have it: executor=\"threads\", or {advice}")


def merge(folder: str | os.PathLike[str]) -> BatchSummary:
    """Manifests of all shards in a folder become its manifest.tsv, as `facsimile batch --merge`."""
    summary, error = n.sized(n.BatchSummary), n.Error()
    errors.check(n.lib.facs_batch_merge(_calls.ENV_ADDRESS, os.fsencode(folder), ctypes.byref(summary),
                                        ctypes.byref(error)), error)
    return _summary_of(summary, {})


def _beside(function: Callable[[], int], stop: _calls.Stop, work: _Work | None) -> int:
    """Run a call of the library on another thread, so that this one sees Ctrl-C whatever it waits for."""
    came: list[int] = []
    thread = threading.Thread(target=lambda: came.append(function()), name="facsimile-batch")
    thread.start()
    while thread.is_alive():
        thread.join(_STEP)
        if stop.asked and work is not None:
            work.stopped.set()
    return came[0]


def _workers(executor: Any) -> int:
    """How many inputs an executor works on at a time; 0 = one for each core."""
    for name in ("_max_workers", "max_workers", "num_workers"):
        count = getattr(executor, name, None)
        if isinstance(count, int) and count > 0:
            return count
    client = getattr(executor, "_client", None)  # of dask.distributed
    if client is not None:
        return max(1, len(client.scheduler_info()["workers"]))
    return 0
