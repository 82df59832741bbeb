"""facsimile.extract()."""
from __future__ import annotations

import ctypes
import os
from typing import TYPE_CHECKING, Any, Callable, Iterable, Iterator, Mapping, Optional, Sequence, Sized, Union

import numpy as np

from . import _calls, _columns, errors
from . import _native as n
from ._options import CameraLike, Options, set_outputs
from ._progress import Display, Progress
from .result import Result

if TYPE_CHECKING:
    import numpy.typing as npt

    from ._calibration import Calibration, Gallery
    from ._models import Models

    Source = Union[str, os.PathLike[str], npt.NDArray[Any], Iterable[Any], Any]
Callback = Callable[[Progress], Optional[bool]]

# what is about reading files, and not about frames that are there
_OF_FILES = {"start", "end", "every", "fps", "stream", "deinterlace", "boxes", "timeout", "camera_size", "camera_rate",
             "fit", "aligned", "empty_csv"}


class Receiver:
    """Gets facs_records and keeps them in one block of memory."""

    def __init__(self, names: str | None) -> None:
        self.names = names
        self.block = bytearray()
        self.columns: list[_columns.Column] = []
        self.offsets: list[int] = []
        self.size = 0
        self.pictures: list[str] | None = None
        self.about: dict[str, Any] = {}

    def take(self, _cookie: Any, given: Any) -> int:
        records = given.contents
        if not self.columns:
            fields = [records.fields[i].contents for i in range(records.field_count)]
            usual = {} if self.names is None else {
                safe: name for name, safe in _columns.safe_names(self.names).items()}
            self.columns = [_columns.of_field(field, usual) for field in fields]
            self.offsets = [field.offset for field in fields]
            self.size = records.record_bytes
            rate = records.rate_num / records.rate_den if records.rate_den else 0.0
            self.about = {"pipeline": n.text(records.pipeline), "width": records.width, "height": records.height,
                          "rate": rate}
        if records.count:
            self.block += (ctypes.c_char * (records.count * self.size)).from_address(records.records)
            if records.pictures:
                self.pictures = self.pictures or []
                self.pictures += [n.text(records.pictures[i]) for i in range(records.count)]
        return 0

    def result(self, source: str, complete: bool) -> Result:
        dtype = _columns.dtype_of(self.columns, self.offsets, self.size)
        pictures = self.pictures if os.path.isdir(source) else None
        return Result(np.frombuffer(self.block, dtype), self.columns, source=source, pictures=pictures,
                      complete=complete, names=self.names, **self.about)


