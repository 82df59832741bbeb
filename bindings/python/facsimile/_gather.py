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
                self._blocks.append(self._fill(result.number, result.time, face))
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
        self._plan()

    def _plan(self) -> None:
        """How the fields of a row are filled: what is there is asked once, and not for every face."""
        names = self._dtype.names
        units = [(unit.column, "au_r", i) for i, unit in enumerate(self.session.intensities)]
        units += [(unit.column, "au_c", i) for i, unit in enumerate(self.session.presences)]
        for i, unit in enumerate(self.session.intensities if self._raw else ()):
            units += zip(_raw_names(unit.column), ("au_raw", "au_baseline"), (i, i))
        self._units = [unit for unit in units if unit[0] in names]
        self._empty = np.zeros((), self._dtype)
        for name, _, _ in self._units:
            self._empty[name] = np.nan  # until it is known
        several = {"landmarks": "xy", "landmarks_3d": "XYZ", "landmarks_98": "xy"}
        series = [(axis + "98" * member.endswith("98"), member, i) for member, axes in several.items()
                  for i, axis in enumerate(axes)]
        series += [("eye_lmk_" + axis, member, i) for member, axes in (("eye_landmarks", "xy"), ("eye_landmarks_3d", "XYZ"))
                   for i, axis in enumerate(axes)]
        self._series = [line for line in series if line[0] in names]
        groups: list[tuple[str, list[str]]] = [
            ("pose", ["pose_Tx", "pose_Ty", "pose_Tz", "pose_Rx", "pose_Ry", "pose_Rz"]),
            ("params_global", ["p_scale", "p_rx", "p_ry", "p_rz", "p_tx", "p_ty"]),
            ("gaze_angle", ["gaze_angle_x", "gaze_angle_y"]), ("gaze_head_angle", ["gaze_head_angle_x", "gaze_head_angle_y"])]
        groups += [(member, [line.name for line in _columns.known() if line.name.startswith(member + "_")])
                   for member in ("likelihood", "emotion")]
        self._groups = [(member, [(name, i) for i, name in enumerate(columns) if name in names], member == "emotion")
                        for member, columns in groups if set(columns) & set(names)]
        self._gazes = [(f"gaze_{eye}_{axis}", eye, i) for eye in (0, 1) for i, axis in enumerate("xyz")
                       if f"gaze_{eye}_{axis}" in names]
        self._single = [(name, member) for name, member in (
            ("face", "id"), ("face_id", "id"), ("track", "track"), ("person", "person"), ("confidence", "confidence"),
            ("success", "success"), ("p", "params_local")) if name in names]

    def _fill(self, number: int, at: float, face: Face) -> Any:
        """The row of a face; gaze that is not told is 0, emotions and action units that are not are NaN."""
        row = self._empty.copy()
        names = self._dtype.names
        if "frame" in names:
            row["frame"] = number
        if "timestamp" in names:
            row["timestamp"] = at
        for name, member in self._single:
            row[name] = getattr(face, member)
        for name, member, axis in self._series:
            row[name] = getattr(face, member)[:, axis]
        for member, columns, unknown in self._groups:
            values = getattr(face, member)
            for name, i in columns:
                if values is not None and i < len(values):
                    row[name] = values[i]
                elif unknown:
                    row[name] = np.nan
        if face.gaze is not None:
            for name, eye, i in self._gazes:
                row[name] = face.gaze[eye, i]
        if face.au_r is not None:
            for name, member, i in self._units:
                values = getattr(face, member)
                if values is not None:
                    row[name] = values[i]
        return row

    # ---- the end ----

    def _finish_aus(self, records: Any) -> None:
        """Final action units in place of those that were pulled."""
        if not self._units:
            return
        count, more = len(self.session.intensities), len(self.session.presences)
        finals = {"au_r": np.zeros((len(records), count)), "au_c": np.zeros((len(records), more)),
                  "au_raw": np.zeros((len(records), count)), "au_baseline": np.zeros((len(records), count))}
        persons = records["person"] if "person" in records.dtype.names else np.zeros(len(records), np.int64)
        for row, index in enumerate(self._indices):
            person = max(0, int(persons[row]))
            self.session.final_aus_into(index, person, finals["au_r"][row], finals["au_c"][row])
            if self._raw:
                finals["au_raw"][row], finals["au_baseline"][row] = self.session.final_raw_aus(index, person)
        for name, member, i in self._units:
            records[name] = finals[member][:, i]

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
