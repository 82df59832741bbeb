"""Gaze on a screen, for frames that come through a session."""
from __future__ import annotations

import ctypes
import os
import weakref
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _calls, errors
from . import _native as n

if TYPE_CHECKING:
    import numpy.typing as npt


def _close(address: int) -> None:
    n.lib.facs_gaze_screen_close(ctypes.byref(ctypes.c_void_p(address)))


class GazeScreen:
    """A file of points that were looked at, or of what was measured at them (docs/gaze.md)."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        found = ctypes.c_void_p()
        errors.run(n.lib.facs_gaze_screen_open, _calls.ENV_ADDRESS, n.named(path), ctypes.byref(found))
        self.path, self._address, self._started = os.fsdecode(path), found, False
        self.unit: str = n.text(n.lib.facs_gaze_screen_unit(found))
        weakref.finalize(self, _close, int(found.value or 0))

    @property
    def measures(self) -> bool:
        """It has points alone: results are to be added, then fit()."""
        return bool(n.lib.facs_gaze_screen_measures(self._address))

    def start(self, pipeline: str, width: int, height: int, camera: Any) -> None:
        """Of what pictures results are; what comes later is not looked at.

        :raises ArgumentError: it was measured otherwise"""
        if not self._started:
            errors.run(n.lib.facs_gaze_screen_start, self._address, n.named(pipeline), width, height, ctypes.byref(camera))
            self._started = True

    def add(self, result: Any) -> None:
        """Take the gaze of a facs_result."""
        errors.run(n.lib.facs_gaze_screen_add, self._address, result)

    def fit(self) -> None:
        """What was seen becomes a map."""
        errors.run(n.lib.facs_gaze_screen_fit, self._address)

    def look(self, face: Any) -> npt.NDArray[np.float32]:
        """Where a facs_face looks: x, y in `unit`, NaN = not known."""
        place = np.zeros(2, np.float32)
        n.lib.facs_gaze_screen_look(self._address, ctypes.byref(face), place.ctypes.data_as(ctypes.POINTER(ctypes.c_float)))
        return place

    def save(self, path: str | os.PathLike[str]) -> None:
        """What was measured, as a file."""
        errors.run(n.lib.facs_gaze_screen_save, self._address, n.named(path))
