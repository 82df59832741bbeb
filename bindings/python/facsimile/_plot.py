"""Results as pictures of matplotlib."""
from __future__ import annotations

import ctypes
from typing import Any, Sequence

import numpy as np
import numpy.typing as npt

from . import _calls, errors
from . import _native as n
from .result import Result, _import

# points of a face that are joined by lines: first, last (not included), closed
_LINES = ((0, 17, False), (17, 22, False), (22, 27, False), (27, 31, False), (31, 36, False), (36, 42, True),
          (42, 48, True), (48, 60, True), (60, 68, True))
_SHOWN = 6


def read_frame(source: str, number: int) -> npt.NDArray[np.uint8]:
    """Frame `number`, from 1, of a video or a folder of pictures, or a picture (1): (height, width, 3), R G B.

    :raises FacsimileError: as extract()"""
    canvas = ctypes.c_void_p()
    errors.run(n.lib.facs_canvas_open, _calls.ENV_ADDRESS, n.named(source), number, ctypes.byref(canvas))
    try:
        shown, scale = n.lib.facs_canvas_picture(canvas), n.lib.facs_canvas_scale(canvas)
        rows = (ctypes.c_uint8 * (shown.height * shown.stride)).from_address(shown.data)
        pixels = np.frombuffer(rows, np.uint8).reshape(shown.height, shown.stride)[:, :3 * shown.width]
        whole = pixels.reshape(shown.height, shown.width, 3)[::scale, ::scale]
        return np.ascontiguousarray(whole if shown.format == n.PIXEL_RGB24 else whole[..., ::-1])
    finally:
        n.lib.facs_canvas_close(ctypes.byref(canvas))


def picture_of(result: Result, row: int) -> npt.NDArray[np.uint8] | None:
    """The frame of a row, R G B; None when it cannot be had."""
    number = int(result["frame"][row]) if "frame" in result else 1
    if result.images is not None:
        if not 1 <= number <= len(result.images):
            return None
        pixels = result.images[number - 1]
        rgb = pixels if result.channels == "rgb" else pixels[..., ::-1]
        return np.ascontiguousarray(np.broadcast_to(rgb, rgb.shape[:2] + (3,)))
    if not result.source:
        return None
    source = result.source
    if result.pictures is not None and "frame" not in result:
        source = source.rstrip("/") + "/" + result.pictures[row]
    try:
        return read_frame(source, number)
    except errors.FacsimileError as error:
        _calls.logger.warning("no picture of frame %d: %s", number, error)
        return None


def _varying(result: Result) -> list[str]:
    good = result.good if result.success.any() else result
    names = [name for name in result.au_names if name.endswith("_r") and name[-3] not in "LR"]
    spread = {name: float(np.nanstd(good[name])) if np.isfinite(good[name]).any() else 0.0 for name in names}
    chosen = sorted(names, key=lambda name: -spread[name])[:_SHOWN]
    return [name for name in names if name in chosen]


def _telling(result: Result, names: Sequence[str], rows: npt.NDArray[Any], count: int) -> npt.NDArray[Any]:
    """Of each of `count` stretches of the rows the one in which most is shown."""
    if not len(rows) or count < 1:
        return rows[:0]
    shown = np.sum([np.nan_to_num(result[name][rows]) for name in names], axis=0)
    parts = np.array_split(np.arange(len(rows)), min(count, len(rows)))
    return rows[[part[int(np.argmax(shown[part]))] for part in parts]]


def _thumbnail(axes: Any, picture: npt.NDArray[np.uint8], points: npt.NDArray[Any]) -> None:
    centre, half = (points.min(0) + points.max(0)) / 2, 0.65 * float(np.ptp(points, 0).max())
    axes.imshow(picture)
    axes.set_xlim(centre[0] - half, centre[0] + half)
    axes.set_ylim(centre[1] + half, centre[1] - half)
    axes.set_facecolor("white")


