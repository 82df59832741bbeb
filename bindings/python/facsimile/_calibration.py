"""What is learnt of persons: files of calibrations, and who was met in other videos."""
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


def _destroy(address: int) -> None:
    n.lib.facs_calibration_destroy(ctypes.byref(ctypes.c_void_p(address)))


class Calibration:
    """Numbers that fix a person's neutral face (docs/calibration.md), so that action units of a frame do not depend on what
    else is in its video.  Immutable; any number of threads and calls may use one.

    - `Calibration(path)`: from a file of save(), of extract(save_calibration=...) or of the command
    - `Calibration.learn(source, ...)`: from a recording of the person with a neutral face
    - `Session.calibration()`: what a session has learnt

    It goes into extract(calibration=...) and Session.calibrate().

    >>> known = Calibration.learn(CLIP, pipeline="open")
    >>> known.persons
    [0]
    >>> len(extract(CLIP, "open", max_frames=2, calibration=known))
    2
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        found = ctypes.c_void_p()
        errors.run(n.lib.facs_calibration_read, _calls.ENV_ADDRESS, n.named(path), ctypes.byref(found))
        self._take(found)

    def _take(self, address: Any) -> None:
        self._address = address
        weakref.finalize(self, _destroy, int(address.value or 0))

    @classmethod
    def of(cls, address: Any) -> Calibration:
        """A facs_calibration, which it frees."""
        made = cls.__new__(cls)
        made._take(address)
        return made

    @classmethod
    def learn(cls, source: str | os.PathLike[str], **options: Any) -> Calibration:
        """What a recording says of the person in it.

        :param options: keywords of extract() that say how faces are seen, such as pipeline, camera, threads
        :raises EmptyError: no face was seen"""
        from ._options import options_of
        struct, error, found = options_of("Calibration.learn", options).struct(), n.Error(), ctypes.c_void_p()
        with _calls.Stop() as stop:
            struct.progress = n.PROGRESS(stop.guard(lambda _cookie, _given: False))
            status = n.lib.facs_calibration_learn(os.fsencode(source), ctypes.byref(struct), ctypes.byref(found),
                                                  ctypes.byref(error))
        errors.check(status, error)
        return cls.of(found)

    @property
    def address(self) -> Any:
        """facs_calibration, for calls of the library."""
        return self._address

    def save(self, path: str | os.PathLike[str]) -> None:
        """Into a file (JSON), which appears when it is complete."""
        errors.run(n.lib.facs_calibration_write, self._address, n.named(path))

    @property
    def persons(self) -> list[int]:
        """Numbers of the persons."""
        return [person for person, _ in self._persons()]

    @property
    def frames(self) -> dict[int, int]:
        """How many frames with the face each person was learnt from."""
        return dict(self._persons())

    def _persons(self) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        frames = ctypes.c_int64()
        while (person := n.lib.facs_calibration_person(self._address, len(found), ctypes.byref(frames))) >= 0:
            found.append((person, frames.value))
        return found

    def values(self, person: int, name: str) -> npt.NDArray[np.float64]:
        """Numbers of a person: "medians" and "offsets" (pipelines openface, pyfaceau), "cut_offs" (openface), "neutral"
        (open); empty = there are none of that name."""
        if person not in self.persons:
            raise KeyError(f"person {person}: there are {self.persons}")
        count = ctypes.c_int()
        found = n.lib.facs_calibration_values(self._address, self.persons.index(person), n.named(name),
                                              ctypes.byref(count))
        return np.array(found[:count.value] if found else [], np.float64)

    def __repr__(self) -> str:
        return f"<facsimile.Calibration of {len(self.persons)} persons>"


def _destroy_gallery(address: int) -> None:
    n.lib.facs_gallery_destroy(ctypes.byref(ctypes.c_void_p(address)))


class Gallery:
    """Who was met so far, so that somebody has one number (`person`) in all videos that are given it one after the other:
    extract(path, faces="many", gallery=gallery), Session(faces="many", gallery=gallery).  One call or session at a time.

    >>> gallery = Gallery()
    >>> [extract(CLIP, "open", faces="many", max_frames=4, gallery=gallery).persons for _ in range(2)]
    [[0], [0]]
    """

    def __init__(self) -> None:
        made = ctypes.c_void_p()
        errors.run(n.lib.facs_gallery_create, _calls.ENV_ADDRESS, ctypes.byref(made))
        self._address = made
        weakref.finalize(self, _destroy_gallery, int(made.value or 0))

    @property
    def address(self) -> Any:
        """facs_gallery, for calls of the library."""
        return self._address
