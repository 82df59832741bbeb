"""Frames that are arrays, through a session, into records as facs_extract_file() has them."""
from __future__ import annotations

import time
from dataclasses import replace
from typing import Any, Callable, Iterator, cast

import numpy as np

from . import _columns, _models
from . import _native as n
from ._gaze import GazeScreen
from ._options import Options, camera_of, words
from ._progress import Display, Progress
from .result import Result
from .session import Face, Session, result_of


def _models_for(options: Options) -> _models.Models:
    """The models that facs_extract_file() would open."""
    if options.models is not None:
        return options.models
    pipeline = options.pipeline
    if options.compat and pipeline in (None, "auto"):
        meant = n.lib.facs_compat_pipeline(n.named(options.compat))
        pipeline = n.text(meant) if meant else pipeline  # else the session says which there are
    if (options.wild or options.static_au) and pipeline in (None, "auto"):
        pipeline = "openface"
    return _models.shared(pipeline, options.landmarks, options.model_dir, options.provider, options.network_threads)


class Gathering:
    """One extraction: a session, and the records so far."""

    def __init__(self, options: Options, stills: bool, channels: str, profile: bool = False) -> None:
        self.options, self.stills = options, stills
        if stills and options.calibration not in (None, "whole"):
            raise ValueError("calibration is for videos with one face")
        self._chosen = _columns.chosen(words(options.columns))
        if options.names is not None:
            _columns.safe_names(options.names)  # refuses other words
        self._raw = not stills and "raw" in (words(options.columns) or "").replace(",", " ").split()
        if stills and (options.gaze_calibration is not None or options.save_gaze_calibration is not None):
            raise ValueError("gaze_calibration is for videos with one face")
        word = options.calibration if options.calibration in ("online", "none") else None
        many = options.faces == "many"
        self.session = Session(
            models=_models_for(options), faces="one" if stills else options.faces, image=stills, wild=options.wild,
            static_au=options.static_au or word == "none", online_aus=word == "online",
            final_aus_only=word != "online", threads=options.threads, camera=options.camera,
            experimental=options.experimental, smooth=options.smooth, compat=options.compat,
            max_faces=0 if stills else options.max_faces, order="first" if stills else options.order,
            channels=channels, profile=profile, raw_au=self._raw, gallery=options.gallery)
        if options.calibration is not None and options.calibration not in ("whole", "online", "none"):
            self.session.calibrate(options.calibration)
        self._gaze = self._gaze_of(options)
        self._looks: list[Any] = []  # what the gaze on a screen is made of, of each row
        self.rows = _columns.STILLS if stills else _columns.MANY if many else _columns.ONE
        # whether pulled action units are not the final ones
        self._waits = not (stills or word == "online" or self.session.pipeline == "openface3" or
                           (many and options.compat))
        self._blocks: list[Any] = []
        self._indices: list[int] = []  # of the frame of each row
        self._columns: list[_columns.Column] = []
        self._dtype: Any = None
        self._size: tuple[int, int] | None = None
        self._done = self._with_face = 0

    def _gaze_of(self, options: Options) -> GazeScreen | None:
        if options.gaze_calibration is None:
            if options.save_gaze_calibration is not None:
                raise ValueError("save_gaze_calibration: gaze_calibration is to name the points that were looked at")
            return None
        if options.faces != "one" or options.compat:
            raise ValueError("gaze_calibration is for videos with one face, and not with compat")
        if not any(line.name == "gaze_screen_x" and self.session.pipeline in line.pipelines for line in _columns.known()):
            raise ValueError(f"gaze_calibration: the pipeline {self.session.pipeline} tells no gaze")
        gaze = GazeScreen(options.gaze_calibration)
        if options.save_gaze_calibration is not None and not gaze.measures:
            raise ValueError(f"{gaze.path}: was measured before: there is nothing new for save_gaze_calibration")
        return gaze

    def close(self) -> None:
        self.session.close()

    # ---- frames in, results out ----

    def run(self, frames: Iterator[Any], total: int, stop: Any, display: Display,
            callback: Callable[[Progress], Any] | None) -> bool:
        """Whether a callback has stopped it."""
        start, told_at, pushed, told = time.monotonic(), 0.0, 0, False

        def tell(last: bool = False) -> bool:
            nonlocal told_at
            seconds = time.monotonic() - start
            display.show(self._done, total, seconds, last=last)
            if callback is None or (not last and seconds - told_at < 0.1):
                return False
            told_at = seconds
            return bool(callback(Progress(self._done, total, seconds, self.session.pipeline, self._with_face)))

        for frame, at in frames:
            if stop.asked:
                return False  # Ctrl-C is raised by who holds `stop`
            self.session.push(frame, at, number=pushed + (not self.stills))
            pushed += 1
            self._take()
            told = tell()
            if told or pushed == self.options.max_frames:
                break
        self.session.finish()
        self._take()
        tell(last=True)
        return told

    def _take(self) -> None:
        for pointer in self.session.raw():
            result = result_of(pointer)
            size = (result.width, result.height)
            self._size = size if self._size in (None, size) else (0, 0)
            if self._gaze is not None:
                self._gaze.start(self.session.pipeline, result.width, result.height, camera_of(self.options.camera))
                if self._gaze.measures:
                    self._gaze.add(pointer)
            for face in result.faces:
                if self._gaze is not None:
                    self._looks.append(_look_of(n.lib.facs_result_face(pointer, 0).contents))
                if self._dtype is None:
                    self._lay_out(face)
                row = np.zeros((), self._dtype)
                self._fill(row, result.number, result.time, face)
                self._blocks.append(row)
                self._indices.append(self._done)
            self._done += 1
            self._with_face += any(face.success for face in result.faces)

    # ---- columns ----

    def _count(self, line: _columns.Known, face: Face | None) -> int:
        """Values of a line in faces such as this one; 0 = it is not there."""
        if line.about.series and face is not None:
            values: Any = {"x_": face.landmarks, "y_": face.landmarks, "X_": face.landmarks_3d, "Y_": face.landmarks_3d,
                           "Z_": face.landmarks_3d, "p_": face.params_local, "x98_": face.landmarks_98,
                           "y98_": face.landmarks_98}.get(line.name)
            if values is None:
                values = face.eye_landmarks
            return len(values)
        return line.about.count if line.about.series else 1

    def _is_there(self, line: _columns.Known) -> bool:
        if line.decimals[self.rows] < 0 or self.session.pipeline not in line.pipelines or not self._chosen(line):
            return False
        compat = self.options.compat
        if line.choice == "raw" or (line.name.startswith("gaze_screen") and self._gaze is None):
            return False
        if compat and (line.name in ("track", "person") or line.name.startswith(("likelihood_", "gaze_head_")) or
                       (self.stills and line.name == "success")):
            return False
        return line.group not in ("intensity", "presence")

    def _lay_out(self, face: Face | None) -> None:
        columns: list[_columns.Column] = []
        lines = _columns.known()
        for line in lines:
            count = self._count(line, face) if self._is_there(line) else 0
            if count:
                column = line.column(self.rows, _dtype(line.name), count)
                if self._gaze is not None and line.name.startswith("gaze_screen"):
                    column = replace(column, unit=self._gaze.unit)
                columns.append(column)
        for group, units in (("intensity", self.session.intensities), ("presence", self.session.presences)):
            about = {line.name: line for line in lines if line.group == group}
            for unit in units:
                line = about.get(unit.column) or next(iter(about.values()))
                if self._chosen(line):
                    column = line.column(self.rows, "<f8")
                    decimals = 1 if group == "presence" and self.rows == _columns.MANY and self.options.compat else \
                        column.decimals
                    columns.append(replace(column, name=unit.column, decimals=decimals))
        if self._raw:
            about = {line.name: line for line in lines if line.choice == "raw"}
            columns += [about[name].column(self.rows, "<f8") for unit in self.session.intensities
                        for name in _raw_names(unit.column) if name in about]
        self._columns = columns
        self._dtype = _columns.dtype_of(columns, *_columns.lay_out(columns))

    def _fill(self, row: Any, number: int, at: float, face: Face) -> None:
        names = self._dtype.names
        series = {"x": face.landmarks, "X": face.landmarks_3d, "eye_lmk_x": face.eye_landmarks,
                  "eye_lmk_X": face.eye_landmarks_3d, "x98": face.landmarks_98}
        for first, points in series.items():
            for axis in range(points.shape[1]):
                name = first.replace("x", "xy"[axis]) if "x" in first else first.replace("X", "XYZ"[axis])
                if name in names:
                    row[name] = points[:, axis]
        values: dict[str, Any] = {
            "frame": number, "timestamp": at, "face": face.id, "face_id": face.id, "track": face.track,
            "person": face.person, "confidence": face.confidence, "success": face.success, "p": face.params_local}
        gaze = face.gaze if face.gaze is not None else np.zeros((2, 3), np.float32)
        angle = face.gaze_angle if face.gaze_angle is not None else np.zeros(2, np.float32)
        values.update({f"gaze_{eye}_{axis}": gaze[eye, i] for eye in (0, 1) for i, axis in enumerate("xyz")})
        values.update(gaze_angle_x=angle[0], gaze_angle_y=angle[1])
        head = face.gaze_head_angle if face.gaze_head_angle is not None else np.zeros(2, np.float32)
        values.update(gaze_head_angle_x=head[0], gaze_head_angle_y=head[1])
        values.update(zip(("pose_Tx", "pose_Ty", "pose_Tz", "pose_Rx", "pose_Ry", "pose_Rz"), face.pose))
        values.update(zip(("p_scale", "p_rx", "p_ry", "p_rz", "p_tx", "p_ty"), face.params_global))
        values.update(zip([line.name for line in _columns.known() if line.name.startswith("likelihood_")],
                          face.likelihood))
        emotions = [line.name for line in _columns.known() if line.name.startswith("emotion_")]
        values.update((name, np.nan if face.emotion is None else face.emotion[i]) for i, name in enumerate(emotions)
                      if face.emotion is None or i < len(face.emotion))
        for units, numbers in ((self.session.intensities, face.au_r), (self.session.presences, face.au_c)):
            values.update((unit.column, np.nan if numbers is None else numbers[i]) for i, unit in enumerate(units))
        if self._raw and face.au_raw is not None and face.au_baseline is not None:
            for i, unit in enumerate(self.session.intensities):
                values.update(zip(_raw_names(unit.column), (face.au_raw[i], face.au_baseline[i])))
        for name in names:
            if name in values:
                row[name] = values[name]

    # ---- the end ----

    def _finish_aus(self, records: Any) -> None:
        """Final action units in place of those that were pulled."""
        au_r = np.zeros(len(self.session.intensities))
        au_c = np.zeros(len(self.session.presences))
        names = [unit.column for unit in self.session.intensities + self.session.presences]
        if self._raw:
            names += [_raw_names(unit.column)[which] for which in (0, 1) for unit in self.session.intensities]
        if not set(names) & set(records.dtype.names):
            return
        for row, index in enumerate(self._indices):
            person = int(records["person"][row]) if "person" in records.dtype.names else 0
            self.session.final_aus_into(index, max(0, person), au_r, au_c)
            numbers = [au_r, au_c, *(self.session.final_raw_aus(index, max(0, person)) if self._raw else ())]
            for name, value in zip(names, np.concatenate(numbers)):
                if name in records.dtype.names:
                    records[name][row] = value

    def _finish_gaze(self, records: Any, gaze: GazeScreen) -> None:
        """Where the gaze meets the screen, which is known when the points have been measured."""
        if gaze.measures:
            gaze.fit()
            if self.options.save_gaze_calibration is not None:
                gaze.save(self.options.save_gaze_calibration)
        for row, look in enumerate(self._looks):
            records["gaze_screen_x"][row], records["gaze_screen_y"][row] = gaze.look(look)

    def result(self, complete: bool, stop: Any) -> Result:
        if self._dtype is None:
            self._lay_out(None)
        records = np.zeros(len(self._blocks), self._dtype)
        for i, row in enumerate(self._blocks):
            records[i] = row
        if self._waits and not stop.asked:
            self._finish_aus(records)
        if self._gaze is not None and not stop.asked:
            self._finish_gaze(records, self._gaze)
        pictures = [str(index) for index in self._indices] if self.stills and self.options.image else None
        width, height = self._size or (0, 0)
        return Result(records, self._columns, source="", pipeline=self.session.pipeline, width=width, height=height,
                      rate=self.options.rate, pictures=pictures, complete=complete, names=self.options.names)


def _look_of(face: Any) -> n.Face:
    """What of a facs_face a line of sight is made of, copied."""
    made = n.sized(n.Face)
    made.success, made.has_eyes, made.gaze_angle, made.pose = face.success, face.has_eyes, face.gaze_angle, face.pose
    return cast(n.Face, made)


def _raw_names(column: str) -> tuple[str, str]:
    """Columns that stand for an intensity before calibration, and for what calibration subtracts."""
    return column[:-2] + "_raw", column[:-2] + "_baseline"


def _dtype(name: str) -> str:
    if name in ("frame", "face", "face_id", "track", "person"):
        return "<i8"
    if name == "success":
        return "u1"
    return "<f8" if name == "timestamp" or name.startswith("emotion_") else "<f4"