def plot_result(result: Result, aus: Sequence[str] | None = None, *, thumbnails: int = 5,
                person: int | None = None) -> Any:
    """See Result.plot()."""
    plt = _import("matplotlib.pyplot", "matplotlib")
    shown = result if person is None else result.person(person)
    names = list(aus) if aus is not None else _varying(shown)
    if not names or not len(shown):
        raise ValueError("there is nothing to plot: no rows, or no action units (columns=... of extract())")
    times = shown.timestamps if "timestamp" in shown else np.arange(len(shown))
    times, unit = (times, "time, s") if np.ptp(times) > 0 else (np.arange(len(shown)), "row")
    good = np.flatnonzero(shown.success)
    rows = _telling(shown, names, good, thumbnails)
    faces = [(row, picture) for row in rows if "x" in shown and (picture := picture_of(shown, int(row))) is not None]
    figure = plt.figure(figsize=(10, (1.8 if faces else 0) + 0.9 * len(names) + 0.6), layout="constrained")
    grid = figure.add_gridspec(len(names) + bool(faces), max(1, len(faces)),
                               height_ratios=([1.8] if faces else []) + [0.9] * len(names))
    for i, (row, picture) in enumerate(faces):
        axes = figure.add_subplot(grid[0, i])
        _thumbnail(axes, picture, shown.landmarks[row])
        axes.set_title(f"{times[row]:.2f} s" if unit != "row" else f"row {row}", fontsize=8)
        axes.set_xticks([])
        axes.set_yticks([])
    persons: list[int | None] = list(shown.persons) if person is None and len(shown.persons) > 1 else [None]
    first = None
    for i, name in enumerate(names):
        axes = figure.add_subplot(grid[i + bool(faces), :], sharex=first)
        first = first or axes
        for number in persons:
            some = np.ones(len(shown), bool) if number is None else shown["person" if "person" in shown else
                                                                        "face_id"] == number
            values = np.where(shown.success, shown[name], np.nan)
            axes.plot(times[some], values[some], linewidth=1, label=None if number is None else f"person {number}")
        for row, _ in faces:
            axes.axvline(times[row], color="0.8", linewidth=0.8, zorder=0)
        axes.set_ylabel(name[:-2], rotation=0, ha="right", va="center")
        axes.set_ylim(-0.1, 5.1) if name.endswith("_r") else axes.set_ylim(-0.1, 1.1)
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(labelbottom=i == len(names) - 1, labelsize=8)
    axes.set_xlabel(unit)
    if len(persons) > 1 and first is not None:
        first.legend(fontsize=8, ncols=len(persons), loc="upper right")
    return figure


def plot_face(result: Result, row: int = 0, axes: Any = None, *, frame: int | None = None, picture: bool = True) -> Any:
    """The face of a row: its frame, landmarks, and an arrow for the gaze of each eye; axes of matplotlib.

    :param row: of the result, from 0
    :param frame: in place of `row`: number of a frame, as in the column `frame`; of several faces the first
    :param axes: where to draw; None = a new figure
    :param picture: False: landmarks alone"""
    plt = _import("matplotlib.pyplot", "matplotlib")
    if frame is not None:
        found = np.flatnonzero(result["frame"] == frame)
        if not len(found):
            raise IndexError(f"frame {frame}: the result has no such frame")
        row = int(found[0])
    if not -len(result) <= row < len(result):
        raise IndexError(f"row {row}: the result has {len(result)}")
    points = result.landmarks[row]
    if axes is None:
        axes = plt.figure(figsize=(5, 5), layout="constrained").add_subplot()
    pixels = picture_of(result, row % len(result)) if picture else None
    if pixels is not None:
        _thumbnail(axes, pixels, points)
    else:
        axes.set_aspect("equal")
        axes.invert_yaxis()
    for start, end, closed in _LINES:
        part = np.concatenate((points[start:end], points[start:start + 1])) if closed else points[start:end]
        axes.plot(part[:, 0], part[:, 1], color="tab:cyan", linewidth=1)
    axes.scatter(points[:, 0], points[:, 1], s=4, color="tab:blue", zorder=3)
    if "gaze_0_x" in result and bool(result.success[row]):
        length = 0.5 * float(np.ptp(points[:, 0]))
        for eye, first in ((0, 36), (1, 42)):
            centre, gaze = points[first:first + 6].mean(0), result.gaze[row, eye]
            axes.annotate("", centre + length * gaze[:2], centre, arrowprops={"arrowstyle": "->", "color": "tab:green"})
    axes.set_xticks([])
    axes.set_yticks([])
    return axes
