"""Single stages: faces, landmarks, aligned face, descriptor and static action units of one picture.

>>> models = Models("open")
>>> box = detect_faces(FRAMES[0], models)[0]
>>> fit_landmarks(FRAMES[0], box, models).landmarks.shape
(68, 2)
"""
from __future__ import annotations

import ctypes
from typing import Any, Sequence

import numpy as np
import numpy.typing as npt

from . import _calls, _pictures, errors
from . import _native as n
from ._models import Models, shared
from ._options import CameraLike, camera_of
from .session import Face, boxes_of, face_of

Floats = npt.NDArray[np.float32]
_ROOM = 64


def _floats(values: Any, count: int, what: str) -> Any:
    array = np.ascontiguousarray(values, np.float32).reshape(-1)
    if array.size != count:
        raise ValueError(f"{what} has {count} values; not {array.size}")
    return array, array.ctypes.data_as(ctypes.POINTER(ctypes.c_float))


def _points(landmarks: Any) -> Any:
    points = np.asarray(landmarks, np.float32)
    if points.shape != (n.LANDMARKS, 2):
        raise ValueError(f"landmarks has the shape ({n.LANDMARKS}, 2); not {points.shape}")
    return _floats(points.T, 2 * n.LANDMARKS, "landmarks")


def detect_faces(picture: Any, models: Models | None = None, *, channels: str = "bgr") -> Floats:
    """Boxes of all faces, most probable first: (faces, 5), x, y, width, height in pixels (tight around the 68
    landmarks), confidence 0 to 1.

    :param picture: array of uint8 (height, width, 3) or (height, width), or a picture of PIL
    :param models: None = those of the pipeline "auto" """
    shown = _pictures.Picture(picture, channels)
    used = models or shared()
    room, count = _ROOM, ctypes.c_int()
    while True:
        boxes = (n.Box * room)()
        errors.run(n.lib.facs_detect_faces, used.address, ctypes.byref(shown.struct), boxes, room, ctypes.byref(count))
        if count.value <= room:
            return np.frombuffer(memoryview(boxes), np.float32).reshape(-1, 5)[:count.value].copy()
        room = count.value


def fit_landmarks(picture: Any, box: Sequence[float], models: Models | None = None, *, wild: bool = False,
                  camera: CameraLike = None, channels: str = "bgr") -> Face:
    """The landmark model fitted to the face in `box` (x, y, width, height in pixels): a Face without action units."""
    shown = _pictures.Picture(picture, channels)
    boxes, count = boxes_of([list(box)])
    assert count == 1
    result = ctypes.c_void_p()
    errors.run(n.lib.facs_fit_landmarks, (models or shared()).address, ctypes.byref(shown.struct), boxes, wild,
               ctypes.byref(camera_of(camera)), ctypes.byref(result))
    try:
        return face_of(n.lib.facs_result_face(result, 0).contents)
    finally:
        n.lib.facs_result_destroy(ctypes.byref(result))


def calc_params(landmarks: npt.ArrayLike, models: Models | None = None) -> tuple[Floats, Floats]:
    """Parameters of the AU module's shape model that reproduce landmarks (68, 2): global (6,), local (34,).  Pipeline
    openface."""
    points, address = _points(landmarks)
    at_large, local = np.zeros(6, np.float32), np.zeros(n.MODES, np.float32)
    errors.run(n.lib.facs_calc_params, (models or shared()).address, address, _floats(at_large, 6, "")[1],
               _floats(local, n.MODES, "")[1])
    del points
    return at_large, local


def align_face(picture: Any, landmarks: npt.ArrayLike, params_global: npt.ArrayLike, models: Models | None = None, *,
               channels: str = "bgr") -> npt.NDArray[np.uint8]:
    """The aligned, masked face: (112, 112, 3), B G R.  Pipeline openface."""
    shown = _pictures.Picture(picture, channels)
    points, address = _points(landmarks)
    at_large, params = _floats(params_global, 6, "params_global")
    aligned = np.zeros((n.ALIGNED_SIDE, n.ALIGNED_SIDE, 3), np.uint8)
    errors.run(n.lib.facs_align_face, (models or shared()).address, ctypes.byref(shown.struct), address, params,
               aligned.ctypes.data_as(ctypes.POINTER(ctypes.c_uint8)))
    del points, at_large
    return aligned


def fhog(aligned: npt.ArrayLike) -> Floats:
    """FHOG descriptor of an aligned face (112, 112, 3): (12, 12, 31), row, column, channel."""
    face = np.ascontiguousarray(aligned)
    if face.shape != (n.ALIGNED_SIDE, n.ALIGNED_SIDE, 3) or face.dtype != np.uint8:
        raise ValueError(f"aligned has the shape (112, 112, 3) and the dtype uint8; not {face.shape}, {face.dtype}")
    descriptor = np.zeros((12, 12, 31), np.float32)
    errors.run(n.lib.facs_fhog, _calls.ENV_ADDRESS, face.ctypes.data_as(ctypes.POINTER(ctypes.c_uint8)),
               descriptor.ctypes.data_as(ctypes.POINTER(ctypes.c_float)))
    return descriptor


def predict_aus(descriptor: npt.ArrayLike, params_local: npt.ArrayLike,
                models: Models | None = None) -> tuple[dict[str, float], dict[str, float]]:
    """Static action units of a descriptor (12, 12, 31) and shape parameters (34,): intensities (0 to 5) and presences (0
    or 1) by their names.  Pipeline openface."""
    values, address = _floats(descriptor, n.FHOG_SIZE, "descriptor")
    local, params = _floats(params_local, n.MODES, "params_local")
    au_r, au_c = (ctypes.c_double * n.AU_R)(), (ctypes.c_double * n.AU_C)()
    errors.run(n.lib.facs_predict_aus, (models or shared()).address, address, params, au_r, au_c)
    del values, local
    return ({n.text(n.lib.facs_au_intensity_name(i)): au_r[i] for i in range(n.AU_R)},
            {n.text(n.lib.facs_au_presence_name(i)): au_c[i] for i in range(n.AU_C)})
