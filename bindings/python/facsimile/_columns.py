"""Columns of results, and how records of them lie in memory: as the library has it (facs_records)."""
from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, Iterable, Mapping, Sequence

import numpy as np

from . import _native as n

DTYPES = {n.RECORD_INT64: "<i8", n.RECORD_UINT8: "u1", n.RECORD_FLOAT: "<f4", n.RECORD_DOUBLE: "<f8"}
ONE, MANY, STILLS = range(3)  # what a row stands for


@dataclass(frozen=True)
class Column:
    """A column of results, or a series of them.

    `name` is OpenFace's ("pose_Tx"); of a series it stands for `count` columns: "x" for "x_0" to "x_67".
    `unit` is "px", "mm", "rad", "s", "px/mm" or "" (none); `frame` the coordinate frame, "image", "camera" or "".
    `low` and `high` bound all values (infinite: no bound).  `decimals` are those of the CSV."""
    name: str
    unit: str
    meaning: str
    frame: str
    low: float
    high: float
    decimals: int
    dtype: str
    count: int = 1
    series: bool = False

    @property
    def names(self) -> list[str]:
        """Names in the CSV."""
        return self.called(None)

    def called(self, names: str | None) -> list[str]:
        """Names in the CSV; with "safe" those that do not differ only in case: "X3d_0" for "X_0"."""
        name = self.name if names is None else safe_names(names).get(self.name, self.name)
        return [f"{name}_{i}" for i in range(self.count)] if self.series else [name]


def of_field(field: Any, usual: Mapping[str, str]) -> Column:
    """Column of a facs_record_field.

    :param usual: OpenFace's names by those that the run has"""
    name = n.text(field.name)
    series = name.endswith("_")
    name = name[:-1] if series else name
    return Column(usual.get(name, name), n.text(field.unit), n.text(field.meaning), n.text(field.frame),
                  field.low, field.high, field.decimals, DTYPES[field.type], field.count, series)


def dtype_of(columns: Sequence[Column], offsets: Sequence[int], size: int) -> np.dtype[Any]:
    """Records in which a series is one field with several values."""
    return np.dtype({"names": [column.name for column in columns],
                     "formats": [(column.dtype, (column.count,)) if column.series else column.dtype
                                 for column in columns],
                     "offsets": list(offsets), "itemsize": size})


def lay_out(columns: Iterable[Column]) -> tuple[list[int], int]:
    """Offsets of records of these columns, and their size: each aligned to the size of its values, all to 8."""
    offsets, end = [], 0
    for column in columns:
        value = np.dtype(column.dtype).itemsize
        end = (end + value - 1) // value * value
        offsets.append(end)
        end += value * column.count
    return offsets, (end + 7) // 8 * 8


def flat(columns: Sequence[Column], grouped: np.dtype[Any]) -> np.dtype[Any]:
    """The same records with a field for each column of the CSV."""
    names, formats, offsets = [], [], []
    fields: Any = grouped.fields or {}
    for column in columns:
        start, value = fields[column.name][1], np.dtype(column.dtype).itemsize
        for i, name in enumerate(column.names):
            names.append(name)
            formats.append(column.dtype)
            offsets.append(start + i * value)
    return np.dtype({"names": names, "formats": formats, "offsets": offsets, "itemsize": grouped.itemsize})


@dataclass(frozen=True)
class Known:
    """A line of the library's table of columns: `about` is its column in rows of a video with one face, with the type that
    tables of text give it."""
    about: Column
    decimals: tuple[int, int, int]  # by what a row stands for; -1 = such rows do not have it
    pipelines: frozenset[str]
    choice: str
    on_request: bool
    group: str
    safe: str  # the name that does not differ from another one only in case, as that of the column

    @property
    def name(self) -> str:
        """As the library's: a series ends in "_"."""
        return self.about.name + "_" * self.about.series

    def column(self, rows: int, dtype: str, count: int = 1) -> Column:
        return replace(self.about, decimals=self.decimals[rows], dtype=dtype, count=count)


def _read() -> list[Known]:
    found: list[Known] = []
    column = n.sized(n.Column)
    while n.lib.facs_column_get(len(found), column):
        name, safe = n.text(column.name), n.text(column.safe_name)
        series = name.endswith("_")
        about = Column(name[:-1] if series else name, n.text(column.unit), n.text(column.meaning), n.text(column.frame),
                       column.low, column.high, column.decimals, "<f8", column.count, series)
        found.append(Known(
            about, (column.decimals, column.decimals_many, column.decimals_stills),
            frozenset(n.text(column.pipelines).split()), n.text(column.choice), bool(column.on_request),
            n.text(column.group), safe[:-1] if series else safe))
    return found


_known: list[Known] = []


def known() -> list[Known]:
    """All columns there can be, in the order of the CSV."""
    if not _known:
        _known.extend(_read())
    return _known


def safe_names(names: str) -> dict[str, str]:
    """Those names of columns that are other ones with `names`, by OpenFace's.

    :raises ValueError: it is not "safe" """
    if names != "safe":
        raise ValueError(f"names={names!r}: 'safe' and None are possible")
    return {line.about.name: line.safe for line in known() if line.safe != line.about.name}


def unknown(name: str) -> Column:
    """A column of some other program."""
    return Column(name, "", "", "", -math.inf, math.inf, 6, "<f8")


def chosen(columns: str | None) -> Any:
    """Whether a line is among those asked for, as a function; None = all but those that are there on request only.

    :raises ValueError: a word is none of the table's"""
    asked = {word for word in (columns or "all").replace(",", " ").split()}
    possible = {line.choice for line in known()} - {""} | {"all"}
    if asked - possible:
        raise ValueError(f"columns: {sorted(asked - possible)[0]!r} is none of {', '.join(sorted(possible))}")

    def is_chosen(line: Known) -> bool:
        return not line.choice or line.choice in asked or ("all" in asked and not line.on_request)
    return is_chosen
