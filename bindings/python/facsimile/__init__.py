"""facsimile: facial action units, landmarks, head pose and gaze from video, with the numbers of the command.

>>> result = extract(CLIP, "open", max_frames=5)
>>> round(float(result["pose_Tz"][0]))
1225
"""
from __future__ import annotations

from . import errors
from . import _native
from ._columns import Column
from ._extract import extract
from ._models import Models
from ._progress import Progress
from .errors import (ArgumentError, DiskFullError, DownloadError, EmptyError, FacsimileError, InternalError, LicenceError,
                     MediaError, ModelCorruptError, ModelsMissingError, NotFoundError, OutOfMemoryError, OutputError,
                     StateError, StoppedError, UnsupportedError)
from .result import Result
from .session import ActionUnit, Face, FrameResult, Session

__version__: str = _native.text(_native.lib.facs_version())
