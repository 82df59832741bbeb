"""Two halves of a face (docs/mirror.md)."""
from __future__ import annotations

import ctypes
import os
from dataclasses import dataclass
from typing import Any, Callable, Optional, Sequence

from . import _calls, errors
from . import _native as n
from ._models import Models
from ._progress import Display, Progress

_MIDLINES = ("mean", "compat")


@dataclass(frozen=True)
class MirrorUnit:
    """An action unit of both sides, the person's own: largest intensity (right, left), the frame that has it (from 1, 0 =
    none), mean; asymmetry of peaks and means: 100 (right - left) / the larger, NaN = cannot be told."""
    peak: tuple[float, float]
    peak_frame: tuple[int, int]
    mean: tuple[float, float]
    asymmetry_peak: float
    asymmetry_mean: float


@dataclass(frozen=True)
class MirrorSummary:
    """What came of mirror(): `frames`; of these `with_face` a midline could be placed in, `turned` ones in which the head was
    turned too far, `measured` on both sides; `folder` of the files; `units` by their names."""
    frames: int
    with_face: int
    turned: int
    measured: int
    pipeline: str
    points: str
    encoder: str
    folder: str
    units: dict[str, MirrorUnit]


def mirror(source: str | os.PathLike[str], folder: str | os.PathLike[str] | None = None, pipeline: str | None = "auto", *,
           points: str | None = None, aus: bool = True, videos: bool = True, debug: bool = True,
           midline: str | Sequence[float] = "mean", band: int = 6, feather: bool = False, encoder: str | None = None,
           threads: int = 0, max_frames: int = 0, model_dir: Any = None, models: Models | None = None,
           point_models: Models | None = None, progress: bool = True,
           callback: Callable[[Progress], Optional[bool]] | None = None) -> MirrorSummary:
    """From a video or picture two symmetric ones, each made of one half of the face, and the action units of both, as
    `facsimile mirror`.

    :param folder: where the files go; None = NAME_mirror beside the input
    :param pipeline: of the action units; `points`: of the midline, None = "open"
    :param aus: False: no tables; `videos`: False: tables only; `debug`: False: no debug video
    :param midline: "mean" of five frames, "compat", or x, y of two points of a line for all frames, pixels
    :param band: columns that are blended around the midline; `feather`: blend only what is reflected
    :param encoder: FFmpeg's name of one for the videos
    :param callback: stops when it returns True: then StoppedError, and there are no files"""
    struct = n.sized(n.MirrorOptions)
    summary = n.sized(n.MirrorSummary)
    struct.env, struct.summary = _calls.ENV_ADDRESS, ctypes.pointer(summary)
    if isinstance(midline, str):
        if midline not in _MIDLINES:
            raise ValueError(f"midline={midline!r}: 'mean', 'compat' or four numbers are possible")
        struct.midline = _MIDLINES.index(midline)
    else:
        line = [float(value) for value in midline]
        if len(line) != 4:
            raise ValueError("midline: a line is x, y of a point and x, y of another one, pixels")
        struct.midline, struct.line = 2, (ctypes.c_double * 4)(*line)
    for name, value in (("folder", folder), ("points", points), ("model_dir", model_dir), ("encoder", encoder),
                        ("pipeline", pipeline if models is None else models.pipeline)):
        setattr(struct, name, n.named(value))
    struct.models = models.address if models is not None else None
    struct.point_models = point_models.address if point_models is not None else None
    struct.no_aus, struct.no_videos, struct.no_debug = not aus, not videos, not debug
    struct.band, struct.feather, struct.threads, struct.max_frames = band, feather, threads, max_frames
    display, error = Display(progress), n.Error()
    with _calls.Stop() as stop:
        def on_progress(_cookie: Any, given: Any) -> bool:
            at = Progress.of(given.contents)
            display.show(at.frames_done, at.frames_total, at.seconds)
            return bool(callback and callback(at))

        struct.progress = n.PROGRESS(stop.guard(on_progress))
        try:
            status = n.lib.facs_mirror_file(os.fsencode(source), ctypes.byref(struct), ctypes.byref(error))
        finally:
            display.close()
    errors.check(status, error)
    units = {n.text(unit.name): MirrorUnit((unit.peak[0], unit.peak[1]), (unit.peak_frame[0], unit.peak_frame[1]),
                                           (unit.mean[0], unit.mean[1]), unit.asymmetry_peak, unit.asymmetry_mean)
             for unit in summary.unit[:summary.unit_count]}
    return MirrorSummary(summary.frames, summary.with_face, summary.turned, summary.measured, n.text(summary.pipeline),
                         n.text(summary.points), n.text(summary.encoder), n.text(summary.folder), units)
