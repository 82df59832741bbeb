"""A stream: frames in as they come, results out as they are ready."""
from __future__ import annotations

import ctypes
import os
import threading
import weakref
from dataclasses import dataclass, replace
from types import TracebackType
from typing import TYPE_CHECKING, Any, Iterable, Iterator, Sequence

import numpy as np

from . import _calls, _pictures, errors
from . import _native as n
from ._calibration import Calibration, Gallery
from ._models import Models, shared
from ._options import FACES, ORDERS, CameraLike, camera_of, one_of

if TYPE_CHECKING:
    import numpy.typing as npt

    from ._profile import Profile

    Floats = npt.NDArray[np.float32]
    Doubles = npt.NDArray[np.float64]
_WAIT = 0.1  # s, after which Ctrl-C is looked at


@dataclass(frozen=True)
class ActionUnit:
    """What a number of Face.au_r or Face.au_c is about."""
    name: str  # "AU12"
    column: str  # "AU12_r"
    side: str  # "both", "left", "right": the person's own
    meaning: str
    experimental: bool


@dataclass(frozen=True)
class Face:
    """A face in a frame.  Arrays are its own; what a pipeline does not have is empty, gaze without eyes is None.

    - `id`: place among the faces of the frame; `track`, `person`: numbers, -1 = not known
    - `confidence` 0 to 1; `success`: the fit was judged good, else do not use what follows
    - `landmarks` (68, 2) pixels; `landmarks_3d` (68, 3) mm, camera frame
    - `eye_landmarks` (56, 2), `eye_landmarks_3d` (56, 3)
    - `pose` (6,): Tx, Ty, Tz mm, Rx, Ry, Rz rad
    - `gaze` (2, 3): unit vectors in the camera frame, eye at the image's left first; `gaze_angle` (2,) rad;
      `gaze_head_angle` (2,) the same as seen from the head
    - `params_global` (6,): scale px/mm, rotation rad, position px; `params_local`: shape parameters
    - `au_r`, `au_c`: what Session.intensities and Session.presences name; None = not told (yet)
    - `landmarks_98` (98, 2), `emotion` (8,): pipeline openface3; `likelihood` (5,): pipeline openface
    - `au_raw`, `au_baseline`: with raw_au=True, as `au_r`: intensities with nothing of the person subtracted, and what
      calibration subtracts
    - `gaze_screen` (2,): with gaze_calibration: where the gaze meets the screen, from its upper left corner; NaN = not known
    """
    id: int
    track: int
    person: int
    confidence: float
    success: bool
    landmarks: Floats
    landmarks_3d: Floats
    eye_landmarks: Floats
    eye_landmarks_3d: Floats
    pose: Floats
    gaze: Floats | None
    gaze_angle: Floats | None
    gaze_head_angle: Floats | None
    params_global: Floats
    params_local: Floats
    au_r: Doubles | None
    au_c: Doubles | None
    landmarks_98: Floats
    emotion: Doubles | None
    likelihood: Floats
    au_raw: Doubles | None = None
    au_baseline: Doubles | None = None
    gaze_screen: Floats | None = None


@dataclass(frozen=True)
class FrameResult:
    """What was found in a frame: `number` and `time` (s) as they were pushed, `width` and `height` in pixels, `faces`.

    Of facsimile.live() also `captured`, s since 1970 (UTC) when the frame left the decoder, and `latency`, s from then
    until the result was there."""
    number: int
    time: float
    width: int
    height: int
    faces: tuple[Face, ...]
    captured: float = 0.0
    latency: float = 0.0


def _floats(address: int | None, count: int) -> Floats:
    if not address or count <= 0:
        return np.empty(0, np.float32)
    block = memoryview((ctypes.c_float * count).from_address(address))
    return np.frombuffer(block, np.float32).copy()


def _doubles(address: int | None, count: int) -> Doubles:
    if not address or count <= 0:
        return np.empty(0, np.float64)
    block = memoryview((ctypes.c_double * count).from_address(address))
    return np.frombuffer(block, np.float64).copy()


def _points(address: int | None, count: int, dimensions: int) -> Floats:
    """x of all, then y (then z) -> (count, dimensions), in the memory they came in."""
    return _floats(address, count * dimensions).reshape(dimensions, -1).T


