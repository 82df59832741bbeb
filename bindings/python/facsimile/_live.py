"""A camera, a stream or a video while it runs."""
from __future__ import annotations

import atexit
import ctypes
import os
import queue
import threading
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Iterator, Sequence

from . import _calls, errors
from . import _native as n
from ._options import FACES, ORDERS, CameraLike, camera_of, one_of, outputs_of, words
from ._models import Models
from .session import ActionUnit, FrameResult, action_units, result_of

_STATES = ("opening", "running", "waiting", "over")
_STEP = 0.1  # s, in which who waits looks up
_running: set[Live] = set()


@dataclass(frozen=True)
class Statistics:
    """How a live run goes.  `state`: "opening", "running", "waiting" (the source was lost and will be opened again), "over".
    Frames that came, became results, were dropped; rates per second of late; latencies in s, of the last 1024 results."""
    state: str
    pipeline: str
    width: int
    height: int
    frames: int
    results: int
    dropped: int
    lost: int
    seconds: float
    in_rate: float
    out_rate: float
    latency_median: float
    latency_p99: float
    trouble: str


class Live:
    """Results of a source that runs, as an iterator; see live()."""

    def __init__(self, source: str, options: Any, keep: Any) -> None:
        self.statistics: Statistics | None = None
        self.page = ""  # address of the page with `http`, when it is there
        self.intensities: tuple[ActionUnit, ...] = ()
        self.presences: tuple[ActionUnit, ...] = ()
        self._source, self._options, self._keep = source, options, keep
        self._results: queue.Queue[FrameResult] = queue.Queue(1)
        self._over, self._stopped = threading.Event(), threading.Event()
        self._error: BaseException | None = None
        options.result = n.LIVE_RESULT(self._guard(self._on_result))
        options.progress = n.LIVE_PROGRESS(self._guard(self._on_progress))
        options.page = n.LIVE_PAGE(self._on_page)
        self._thread = threading.Thread(target=self._run, name="facsimile-live", daemon=True)
        _running.add(self)
        self._thread.start()

    def _guard(self, function: Any) -> Any:
        def guarded(_cookie: Any, given: Any) -> int:
            try:
                function(given)
            except BaseException as error:  # pylint: disable=broad-except
                self._error = error
                self._stopped.set()
            return int(self._stopped.is_set())
        return guarded

    def _on_result(self, given: Any) -> None:
        """Waits until somebody takes it: the library drops frames meanwhile, so that the next result is new."""
        result = result_of(given)
        while not self._stopped.is_set():
            try:
                self._results.put(result, timeout=_STEP)
                return
            except queue.Full:
                continue

    def _on_page(self, _cookie: Any, address: bytes) -> None:
        self.page = n.text(address)

    def _on_progress(self, given: Any) -> None:
        at = given.contents
        if not self.intensities and at.session:
            self.intensities = action_units(at.session, n.AU_INTENSITY)
            self.presences = action_units(at.session, n.AU_PRESENCE)
        self.statistics = Statistics(
            _STATES[at.state] if 0 <= at.state < len(_STATES) else "", n.text(at.pipeline), at.width, at.height,
            at.frames, at.results, at.dropped, at.lost, at.seconds, at.in_rate, at.out_rate, at.latency_median,
            at.latency_p99, n.text(at.trouble))

    def _run(self) -> None:
        error = n.Error()
        try:
            errors.check(n.lib.facs_live_run(os.fsencode(self._source), ctypes.byref(self._options),
                                             ctypes.byref(error)), error)
        except BaseException as failed:  # pylint: disable=broad-except
            self._error = self._error or failed
        finally:
            self._over.set()
            _running.discard(self)

    def __iter__(self) -> Iterator[FrameResult]:
        return self

    def __next__(self) -> FrameResult:
        while True:
            try:
                return self._results.get(timeout=_STEP)
            except queue.Empty:
                if self._over.is_set() and self._results.empty():
                    self.close()
                    raise StopIteration from None

    def close(self) -> None:
        """Stop; outputs are complete then.  Raises what the run failed with."""
        self._stopped.set()
        self._thread.join()
        error, self._error = self._error, None
        if error is not None:
            raise error

    def __enter__(self) -> Live:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()


