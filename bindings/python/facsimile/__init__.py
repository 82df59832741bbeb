"""facsimile: facial action units, landmarks, head pose and gaze from video, with the numbers of the command.

>>> result = extract(CLIP, "open", max_frames=5)
>>> result.landmarks.shape, result.pose.shape
((5, 68, 2), (5, 6))
"""
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import _native
from ._columns import Column
from ._extract import extract
from ._progress import Progress
from .errors import (ArgumentError, DiskFullError, DownloadError, EmptyError, FacsimileError, InternalError, LicenceError,
                     MediaError, ModelCorruptError, ModelsMissingError, NotFoundError, OutOfMemoryError, OutputError,
                     StateError, StoppedError, UnsupportedError)
from .result import Result

if TYPE_CHECKING:
    from . import models
    from ._batch import BatchError, BatchSummary, batch, merge
    from ._mirror import MirrorSummary, MirrorUnit, mirror
    from ._calibration import Calibration, Gallery
    from ._live import Live, Statistics, live
    from ._models import Models, Network, NetworkPart
    from ._plot import plot_face
    from ._profile import Profile, Stage
    from ._report import ReportSummary, report, view
    from ._stages import align_face, calc_params, detect_faces, fhog, fit_landmarks, predict_aus
    from ._tables import AuComparison, Comparison, Summary, compare, read_csv, summarise
    from .session import ActionUnit, Face, FrameResult, Session

__version__: str = _native.text(_native.lib.facs_version())

# what is loaded when it is asked for first
_LATER = {
    "models": ("models", ""),
    "ActionUnit": ("session", "ActionUnit"), "Face": ("session", "Face"), "FrameResult": ("session", "FrameResult"),
    "Session": ("session", "Session"),
    "Models": ("_models", "Models"), "Network": ("_models", "Network"), "NetworkPart": ("_models", "NetworkPart"),
    "Profile": ("_profile", "Profile"), "Stage": ("_profile", "Stage"),
    "Calibration": ("_calibration", "Calibration"), "Gallery": ("_calibration", "Gallery"),
    "batch": ("_batch", "batch"), "BatchError": ("_batch", "BatchError"), "BatchSummary": ("_batch", "BatchSummary"),
    "merge": ("_batch", "merge"),
    "report": ("_report", "report"), "view": ("_report", "view"), "ReportSummary": ("_report", "ReportSummary"),
    "mirror": ("_mirror", "mirror"), "MirrorSummary": ("_mirror", "MirrorSummary"), "MirrorUnit": ("_mirror", "MirrorUnit"),
    "live": ("_live", "live"), "Live": ("_live", "Live"), "Statistics": ("_live", "Statistics"),
    "plot_face": ("_plot", "plot_face"),
    "align_face": ("_stages", "align_face"), "calc_params": ("_stages", "calc_params"),
    "detect_faces": ("_stages", "detect_faces"), "fhog": ("_stages", "fhog"),
    "fit_landmarks": ("_stages", "fit_landmarks"), "predict_aus": ("_stages", "predict_aus"),
    "AuComparison": ("_tables", "AuComparison"), "Comparison": ("_tables", "Comparison"), "Summary": ("_tables", "Summary"),
    "compare": ("_tables", "compare"), "read_csv": ("_tables", "read_csv"), "summarise": ("_tables", "summarise"),
}

__all__ = ["ActionUnit", "ArgumentError", "AuComparison", "BatchError", "BatchSummary", "Calibration", "Column",
           "Comparison", "DiskFullError", "DownloadError", "EmptyError", "Face", "FacsimileError", "FrameResult", "Gallery",
           "InternalError", "LicenceError", "Live", "MediaError", "MirrorSummary", "MirrorUnit", "ModelCorruptError",
           "Models", "ModelsMissingError", "Network", "NetworkPart", "NotFoundError", "OutOfMemoryError", "OutputError",
           "Profile", "Progress", "ReportSummary", "Result", "Session", "Stage", "StateError", "Statistics", "StoppedError", "Summary",
           "UnsupportedError", "align_face", "batch", "calc_params", "compare", "detect_faces", "extract", "fhog",
           "fit_landmarks", "live", "merge", "mirror", "models", "plot_face", "predict_aus", "read_csv",
           "report", "summarise", "view"]


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module 'facsimile' has no attribute {name!r}")
    import importlib
    module, inside = _LATER[name]
    loaded = importlib.import_module("." + module, __name__)
    value = getattr(loaded, inside) if inside else loaded
    globals()[name] = value  # also where a module has the name of what is in it
    return value


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(__all__))
