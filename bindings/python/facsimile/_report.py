"""Results as pages: one HTML file, or a folder in a browser."""
from __future__ import annotations

import ctypes
import os
import tempfile
from dataclasses import dataclass
from typing import Any, Callable, Iterable, Optional, Union

from . import _calls, errors
from . import _native as n
from ._options import options_of
from ._progress import Display
from .result import Result

_VIDEOS = ("embed", "link", "none")
Input = Union[str, "os.PathLike[str]", Result]


@dataclass(frozen=True)
class ReportSummary:
    """What is in a page: results, persons, `frames` and those with somebody (`valid`), events, `bytes` of the page, videos
    that are `embedded` or `linked`."""
    results: int
    persons: int
    frames: int
    valid: int
    events: int
    bytes: int
    embedded: int
    linked: int


def report(inputs: Input | Iterable[Input], output: str | os.PathLike[str], *, title: str | None = None,
           video: str = "embed", source: str | os.PathLike[str] | None = None, pictures: bool = True, points: bool = True,
           event_rows: int = 3, embed_most: int | None = None, threads: int = 0,
           tables: str | os.PathLike[str] | None = None, progress: bool = True,
           callback: Callable[[int, int], Optional[bool]] | None = None, **options: Any) -> ReportSummary:
    """Results as one HTML file that needs no other file and no network, as `facsimile report` (docs/report.md).

    :param inputs: tables of results, Results, folders of mirrored faces, videos, which are measured first; several are
        several visits, in this order
    :param video: "embed", "link" or "none"; `source`: the video of the only input
    :param pictures, points: False: without pictures of faces, without points over the video
    :param event_rows: the shortest event, rows; `embed_most`: bytes of an embedded video, 0 = no bound, None = 20 MB
    :param tables: folder that gets the tables of inputs that are videos; made if it does not exist
    :param callback: called with (which input, of how many); stops when it returns True
    :param options: keywords of extract() that say how videos are measured, such as pipeline"""
    if video not in _VIDEOS:
        raise ValueError(f"video={video!r}: 'embed', 'link' and 'none' are possible")
    given = [inputs] if isinstance(inputs, (str, os.PathLike, Result)) else list(inputs)
    struct, summary, error = n.sized(n.ReportOptions), n.sized(n.ReportSummary), n.Error()
    measured = options_of("report", options).struct()
    struct.env, struct.summary, struct.extract = _calls.ENV_ADDRESS, ctypes.pointer(summary), ctypes.pointer(measured)
    struct.title, struct.tables, struct.video = n.named(title), n.named(tables), _VIDEOS.index(video)
    struct.no_pictures, struct.no_points = not pictures, not points
    struct.event_rows, struct.threads = event_rows, threads
    if embed_most is not None:
        struct.embed_most = embed_most
    if tables is not None:
        os.makedirs(tables, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="facsimile-") as folder, _calls.Stop() as stop:
        paths = [_path_of(item, folder, i) for i, item in enumerate(given)]
        if source is None and len(given) == 1 and isinstance(given[0], Result) and os.path.isfile(given[0].source):
            source = given[0].source
        struct.source = n.named(source)
        display = Display(progress)

        def on_progress(_cookie: Any, at: Any) -> bool:
            now = at.contents
            display.show(now.input, now.inputs, 0.0, "inputs")
            return bool(callback and callback(now.input, now.inputs))

        struct.progress = n.REPORT_PROGRESS(stop.guard(on_progress))
        try:
            status = n.lib.facs_report_write(n.texts(paths), len(paths), os.fsencode(output), ctypes.byref(struct),
                                             ctypes.byref(error))
        finally:
            display.close()
    errors.check(status, error)
    return ReportSummary(summary.results, summary.persons, summary.frames, summary.valid, summary.events, summary.bytes,
                         summary.embedded, summary.linked)


def _path_of(item: Input, folder: str, number: int) -> bytes:
    """A table of what is in memory, called as its source."""
    if not isinstance(item, Result):
        return os.fsencode(item)
    name = os.path.splitext(os.path.basename(item.source))[0] or "result"
    place = os.path.join(folder, str(number))
    os.mkdir(place)
    item.to_csv(os.path.join(place, name + ".csv"))
    return os.fsencode(os.path.join(place, name + ".csv"))


def view(folder: str | os.PathLike[str], *, http: str | None = None, http_token: str | None = None,
         page: Callable[[str], Any] = print, progress: Callable[[], Optional[bool]] | None = None) -> None:
    """The results of a folder as a page in a browser, as `facsimile view` (docs/view.md), until Ctrl-C or until `progress`,
    which is called ten times a second, returns True.

    :param http: PORT or ADDRESS:PORT; None = any port that is free, on this machine alone
    :param page: called with the address to open; stops when it returns True"""
    struct, error = n.sized(n.ViewOptions), n.Error()
    struct.env, struct.http, struct.http_token = _calls.ENV_ADDRESS, n.named(http), n.named(http_token)
    with _calls.Stop() as stop:
        struct.page = n.LIVE_PAGE(stop.guard(lambda _cookie, address: bool(page(n.text(address)))))
        struct.progress = n.VIEW_PROGRESS(stop.guard(lambda _cookie: bool(progress and progress())))
        status = n.lib.facs_view_run(os.fsencode(folder), ctypes.byref(struct), ctypes.byref(error))
    errors.check(status, error)
