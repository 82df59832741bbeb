"""How far a call is: for callbacks, and as a line in a terminal or notebook."""
from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from typing import Any, TextIO

from . import _native as n


@dataclass(frozen=True)
class Progress:
    """How far an extraction is.

    `frames_total` is an estimate, 0 = unknown; `seconds` since the first frame; `pipeline` is the one that runs, ""
    while the input is still waited for."""
    frames_done: int
    frames_total: int
    seconds: float
    pipeline: str
    with_face: int

    @classmethod
    def of(cls, given: Any) -> Progress:
        return cls(given.frames_done, given.frames_total, given.seconds, n.text(given.pipeline), given.with_face)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds + 0.5), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"


def line(done: int, total: int, seconds: float, what: str = "frames", width: int = 24) -> str:
    """One line: 45%|########    | 380/842 frames [00:04<00:05, 92.1 frames/s]"""
    rate = done / seconds if seconds > 0 else 0.0
    if total <= 0:
        return f"{done} {what} [{_clock(seconds)}, {rate:.1f} {what}/s]"
    share = min(1.0, done / total)
    full = int(share * width)
    left = _clock((total - done) / rate) if rate > 0 and total >= done else "?"
    return (f"{100 * share:3.0f}%|{'#' * full}{' ' * (width - full)}| {done}/{total} {what} "
            f"[{_clock(seconds)}<{left}, {rate:.1f} {what}/s]")


def is_seen(stream: TextIO) -> bool:
    """Somebody looks at it: a terminal, or a notebook, which takes lines that are written over, too."""
    return bool(getattr(stream, "isatty", lambda: False)()) or "ipykernel" in sys.modules


class Display:
    """A line that is written over ten times a second, on standard error; nothing where nobody looks."""

    def __init__(self, wanted: bool, stream: TextIO | None = None) -> None:
        self._stream: Any = stream if stream is not None else sys.stderr
        self._on = bool(wanted) and self._stream is not None and is_seen(self._stream)
        self._last = 0.0
        self._length = 0

    def show(self, done: int, total: int, seconds: float, what: str = "frames", last: bool = False) -> None:
        now = time.monotonic()
        if not self._on or (not last and now - self._last < 0.1):
            return
        self._last = now
        shown = line(done, total, seconds, what)
        self._stream.write("\r" + shown + " " * max(0, self._length - len(shown)))
        self._length = len(shown)
        self._stream.flush()

    def close(self) -> None:
        """The line stays as it is."""
        if self._length:
            self._stream.write("\n")
            self._stream.flush()
            self._length = 0