def _stop_all() -> None:
    """The library calls back into Python: nobody may be left who does when Python ends.  Outputs become complete, too."""
    for run in tuple(_running):
        run._stopped.set()
        run._thread.join()


atexit.register(_stop_all)


def live(source: str | os.PathLike[str], pipeline: str | None = "auto", *, faces: str = "one",
         outputs: Sequence[tuple[str, Any]] = (), columns: str | Sequence[str] | None = None, wild: bool = False,
         static_au: bool = False, experimental: bool = False, smooth: bool = False, threads: int = 0,
         camera: CameraLike = None, timeout: float = 0.0, camera_size: tuple[int, int] | None = None,
         camera_rate: float = 0.0, reconnect: int = -1, max_faces: int = 0, order: str = "first",
         calibration: str | None = None, save_calibration: str | os.PathLike[str] | None = None,
         models: Models | None = None, names: str | None = None, landmarks: str | None = None, model_dir: Any = None,
         provider: str | None = None, network_threads: int = 0, http: str | None = None, http_token: str | None = None,
         record_folder: str | os.PathLike[str] | None = None, sidecar: bool = False) -> Live:
    """Analyse a source while it runs: iterating gives a FrameResult for each frame that was not dropped.

    Only the newest frame ever waits: while the caller works on a result, frames that come are dropped and counted
    (`statistics`), so that latency is bounded.  Action units are those on line.  Leave the loop whenever you like;
    close(), or the end of `with`, stops.

    >>> with live(CLIP, "open") as running:
    ...     first = next(running)
    >>> first.faces[0].success
    True

    :param source: "camera:0", an address, a pipe, or a video file, which is played at its own speed
    :param outputs: (kind, path) as in [("ndjson", "a.ndjson"), ("lsl", "face")]
    :param save_calibration: file that gets what was learnt of persons when it is over
    :param models: opened Models, in place of pipeline, landmarks, model_dir, provider
    :param names: "safe": outputs have names of columns that do not differ only in case
    :param http: also a page in a browser: PORT or ADDRESS:PORT (docs/live.md), whose address is Live.page
    :param record_folder: that recordings begun on the page go to
    :param sidecar: also write the record of the run beside the first output that is a CSV, OUTPUT.facsimile.json
    :param reconnect: how often in a row a source that was lost is opened again; -1 = without end
    """
    options = n.sized(n.LiveOptions)
    options.env = _calls.ENV_ADDRESS
    options.faces, options.order = one_of("faces", faces, FACES), one_of("order", order, ORDERS)
    options.camera, options.columns = camera_of(camera), n.named(words(columns))
    if camera_size is not None:
        options.camera_width, options.camera_height = camera_size
    for name, value in (("calibration", calibration), ("save_calibration", save_calibration), ("names", names),
                        ("http", http), ("http_token", http_token), ("record_folder", record_folder)):
        setattr(options, name, n.named(value))
    if models is not None:
        if any(value is not None for value in (landmarks, model_dir, provider)) or network_threads or \
                pipeline not in (None, "auto", models.pipeline):
            raise ValueError(f"models: those that are given have their own pipeline ({models.pipeline}) and settings")
        options.models, options.pipeline = models.address, n.named(models.pipeline)
    for name, value in (("pipeline", pipeline), ("landmarks", landmarks), ("model_dir", model_dir),
                        ("provider", provider)):
        if models is None:
            setattr(options, name, n.named(value))
    for name, number in (("wild", wild), ("static_au", static_au), ("experimental", experimental), ("smooth", smooth),
                         ("threads", threads), ("timeout", timeout), ("camera_rate", camera_rate),
                         ("reconnect", reconnect), ("max_faces", max_faces), ("network_threads", network_threads),
                         ("sidecar", sidecar)):
        setattr(options, name, number)
    keep = outputs_of(outputs)
    options.outputs = ctypes.cast(keep, ctypes.POINTER(n.Output))
    options.output_count = len(outputs)
    return Live(os.fsdecode(source), options, (keep, models))