def extract(source: Source, pipeline: str | None = "auto", faces: str = "one",
            columns: str | Sequence[str] | None = None, progress: bool = True, callback: Callback | None = None, *,
            times: Iterable[float] | None = None, channels: str = "bgr",
            outputs: Sequence[tuple[str, str | os.PathLike[str]]] = (), output: str | os.PathLike[str] | None = None,
            image: bool = False, wild: bool = False, static_au: bool = False, experimental: bool = False,
            smooth: bool = False, compat: str | None = None, threads: int = 0, camera: CameraLike = None,
            max_frames: int = 0, start: float = 0.0, end: float = 0.0, every: int = 0, fps: float = 0.0,
            rate: float = 0.0, stream: int = 0, deinterlace: bool = True, max_faces: int = 0, order: str = "first",
            calibration: Calibration | str | os.PathLike[str] | None = None, save_calibration: Any = None,
            gaze_calibration: Any = None, save_gaze_calibration: Any = None, gallery: Gallery | None = None,
            boxes: Any = None, models: Models | None = None, landmarks: str | None = None, model_dir: Any = None,
            provider: str | None = None, network_threads: int = 0, timeout: float = 0.0,
            camera_size: tuple[int, int] | None = None, camera_rate: float = 0.0, names: str | None = None,
            sidecar: bool = False, only_whole: bool = False, profile: bool = False,
            fit: Mapping[str, Any] | None = None, aligned: Mapping[str, Any] | None = None,
            empty_csv: bool = True) -> Result:
    """Action units, landmarks, head pose and gaze of a video, picture, folder, stream or array: the same values as
    `facsimile extract`, not rounded.

    >>> result = extract(CLIP, "open", max_frames=5, progress=False)
    >>> result["AU12_r"].shape, result.frames["timestamp"][0]
    ((5,), 0.0)

    :param source: path of a video, a picture or a folder of pictures; an address ("rtsp://..."), a camera ("camera:0");
        a picture: array of uint8 (height, width, 3) or (height, width), or a picture of PIL;
        frames of a video: array (frames, height, width, 3), or an iterable of frames or of pairs (frame, time in s)
    :param pipeline: "openface", "open" (needs no files), "pyfaceau", ...; "auto": openface when its files are installed
    :param faces: "one", or "many": a row for each face of a frame
    :param columns: which of "au", "pose", "gaze", "2d", "3d", "eyes", "pdm", and on request "likelihood", "gaze-head",
        "raw", as a list or with commas between them; None or "all" = all but those on request
    :param progress: a line on standard error when it is a terminal or a notebook
    :param callback: called ten times a second with a Progress; stops when it returns True, and the result has
        `complete` False
    :param times: of frames that are arrays: when each is shown, s, not falling; else `rate`
    :param channels: of arrays: "bgr" (OpenCV's order) or "rgb"
    :param output: also write the CSV; with `outputs` other kinds, as in [("hdf5", "a.h5")]; both not of arrays
    :param image: treat frames as stills: every face of each picture by itself, without calibration to a person
    :param camera: (fx, fy) or (fx, fy, cx, cy), pixels; None = derived from the size of the picture
    :param rate: frames per second, of arrays and of folders of pictures
    :param start, end: s: only frames shown from `start` on and before `end`; `every`: only every N-th; `fps`: only the
        first in each 1 / fps of a second
    :param calibration: to what action units are calibrated: "whole" (None), "online", "none", a Calibration or the file
        of one
    :param gallery: a Gallery: who was met in other videos (with faces="many")
    :param models: opened Models, which several calls can share, in place of pipeline, landmarks, model_dir, provider
    :param names: "safe": tables that are written have names that do not differ only in case ("X3d_0"); the result itself
        keeps OpenFace's
    :param sidecar: also write the record of the run, OUTPUT.facsimile.json
    :param only_whole: a run that is stopped leaves no file
    :param profile: measure the stages: `profile` of the result
    :param fit: settings of OpenFace's landmark fit: sigma, reg, w_reg, iterations, multi_view, validate
    :param aligned: of the outputs ("aligned", folder): side, scale, unmasked, grey, good_only, format
    :param empty_csv: False: a picture without a face gets no CSV
    :param threads: 0 = one for each core; results do not depend on it

    Others are as the options of the command: wild, static_au, experimental, smooth, compat, max_frames, stream,
    deinterlace, max_faces, order, save_calibration, gaze_calibration, save_gaze_calibration, boxes, landmarks, model_dir,
    provider, network_threads, timeout, camera_size, camera_rate.

    :raises FacsimileError: NotFoundError (also a FileNotFoundError), MediaError, ModelsMissingError, ArgumentError
        (a ValueError), ...: the message names the file and says what to do
    :raises TypeError, ValueError: an array is no frame
    """
    options = Options(pipeline=pipeline, faces=faces, columns=columns, image=image, wild=wild, static_au=static_au,
                      experimental=experimental, smooth=smooth, compat=compat, threads=threads, camera=camera,
                      max_frames=max_frames, start=start, end=end, every=every, fps=fps, rate=rate, stream=stream,
                      deinterlace=deinterlace, max_faces=max_faces, order=order, calibration=calibration,
                      save_calibration=save_calibration, gaze_calibration=gaze_calibration,
                      save_gaze_calibration=save_gaze_calibration, boxes=boxes, landmarks=landmarks, model_dir=model_dir,
                      provider=provider, network_threads=network_threads, timeout=timeout, camera_size=camera_size,
                      camera_rate=camera_rate, models=models, names=names, gallery=gallery, fit=fit, aligned=aligned,
                      empty_csv=empty_csv)
    if isinstance(source, (str, bytes, os.PathLike)):
        if times is not None or channels != "bgr":
            raise ValueError("times and channels are for frames that are arrays; a file has its own")
        struct = options.struct()
        struct.sidecar, struct.only_whole = sidecar, only_whole
        keep = set_outputs(struct, outputs)
        result = _of_file(os.fsdecode(source), struct, output, profile, progress, callback)
        del keep
        return result
    if outputs or output is not None or sidecar:
        raise ValueError("output, outputs and sidecar are for files; of arrays: extract(...).to_csv(...)")
    wrong = sorted(_OF_FILES & set(options.given()))
    if wrong:
        raise ValueError(f"{', '.join(wrong)}: for files, not for frames that are arrays")
    return _of_frames(source, options, times, channels, profile, progress, callback)


