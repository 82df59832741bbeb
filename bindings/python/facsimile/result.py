"""What an extraction gives: one record for each frame, or for each face in it."""
from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, Callable, Mapping, Sequence

import numpy as np

from . import _columns
from ._columns import Column

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas
    import polars
    import pyarrow

    from ._profile import Profile

    Floats = npt.NDArray[np.float32]


class Result:
    """Results of one source.

    A row is a frame (one face), a face in a frame (several), or a face in a picture.  Take only rows with success
    (`result.good`): others hold the last fit or a failed one.

    Attributes:

    - `frames`: structured array (rows,) with a field for each column of the CSV, OpenFace's names: `frames["AU12_r"]`,
      `frames["x_0"]`.  Values are not rounded.
    - `schema`: list of Column: names, units, meanings, bounds
    - `source`: what it was read from, as text; `pipeline` that made it; `width`, `height` of the pictures as shown,
      pixels, 0 = not known or they differ; `rate`, frames per second of the source, 0.0 = it states none
    - `pictures`: name of the picture of each row of a folder of pictures, else None
    - `complete`: False when it was stopped before the end
    - `names`: "safe" when tables are to have names that do not differ only in case, else None
    - `profile`: where the time went, with profile=True, else None

    >>> result = extract(CLIP, "open", max_frames=3)
    >>> len(result), result.landmarks.shape, result["x"].shape
    (3, (3, 68, 2), (3, 68))
    """

    def __init__(self, records: npt.NDArray[Any], schema: Sequence[Column], *, source: str = "", pipeline: str = "",
                 width: int = 0, height: int = 0, rate: float = 0.0, pictures: Sequence[str] | None = None,
                 complete: bool = True, names: str | None = None) -> None:
        self._records = records
        self.schema = list(schema)
        self.frames: npt.NDArray[Any] = records.view(_columns.flat(self.schema, records.dtype))
        self.source, self.pipeline = source, pipeline
        self.width, self.height, self.rate = width, height, rate
        self.pictures = list(pictures) if pictures is not None else None
        self.complete, self.names = complete, names
        self.profile: Profile | None = None
        self.images: Any = None  # frames that were given as an array, for plot()
        self.channels = "bgr"

    def __len__(self) -> int:
        return len(self._records)

    def __repr__(self) -> str:
        good = f", {int(self.success.sum())} with success" if "success" in self else ""
        return f"<facsimile.Result {self.source or 'of frames'}: {len(self)} rows{good}, {self.pipeline or '?'}>"

    def __contains__(self, name: object) -> bool:
        names = self.frames.dtype.names or ()
        return name in names or name in (self._records.dtype.names or ())

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        """A column (rows,) such as "AU12_r", or a series (rows, count) such as "x", "X", "p", "eye_lmk_x"."""
        if name in (self._records.dtype.names or ()):
            return self._records[name]
        if name in (self.frames.dtype.names or ()):
            return self.frames[name]
        raise KeyError(f"{name}: the results have no such column (columns=... of extract() chooses them; pipelines "
                       f"differ: {self.pipeline})")

    def _rows(self, chosen: Any) -> Result:
        pictures = None if self.pictures is None else [self.pictures[i] for i in np.arange(len(self))[chosen]]
        made = Result(self._records[chosen], self.schema, source=self.source, pipeline=self.pipeline, width=self.width,
                      height=self.height, rate=self.rate, pictures=pictures, complete=self.complete, names=self.names)
        made.images, made.channels = self.images, self.channels
        return made

    # ---- groups of columns ----

    def _stack(self, *names: str) -> npt.NDArray[Any]:
        return np.stack([self[name] for name in names], axis=-1)

    @property
    def good(self) -> Result:
        """Rows with success."""
        return self._rows(self.success)

    @property
    def success(self) -> npt.NDArray[np.bool_]:
        """(rows,): the face was tracked, in stills: found.  All, where the results do not say."""
        if "success" not in self:
            return np.ones(len(self), bool)
        return np.asarray(self["success"] != 0, bool)

    @property
    def timestamps(self) -> npt.NDArray[np.float64]:
        """(rows,), s."""
        return self["timestamp"]

    @property
    def confidence(self) -> Floats:
        """(rows,), 0 to 1."""
        return self["confidence"]

    @property
    def au_names(self) -> list[str]:
        """Columns of action units: "AU01_r" ... (intensities, 0 to 5), "AU01_c" ... (presences, 0 or 1)."""
        return [column.name for column in self.schema if column.name[:2] == "AU" and column.name[-2:] in ("_r", "_c")]

    @property
    def aus(self) -> npt.NDArray[Any]:
        """(rows,), structured: the action units alone, a view.  `aus["AU12_r"]`"""
        return self.frames[self.au_names]

    @property
    def landmarks(self) -> Floats:
        """(rows, 68, 2): x, y in pixels, x right, y down, origin at the centre of the top-left pixel."""
        return self._stack("x", "y")

    @property
    def landmarks_3d(self) -> Floats:
        """(rows, 68, 3): x, y, z in the camera frame, mm."""
        return self._stack("X", "Y", "Z")

    @property
    def eye_landmarks(self) -> Floats:
        """(rows, 56, 2), pixels: 28 of the eye at the image's left, then 28 of the other; pipeline openface."""
        return self._stack("eye_lmk_x", "eye_lmk_y")

    @property
    def pose(self) -> Floats:
        """(rows, 6): Tx, Ty, Tz in mm, Rx, Ry, Rz in rad (R = Rx Ry Rz)."""
        return self._stack("pose_Tx", "pose_Ty", "pose_Tz", "pose_Rx", "pose_Ry", "pose_Rz")

    @property
    def gaze(self) -> Floats:
        """(rows, 2, 3): unit vectors in the camera frame, eye at the image's left first."""
        return self._stack(*(f"gaze_{eye}_{axis}" for eye in (0, 1) for axis in "xyz")).reshape(len(self), 2, 3)

    @property
    def gaze_angle(self) -> Floats:
        """(rows, 2), rad: positive to the image's right, positive down."""
        return self._stack("gaze_angle_x", "gaze_angle_y")

    @property
    def gaze_screen(self) -> Floats:
        """(rows, 2), with gaze_calibration: where the gaze meets the screen, x to the right, y down from its upper left
        corner, in the unit of that file; NaN = not known."""
        return self._stack("gaze_screen_x", "gaze_screen_y")

    # ---- persons ----

    def _person_column(self) -> str | None:
        for name in ("person", "face_id", "face"):
            if name in self:
                return name
        return None

    @property
    def persons(self) -> list[int]:
        """Numbers of the persons, as in the column `person`, else of the faces, as in `face_id` or `face`."""
        name = self._person_column()
        return [] if name is None else [int(number) for number in np.unique(self[name])]

    def person(self, number: int) -> Result:
        """Rows of one of `persons`."""
        name = self._person_column()
        if name is None or number not in self.persons:
            raise KeyError(f"person {number}: there are {self.persons}")
        return self._rows(self[name] == number)

    # ---- tables ----

    def _table(self) -> dict[str, npt.NDArray[Any]]:
        table: dict[str, npt.NDArray[Any]] = {}
        if self.pictures is not None:
            table["picture"] = np.array(self.pictures, dtype=object)
        for name, called in zip(self.frames.dtype.names or (), self._called()):
            table[called] = np.ascontiguousarray(self.frames[name])
        return table

    def _called(self) -> list[str]:
        """Names of the columns in tables."""
        return [name for column in self.schema for name in column.called(self.names)]

    def to_pandas(self) -> pandas.DataFrame:
        """A row for each row, a column for each of the CSV; with `picture` first for folders of pictures."""
        pd = _import("pandas")
        made: pandas.DataFrame = pd.DataFrame(self._table(), copy=False)
        made.attrs.update(source=self.source, pipeline=self.pipeline)
        return made

    def to_polars(self) -> polars.DataFrame:
        """The same as a frame of polars."""
        pl = _import("polars")
        made: polars.DataFrame = pl.DataFrame({name: list(values) if values.dtype == object else values
                                               for name, values in self._table().items()})
        return made

    def to_arrow(self) -> pyarrow.Table:
        """The same as a table of Arrow; units and meanings are in the metadata of its fields."""
        pa = _import("pyarrow")
        about = {name: column for column in self.schema for name in column.called(self.names)}
        arrays, fields = [], []
        for name, values in self._table().items():
            array = pa.array(values)
            column = about.get(name)
            metadata = {"unit": column.unit, "description": column.meaning} if column else None
            arrays.append(array)
            fields.append(pa.field(name, array.type, metadata=metadata))
        made: pyarrow.Table = pa.Table.from_arrays(arrays, schema=pa.schema(
            fields, metadata={"source": self.source, "pipeline": self.pipeline}))
        return made

    def to_feat(self) -> pandas.DataFrame:
        """In the style of py-feat: a data frame with `.aus` (AU01, AU02, ...), `.poses` (Pitch, Roll, Yaw),
        `.gazes`, `.landmarks`, whose numbers are still ours: intensities 0 to 5 and not 0 to 1; poses in degrees."""
        _import("pandas")
        from ._feat import feat_of
        return feat_of(self)

    def to_parquet(self, path: str | os.PathLike[str]) -> None:
        """As a Parquet file (pyarrow), which appears when it is complete."""
        parquet = _import("pyarrow.parquet", "pyarrow")
        table = self.to_arrow()
        self._write(path, lambda part: parquet.write_table(table, part))

    def to_csv(self, path: str | os.PathLike[str]) -> None:
        """As the CSV of `facsimile extract`, byte for byte; it appears when it is complete.

        Of several pictures by themselves `path` is a folder, which gets NAME.csv for each picture with a face."""
        if self.pictures is None or "face" not in self:
            self._write(path, lambda part: _write_csv(part, self))
            return
        os.makedirs(path, exist_ok=True)
        for picture, name in _stems(self.pictures).items():
            part = self._rows(np.array([other == picture for other in self.pictures], bool))
            part._write(os.path.join(os.fspath(path), name + ".csv"),  # pylint: disable=protected-access
                        lambda temporary, of=part: _write_csv(temporary, of))  # type: ignore[misc]

    def _write(self, path: str | os.PathLike[str], write: Callable[[str], object]) -> None:
        target = os.fspath(path)
        if self.source and os.path.exists(self.source) and os.path.exists(target) and os.path.samefile(
                self.source, target):
            raise ValueError(f"{target}: is the input itself; name another output")
        import tempfile  # here, since it takes time to load
        handle, part = tempfile.mkstemp(prefix=os.path.basename(target) + ".part-",
                                        dir=os.path.dirname(os.path.abspath(target)))
        os.close(handle)
        try:
            write(part)
            mask = os.umask(0)
            os.umask(mask)
            os.chmod(part, 0o666 & ~mask)
            os.replace(part, target)
        except BaseException:
            os.unlink(part)
            raise

    # ---- pictures ----

    def plot(self, aus: Sequence[str] | None = None, *, thumbnails: int = 5, person: int | None = None) -> Any:
        """Traces of action units over time, with faces of some frames above them; a figure of matplotlib.

        :param aus: columns; None = the six intensities that vary most
        :param thumbnails: how many faces; 0 = none.  They are read from the source, if it can be read again
        :param person: one of `persons`; None = all"""
        from ._plot import plot_result
        return plot_result(self, aus, thumbnails=thumbnails, person=person)


def _import(name: str, package: str | None = None) -> Any:
    try:
        __import__(name)
    except ImportError as error:
        raise ImportError(f"{package or name} is needed for this: pip install {package or name} ({error})") from None
    return sys.modules[name]


def _stems(pictures: Sequence[str]) -> Mapping[str, str]:
    """Name of each picture's result: without its extension, or with it where two would share one."""
    names = list(dict.fromkeys(pictures))
    stems = [os.path.splitext(name)[0] for name in names]
    return {name: stem if stems.count(stem) == 1 else name for name, stem in zip(names, stems)}


def _write_csv(path: str, result: Result) -> None:
    formats: list[str] = []
    for column in result.schema:
        decimals = 0 if column.dtype in ("<i8", "u1") else column.decimals
        formats += [f"%.{decimals}f"] * len(column.names)
    row = ",".join(formats) + "\n"
    with open(path, "w", encoding="utf-8", newline="") as output:
        output.write(",".join(result._called()) + "\n")  # pylint: disable=protected-access
        output.writelines(row % values for values in result.frames.tolist())