def face_of(face: Any) -> Face:
    """A facs_face, copied."""
    eyes, aus = bool(face.has_eyes), bool(face.has_aus)
    return Face(
        face.face_id, face.track, face.person, face.confidence, bool(face.success),
        _points(face.landmarks, face.landmark_count, 2), _points(face.landmarks_3d, face.landmark_count, 3),
        _points(face.eye_landmarks, face.eye_landmark_count, 2), _points(face.eye_landmarks_3d, face.eye_landmark_count, 3),
        np.array(face.pose, np.float32), np.array(face.gaze, np.float32) if eyes else None,
        np.array(face.gaze_angle, np.float32) if eyes else None,
        np.array(face.gaze_head_angle, np.float32) if eyes else None, np.array(face.params_global, np.float32),
        _floats(face.params_local, face.mode_count), _doubles(face.au_r, face.au_r_count) if aus else None,
        _doubles(face.au_c, face.au_c_count) if aus else None, _points(face.landmarks_98, face.landmark_98_count, 2),
        _doubles(face.emotion, face.emotion_count) if aus and face.emotion_count else None,
        _floats(face.likelihood, face.likelihood_count),
        _doubles(face.au_raw, face.au_raw_count) if aus and face.au_raw_count else None,
        _doubles(face.au_baseline, face.au_raw_count) if aus and face.au_raw_count else None)


def result_of(pointer: Any) -> FrameResult:
    """A facs_result, copied."""
    result = pointer.contents
    faces = tuple(face_of(n.lib.facs_result_face(pointer, i).contents) for i in range(result.face_count))
    return FrameResult(result.frame, result.timestamp, result.width, result.height, faces, result.captured,
                       result.latency)


def action_units(session: Any, kind: int) -> tuple[ActionUnit, ...]:
    """Of a facs_session."""
    found: list[ActionUnit] = []
    info = n.sized(n.AuInfo)
    while n.lib.facs_session_au(session, kind, len(found), ctypes.byref(info)):
        found.append(ActionUnit(n.text(info.name), n.text(info.column), ("both", "left", "right")[info.side],
                                n.text(info.meaning), bool(info.experimental)))
    return tuple(found)


def _destroy(address: int, *used: Any) -> None:
    n.lib.facs_session_destroy(ctypes.byref(ctypes.c_void_p(address)))
    del used  # lived at least as long