def _of_file(source: str, struct: Any, output: Any, profile: bool, progress: bool, callback: Callback | None) -> Result:
    measured = n.sized(n.Profile) if profile else None
    if profile:
        struct.profile = ctypes.pointer(measured)
    receiver, display = Receiver(n.text(struct.names) or None), Display(progress)
    told = False
    error = n.Error()
    with _calls.Stop() as stop:
        def on_progress(_cookie: Any, given: Any) -> bool:
            nonlocal told
            at = Progress.of(given.contents)
            display.show(at.frames_done, at.frames_total, at.seconds)
            told = told or bool(callback and callback(at))
            return told

        struct.progress = n.PROGRESS(stop.guard(on_progress))
        records = _receiving(receiver, stop)
        struct.records = n.RECORDS(records)
        try:
            status = n.lib.facs_extract_file(os.fsencode(source), n.named(output), ctypes.byref(struct), ctypes.byref(error))
        finally:
            display.close()
    stopped = status == n.E_INTERRUPTED and told and receiver.columns
    if not stopped:
        errors.check(status, error)
    result = receiver.result(source, not stopped)
    if profile:
        from . import _profile
        result.profile = _profile.of(measured)
    return result


def _receiving(receiver: Receiver, stop: _calls.Stop) -> Callable[..., int]:
    """Of a run that was stopped the finished rows still come: only an exception ends it."""
    def take(cookie: Any, given: Any) -> int:
        try:
            return receiver.take(cookie, given)
        except BaseException as error:  # pylint: disable=broad-except
            stop.error = stop.error or error
            return 1
    return take


def _frames_of(source: Any, options: Options, times: Iterable[float] | None) -> tuple[Iterator[Any], int, bool]:
    """Frames with their times (None in stills), how many (0 = not known), and whether they are stills."""
    from . import _pictures
    if isinstance(source, np.ndarray) or _pictures.is_pil(source):
        dimensions = source.ndim if isinstance(source, np.ndarray) else 3
        if dimensions == 4:
            return _timed(iter(source), options, times), len(source), options.image
        if isinstance(source, np.ndarray) and dimensions == 3 and source.shape[2] not in (1, 3, 4):
            raise ValueError(f"an array of the shape {source.shape} is neither a picture (height, width, 3) nor frames "
                             "(frames, height, width, 3); grey frames: a list of them, or frames[..., None]")
        return iter([(source, None)]), 1, True
    if not isinstance(source, Iterable):
        raise TypeError(f"source is a path, an array, a picture of PIL or an iterable of frames; not "
                        f"{type(source).__name__}")
    total = len(source) if isinstance(source, Sized) else 0
    return _timed(iter(source), options, times), total, options.image


def _timed(frames: Iterator[Any], options: Options, times: Iterable[float] | None) -> Iterator[Any]:
    if times is not None and options.rate:
        raise ValueError("times or rate: one of both")
    given = iter(times) if times is not None else None
    for number, item in enumerate(frames):
        if isinstance(item, tuple):
            if len(item) != 2 or given is not None or options.rate:
                raise ValueError("an iterable gives frames, with times or rate, or pairs (frame, time in s)")
            yield item[0], (None if options.image else float(item[1]))
        elif options.image:
            yield item, None
        elif given is not None:
            time = next(given, None)
            if time is None:
                raise ValueError(f"times: there are fewer than frames; frame {number} (from 0) has none")
            yield item, float(time)
        elif options.rate:
            yield item, number / options.rate
        else:
            raise ValueError("frames of a video have times: give rate (frames per second), times (s), or pairs (frame, "
                             "time); image=True takes each as a still by itself")


def _of_frames(source: Any, options: Options, times: Iterable[float] | None, channels: str, profile: bool, progress: bool,
               callback: Callback | None) -> Result:
    from . import _gather  # here, since files do not need it
    if isinstance(times, Sized) and isinstance(source, Sized) and len(times) != len(source):
        raise ValueError(f"times: {len(times)} of them for {len(source)} frames")
    frames, total, stills = _frames_of(source, options, times)
    if options.max_frames and (not total or total > options.max_frames):
        total = options.max_frames
    display = Display(progress)
    with _calls.Stop() as stop:
        gathering = _gather.Gathering(options, stills, channels, profile)
        try:
            told = gathering.run(frames, total, stop, display, callback)
            result = gathering.result(not told, stop)
            if options.save_calibration is not None:
                gathering.session.save_calibration(options.save_calibration)
            if profile:
                result.profile = gathering.session.profile()
        finally:
            display.close()
            gathering.close()
    if isinstance(source, np.ndarray) and source.ndim == 4:
        result.images, result.channels = source, channels
    return result
