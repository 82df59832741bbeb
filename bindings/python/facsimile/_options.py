"""How a source is read and what is measured: keywords of Python as facs_extract_options."""
from __future__ import annotations

import ctypes
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Mapping, Sequence, Tuple, Union

from . import _calls
from . import _native as n

if TYPE_CHECKING:
    from ._calibration import Gallery
    from ._models import Models

CameraLike = Union[Tuple[float, float, float, float], Tuple[float, float], None]
ORDERS = ("first", "size", "left")
FACES = ("one", "many")


def camera_of(camera: CameraLike) -> Any:
    """facs_camera of (fx, fy, cx, cy) or (fx, fy), pixels; None = derived from the size of the picture."""
    values = [-1.0, -1.0, -1.0, -1.0]
    if camera is not None:
        given = [float(value) for value in camera]
        if len(given) not in (2, 4):
            raise ValueError("camera is (fx, fy) or (fx, fy, cx, cy), pixels")
        values[:len(given)] = given
    return n.Camera(*values)


def one_of(name: str, value: str, possible: Sequence[str]) -> int:
    """Place of a word among those that are possible."""
    if value not in possible:
        raise ValueError(f"{name}={value!r}: {', '.join(repr(word) for word in possible)} are possible")
    return possible.index(value)


def words(columns: str | Sequence[str] | None) -> str | None:
    if columns is None or isinstance(columns, str):
        return columns
    return ",".join(columns)


_ALIGNED = ("side", "scale", "unmasked", "grey", "good_only", "format")


def _known_words(keyword: str, given: Mapping[str, Any], possible: Sequence[str]) -> None:
    wrong = sorted(set(given) - set(possible))
    if wrong:
        raise ValueError(f"{keyword}: {wrong[0]!r} is none of {', '.join(possible)}")


def fit_of(settings: Mapping[str, Any]) -> Any:
    """A pointer to facs_fit_settings."""
    made = n.sized(n.FitSettings)
    _known_words("fit", settings, [name for name, _ in n.FitSettings._fields_ if name != "size"])
    for name, value in settings.items():
        setattr(made, name, value)
    return ctypes.pointer(made)


@dataclass(frozen=True)
class Options:
    """Keywords of extract() that batch() has, too."""
    pipeline: str | None = "auto"
    faces: str = "one"
    columns: str | Sequence[str] | None = None
    image: bool = False
    wild: bool = False
    static_au: bool = False
    experimental: bool = False
    smooth: bool = False
    compat: str | None = None
    threads: int = 0
    camera: CameraLike = None
    max_frames: int = 0
    start: float = 0.0
    end: float = 0.0
    every: int = 0
    fps: float = 0.0
    rate: float = 0.0
    stream: int = 0
    deinterlace: bool = True
    max_faces: int = 0
    order: str = "first"
    calibration: Any = None
    save_calibration: Any = None
    gaze_calibration: Any = None
    save_gaze_calibration: Any = None
    boxes: Any = None
    landmarks: str | None = None
    model_dir: Any = None
    provider: str | None = None
    network_threads: int = 0
    timeout: float = 0.0
    camera_size: tuple[int, int] | None = None
    camera_rate: float = 0.0
    models: Models | None = None
    names: str | None = None
    gallery: Gallery | None = None
    fit: Mapping[str, Any] | None = None
    aligned: Mapping[str, Any] | None = None
    empty_csv: bool = True

    def struct(self) -> Any:
        """facs_extract_options that keeps alive what it points to."""
        made = n.sized(n.ExtractOptions)
        made.env = _calls.ENV_ADDRESS
        made.faces = one_of("faces", self.faces, FACES)
        made.order = one_of("order", self.order, ORDERS)
        made.camera = camera_of(self.camera)
        made.columns = n.named(words(self.columns))
        made.no_deinterlace = not self.deinterlace
        if self.camera_size is not None:
            made.camera_width, made.camera_height = self.camera_size
        if hasattr(self.calibration, "address"):  # a Calibration, whose module need not be loaded for that
            made.known = self.calibration.address
        else:
            made.calibration = n.named(self.calibration)
        for name in ("compat", "save_calibration", "gaze_calibration", "save_gaze_calibration", "boxes", "names"):
            setattr(made, name, n.named(getattr(self, name)))
        if self.models is not None:
            self._take_models(made, self.models)
        else:
            for name in ("pipeline", "landmarks", "model_dir", "provider"):
                setattr(made, name, n.named(getattr(self, name)))
        if self.gallery is not None:
            made.gallery = self.gallery.address
        if self.fit is not None:
            made.fit = fit_of(self.fit)
        if self.aligned is not None:
            _known_words("aligned", self.aligned, _ALIGNED)
            for name, value in self.aligned.items():
                setattr(made, "aligned_" + name, n.named(value) if name == "format" else value)
        made.no_empty_csv = not self.empty_csv
        for name in ("image", "wild", "static_au", "experimental", "smooth", "threads", "max_frames", "start", "end",
                     "every", "fps", "rate", "stream", "max_faces", "network_threads", "timeout", "camera_rate"):
            setattr(made, name, getattr(self, name))
        return made

    def _take_models(self, made: Any, models: Models) -> None:
        wrong = [name for name in ("landmarks", "model_dir", "provider", "network_threads") if name in self.given()]
        if wrong or self.pipeline not in (None, "auto", models.pipeline):
            raise ValueError(f"{(wrong or ['pipeline'])[0]}: the models that are given have theirs ({models.pipeline})")
        made.models = models.address
        made.pipeline = n.named(models.pipeline)

    def given(self) -> list[str]:
        """Names of those that are not as they are by default."""
        return [field.name for field in fields(self) if getattr(self, field.name) != field.default]


def options_of(function: str, keywords: Mapping[str, Any]) -> Options:
    """Of keywords that somebody passes on.

    :raises TypeError: one of them is none"""
    unknown = sorted(set(keywords) - set(Options.__dataclass_fields__))
    if unknown:
        raise TypeError(f"{function}() has no keyword {unknown[0]!r}; those of extract() that say how inputs are read are "
                        "possible")
    return Options(**keywords)


def outputs_of(outputs: Sequence[tuple[str, Any]]) -> Any:
    """An array of facs_output, of (kind, path)."""
    made = (n.Output * max(1, len(outputs)))()
    for place, (kind, path) in zip(made, outputs):
        place.sink, place.path = n.named(kind), n.named(path)
    return made


def set_outputs(struct: Any, outputs: Sequence[tuple[str, Any]]) -> Any:
    """The array, which the caller keeps as long as the structure."""
    array = outputs_of(outputs)
    struct.outputs = ctypes.cast(array, ctypes.POINTER(n.Output))
    struct.output_count = len(outputs)
    return array