class Session:
    """Frames in, results out, in the same order, one for each.

    >>> with Session(pipeline="open") as session:
    ...     for i in range(3):
    ...         session.push(FRAMES[i], time=i / 25)
    ...     session.finish()
    ...     len([result.faces[0].pose for result in session])
    3

    Iterating gives the results that are ready; after finish() those that are left, waiting for them.  Action units of
    a video are provisional when they are pulled: final_aus() has the final ones when all results have been pulled.

    A session works for one thread at a time: calls of others wait.  Sessions work side by side in different threads,
    and share models.

    :param models: opened Models, in place of `pipeline`
    :param image: every frame is a still by itself
    :param aus: False: no action units
    :param online_aus: pulled intensities are corrected by what was seen so far; nothing is remembered for final ones, so
        that a session may run for days
    :param final_aus_only: pulled faces have no action units, only final_aus() gives them; costs less
    :param channels: of arrays: "bgr" (OpenCV's order) or "rgb"
    :param profile: measure the stages, for profile()
    :param raw_au: faces of a video also have `au_raw` and `au_baseline`
    :param gallery: a Gallery: who was met in other videos
    :param gaze_calibration: a file of extract(save_gaze_calibration=...): faces have `gaze_screen`

    The others are as those of extract()."""

    def __init__(self, pipeline: str | None = "auto", *, models: Models | None = None, faces: str = "one",
                 image: bool = False, wild: bool = False, static_au: bool = False, aus: bool = True,
                 online_aus: bool = False, final_aus_only: bool = False, threads: int = 0, camera: CameraLike = None,
                 experimental: bool = False, smooth: bool = False, compat: str | None = None, max_faces: int = 0,
                 order: str = "first", channels: str = "bgr", profile: bool = False, raw_au: bool = False,
                 gallery: Gallery | None = None, gaze_calibration: str | os.PathLike[str] | None = None) -> None:
        _pictures.check_channels(channels)
        self.channels = channels
        self.models = models if models is not None else shared(pipeline)
        options = n.sized(n.SessionOptions)
        options.env = _calls.ENV_ADDRESS
        options.faces, options.order = one_of("faces", faces, FACES), one_of("order", order, ORDERS)
        options.image, options.wild, options.static_au = image, wild, static_au
        options.no_aus, options.online_aus, options.final_aus_only = not aus, online_aus, final_aus_only
        options.threads, options.camera, options.max_faces = threads, camera_of(camera), max_faces
        options.experimental, options.smooth, options.compat = experimental, smooth, n.named(compat)
        options.profile, options.raw_au = profile, raw_au
        if gallery is not None:
            options.gallery = gallery.address
        self.gaze = self._gaze_of(gaze_calibration, image or faces != "one")
        self._camera, self._gallery = options.camera, gallery
        self._image = image
        self._lock = threading.RLock()
        session = ctypes.c_void_p()
        errors.run(n.lib.facs_session_create, self.models.address, ctypes.byref(options), ctypes.byref(session))
        self._session: Any = session
        self._finalizer = weakref.finalize(self, _destroy, int(session.value or 0), self.models, gallery)
        self._pushed = 0
        self._finished = False
        self.pipeline: str = n.text(n.lib.facs_session_pipeline(session))
        self.intensities = action_units(session, n.AU_INTENSITY)
        self.presences = action_units(session, n.AU_PRESENCE)

    @staticmethod
    def _gaze_of(path: Any, several: bool) -> Any:
        if path is None:
            return None
        if several:
            raise ValueError("gaze_calibration is for videos with one face")
        from ._gaze import GazeScreen
        gaze = GazeScreen(path)
        if gaze.measures:
            raise ValueError(f"{gaze.path}: has points to be measured yet: extract(..., gaze_calibration=..., "
                             "save_gaze_calibration=...) measures them; give what it saves")
        return gaze

    # ---- life ----

    def close(self) -> None:
        """Free it; more than once does no harm."""
        with self._lock:
            self._session = None
            self._finalizer()

    def __enter__(self) -> Session:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()

    def _check(self, status: int) -> int:
        if status < 0:
            raise errors.of(status, n.text(n.lib.facs_session_message(self._session)) or
                            n.text(n.lib.facs_status_name(status)))
        return status

    def _open(self) -> Any:
        if self._session is None:
            raise errors.StateError("the session is closed")
        return self._session

    # ---- frames ----

    def push(self, frame: Any, time: float | None = None, number: int | None = None,
             boxes: Sequence[Sequence[float]] | None = None) -> None:
        """Hand over the next frame; the pixels are copied before this returns.  With several threads it waits while all
        have work.

        :param frame: array of uint8 (height, width, 3) or (height, width), or a picture of PIL
        :param time: when it is shown, s; of a video it is needed and must not fall
        :param number: comes back with the result; None = counted from 1, in stills from 0
        :param boxes: stills: the faces to fit, rows of x, y, width, height in pixels; [] = there is none; None = detect
        :raises StateError: after finish(), or when 1024 results wait to be pulled"""
        picture = _pictures.Picture(frame, self.channels)
        with self._lock:
            session = self._open()
            given = n.sized(n.Frame)
            given.number = number if number is not None else self._pushed + (not self._image)
            if time is None and not self._image:
                raise ValueError("push: frames of a video have a time, s: push(frame, time=...)")
            given.timestamp = float(time) if time is not None else 0.0
            keep = _set_boxes(given, boxes)
            status = n.lib.facs_session_push(session, ctypes.byref(picture.struct), ctypes.byref(given))
            del keep
            if self._check(status) == n.AGAIN:
                raise errors.StateError(f"{n.SESSION_UNPULLED} results wait: pull() them, then push the frame again")
            self._pushed += 1

    def _pull_raw(self, wait: float | None) -> Any:
        """Pointer to the next facs_result; None: not ready, or all pulled."""
        session = self._open()
        result = ctypes.POINTER(n.Result)()
        if wait is None:
            status = n.lib.facs_session_pull(session, ctypes.byref(result))
        else:
            status = n.lib.facs_session_pull_wait(session, wait, ctypes.byref(result))
        return result if self._check(status) == n.OK else None

    def pull(self, wait: float = 0.0) -> FrameResult | None:
        """The next result; None: it is not ready, or all have been pulled.

        :param wait: s to wait for it at most"""
        with self._lock:
            pointer = self._pull_raw(max(0.0, wait)) if wait > 0 or self._finished else self._pull_raw(None)
            return self._result_of(pointer) if pointer is not None else None

    def _result_of(self, pointer: Any) -> FrameResult:
        result = result_of(pointer)
        if self.gaze is None or not result.faces:
            return result
        self.gaze.start(self.pipeline, result.width, result.height, self._camera)
        face = replace(result.faces[0], gaze_screen=self.gaze.look(n.lib.facs_result_face(pointer, 0).contents))
        return replace(result, faces=(face,) + result.faces[1:])

    def finish(self) -> None:
        """No more frames."""
        with self._lock:
            self._check(n.lib.facs_session_finish(self._open()))
            self._finished = True

    def raw(self) -> Iterator[Any]:
        """Pointers to facs_result, as __iter__; each is valid until the next one."""
        while True:
            with self._lock:
                result = ctypes.POINTER(n.Result)()
                session = self._open()
                if self._finished:  # in small steps, so that Ctrl-C is seen
                    status = self._check(n.lib.facs_session_pull_wait(session, _WAIT, ctypes.byref(result)))
                    if status == n.AGAIN:
                        continue
                else:
                    status = self._check(n.lib.facs_session_pull(session, ctypes.byref(result)))
                if status != n.OK:
                    return
            yield result

    def __iter__(self) -> Iterator[FrameResult]:
        """Results that are ready; after finish() all that are left."""
        for pointer in self.raw():
            yield self._result_of(pointer)

    def process(self, frames: Iterable[Any], rate: float | None = None) -> Iterator[FrameResult]:
        """Push frames (with `rate`, frames per second), or pairs (frame, time), and give results as they are ready;
        finishes at the end."""
        for number, item in enumerate(frames):
            if isinstance(item, tuple):
                self.push(item[0], item[1])
            else:
                self.push(item, number / rate if rate else None)
            yield from self
        self.finish()
        yield from self

    # ---- the whole video ----

    def final_aus(self, index: int, person: int = 0) -> tuple[Doubles, Doubles]:
        """Calibrated, smoothed action units of frame `index` (from 0, in the order of pushing), when all results have
        been pulled: intensities (0 to 5) and presences (0 or 1), as `intensities` and `presences` name them.

        :raises StateError: before that, or when the session has no such pass"""
        au_r, au_c = np.zeros(len(self.intensities)), np.zeros(len(self.presences))
        self.final_aus_into(index, person, au_r, au_c)
        return au_r, au_c

    def final_aus_into(self, index: int, person: int, au_r: Doubles, au_c: Doubles) -> None:
        """The same into arrays that are there."""
        with self._lock:
            self._check(n.lib.facs_session_final_aus(self._open(), person, index, au_r.ctypes.data, len(au_r),
                                                     au_c.ctypes.data, len(au_c)))

    def final_raw_aus(self, index: int, person: int = 0) -> tuple[Doubles, Doubles]:
        """The same of a session with raw_au=True: raw intensities, and what calibration subtracts from them."""
        raw, baseline = np.zeros(len(self.intensities)), np.zeros(len(self.intensities))
        with self._lock:
            self._check(n.lib.facs_session_final_raw_aus(self._open(), person, index, raw.ctypes.data, baseline.ctypes.data,
                                                         len(raw)))
        return raw, baseline

    def profile(self) -> Profile:
        """Times of the stages since it was created or reset, of a session with profile=True; when all results of frames
        that were pushed have been pulled."""
        from ._profile import of
        made = n.sized(n.Profile)
        with self._lock:
            self._check(n.lib.facs_session_profile(self._open(), ctypes.byref(made)))
        return of(made)

    def same_person(self, keep: int, drop: int) -> None:
        """From the next frame on, two persons are one: the second is called as the first."""
        with self._lock:
            self._check(n.lib.facs_session_same_person(self._open(), keep, drop))

    def calibrate(self, known: Calibration | str | os.PathLike[str]) -> None:
        """Take what is known of the person from a Calibration, or a file of one; before the first frame."""
        calibration = known if isinstance(known, Calibration) else Calibration(known)
        with self._lock:
            self._check(n.lib.facs_session_calibrate(self._open(), calibration.address))

    def calibration(self) -> Calibration:
        """What was learnt of the person (docs/calibration.md), when all results have been pulled; with online_aus so far."""
        learnt = ctypes.c_void_p()
        with self._lock:
            self._check(n.lib.facs_session_calibration(self._open(), ctypes.byref(learnt)))
        return Calibration.of(learnt)

    def save_calibration(self, path: str | os.PathLike[str]) -> None:
        """calibration() into a file."""
        self.calibration().save(path)

    def reset(self) -> None:
        """Forget the face and what was learnt; the next frame starts a new video."""
        with self._lock:
            self._check(n.lib.facs_session_reset(self._open()))
            self._pushed = 0
            self._finished = False


def boxes_of(boxes: Sequence[Sequence[float]]) -> Any:
    """An array of facs_box."""
    rows = np.asarray(boxes, np.float32).reshape(-1, np.asarray(boxes).shape[-1] if len(boxes) else 4)
    if rows.shape[1] not in (4, 5):
        raise ValueError("a box is x, y, width, height (and confidence), pixels")
    return (n.Box * max(1, len(rows)))(*(n.Box(*(float(value) for value in row)) for row in rows)), len(rows)


def _set_boxes(frame: Any, boxes: Sequence[Sequence[float]] | None) -> Any:
    if boxes is None:
        return None
    array, count = boxes_of(boxes)
    frame.boxes, frame.box_count = ctypes.cast(array, ctypes.POINTER(n.Box)), count
    return array
