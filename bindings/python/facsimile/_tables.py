"""Tables of results: read, compared, summarised."""
from __future__ import annotations

import ctypes
import os
from dataclasses import dataclass, field
from typing import Any, Iterable, Sequence, Union

import numpy as np
import numpy.typing as npt

from . import _calls, _columns, errors
from . import _native as n
from ._columns import Column
from .result import Result

_INTEGERS = {"frame", "face", "face_id", "track", "person"}


def _rows_of(path: str) -> tuple[list[str], npt.NDArray[np.float64]]:
    table, error = ctypes.c_void_p(), n.Error()
    errors.run(n.lib.facs_table_open, _calls.ENV_ADDRESS, os.fsencode(path), ctypes.byref(table))
    try:
        count = n.lib.facs_table_columns(table)
        names = [n.text(n.lib.facs_table_name(table, i)) for i in range(count)]
        row = np.zeros(count)
        address = row.ctypes.data_as(ctypes.POINTER(ctypes.c_double))
        rows = []
        while (status := n.lib.facs_table_next(table, address, ctypes.byref(error))) == n.OK:
            rows.append(row.copy())
        errors.check(status, error)
        return names, np.array(rows).reshape(-1, count)
    finally:
        n.lib.facs_table_close(ctypes.byref(table))


def _dtype(name: str, values: npt.NDArray[np.float64]) -> str:
    whole = name in _INTEGERS or name == "success"
    if not whole or not np.isfinite(values).all() or (values != np.rint(values)).any():
        return "<f8"
    return "u1" if name == "success" else "<i8"


def _series_at(names: Sequence[str], start: int, prefix: str) -> int:
    """How many names from there on are prefix0, prefix1, ..."""
    count = 0
    while start + count < len(names) and names[start + count] == f"{prefix}{count}":
        count += 1
    return count


def _columns_of(names: Sequence[str], values: npt.NDArray[np.float64]) -> list[Column]:
    rows = _columns.STILLS if "face" in names else _columns.MANY if "person" in names else _columns.ONE
    single = {line.name: line for line in _columns.known() if not line.about.series}
    series = {line.name: line for line in _columns.known() if line.about.series}
    found: list[Column] = []
    place = 0
    while place < len(names):
        name = names[place]
        prefix = name[:-1] if name.endswith("0") else ""
        count = _series_at(names, place, prefix) if prefix in series else 0
        if count:
            found.append(series[prefix].column(rows, "<f8", count))
        elif name in single:
            found.append(single[name].column(rows, _dtype(name, values[:, place])))
        else:
            found.append(_columns.unknown(name))
        place += max(1, count)
    taken: set[str] = set()
    for column in found:
        if column.name in taken:
            raise errors.MediaError(f"{column.name}: there are two columns of that name")
        taken.add(column.name)
    return found


def read_csv(path: str | os.PathLike[str]) -> Result:
    """Results from a CSV file of facsimile, OpenFace or PyfaceAU (also .gz): spaces behind commas, True and False, and
    safe names (X3d_0) do not matter.  Values have the decimals of the file.

    :raises MediaError: it is no such table; the message names line and column"""
    names, values = _rows_of(os.fspath(path))
    columns = _columns_of(names, values)
    offsets, size = _columns.lay_out(columns)
    records = np.zeros(len(values), _columns.dtype_of(columns, offsets, size))
    place = 0
    for column in columns:
        part = values[:, place:place + column.count]
        records[column.name] = part if column.series else part[:, 0]
        place += column.count
    return Result(records, columns, source="")


# ---- compare ----

@dataclass(frozen=True)
class AuComparison:
    """An action unit in two results.  `r`: Pearson's, `difference`: mean absolute difference of the intensities;
    `presence`: share of rows with the same presence.  NaN = a result lacks it, or it is constant."""
    r: float
    difference: float
    presence: float


@dataclass(frozen=True)
class Comparison:
    """Two results, row by row.

    `rows` in both, `only_first`, `only_second`; `success`: share of rows that agree about it; `groups`: of landmarks, pose,
    gaze, ... (mean, largest) difference in rows in which both report success; `aus` by their names."""
    rows: int
    only_first: int
    only_second: int
    success: float
    groups: dict[str, tuple[float, float]] = field(default_factory=dict)
    aus: dict[str, AuComparison] = field(default_factory=dict)


ResultLike = Union[Result, str, "os.PathLike[str]"]


def _keys(result: Result) -> list[tuple[int, int]] | None:
    name = next((name for name in ("frame", "face") if name in result), None)
    if name is None:
        return None
    other = "face_id" if "face_id" in result and name == "frame" else None
    face = result[other] if other else np.zeros(len(result), np.int64)
    return list(zip((int(value) for value in result[name]), (int(value) for value in face)))


def _pearson(a: npt.NDArray[Any], b: npt.NDArray[Any]) -> float:
    a, b = a - a.mean(), b - b.mean()
    scale = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return float((a * b).sum() / scale) if scale > 0 else float("nan")


def compare(first: ResultLike, second: ResultLike) -> Comparison:
    """How far two results are apart, as `facsimile compare`: rows are brought together by frame and face_id (or face).

    >>> a = extract(CLIP, "open", max_frames=4)
    >>> compare(a, a).groups["landmarks"]
    (0.0, 0.0)
    """
    a = first if isinstance(first, Result) else read_csv(first)
    b = second if isinstance(second, Result) else read_csv(second)
    of_a, of_b = _keys(a), _keys(b)
    if of_a is None or of_b is None:
        both = min(len(a), len(b))
        ia = ib = np.arange(both)
    else:
        places = {key: i for i, key in enumerate(of_b)}
        pairs = [(i, places[key]) for i, key in enumerate(of_a) if key in places]
        ia = np.array([pair[0] for pair in pairs], np.intp)
        ib = np.array([pair[1] for pair in pairs], np.intp)
    ga, gb = a.success[ia], b.success[ib]
    good = ga & gb
    told = "success" in a and "success" in b and len(ia) > 0
    names = [name for name in a.frames.dtype.names or () if name in (b.frames.dtype.names or ())]
    groups: dict[str, tuple[float, float]] = {}
    lines = {line.name: line for line in _columns.known()}
    gathered: dict[str, list[npt.NDArray[Any]]] = {}
    for name in names:
        line = lines.get(name) or lines.get(name.rstrip("0123456789"))
        if line is None or line.group in ("", "intensity", "presence") or not good.any():
            continue
        apart = np.abs(a[name][ia].astype(np.float64) - b[name][ib].astype(np.float64))[good]
        gathered.setdefault(line.group, []).append(apart)
    for group, parts in gathered.items():
        everything = np.concatenate(parts)
        groups[group] = (float(everything.mean()), float(everything.max()))
    aus: dict[str, AuComparison] = {}
    for name in sorted({name[:-2] for name in a.au_names} & {name[:-2] for name in b.au_names}):
        r = difference = presence = float("nan")
        if name + "_r" in names and len(ia):
            one, other = a[name + "_r"][ia], b[name + "_r"][ib]
            finite = np.isfinite(one) & np.isfinite(other)
            if finite.any():
                r = _pearson(one[finite], other[finite])
                difference = float(np.abs(one - other)[finite].mean())
        if name + "_c" in names and len(ia):
            presence = float((a[name + "_c"][ia] == b[name + "_c"][ib]).mean())
        aus[name] = AuComparison(r, difference, presence)
    return Comparison(len(ia), len(a) - len(ia), len(b) - len(ib), float((ga == gb).mean()) if told else float("nan"),
                      groups, aus)


# ---- summarise ----

@dataclass(frozen=True)
class Summary:
    """What came of summarise(): results that were read, rows written, results that cannot be used with the reason, and
    inputs of a manifest without a result."""
    results: int
    rows: int
    failed: dict[str, str]
    without: int


def summarise(inputs: str | os.PathLike[str] | Iterable[str | os.PathLike[str]], output: str | os.PathLike[str], *,
              event_rows: int = 3) -> Summary:
    """Results of many clips become one table with a row for each result and person (docs/summaries.md), which
    pandas.read_csv() reads.

    :param inputs: CSV files, manifests of batches, folders
    :param output: the CSV file that is made
    :param event_rows: the shortest event, rows"""
    given = [inputs] if isinstance(inputs, (str, os.PathLike)) else list(inputs)
    options = n.sized(n.SummariseOptions)
    options.env, options.output, options.event_rows = _calls.ENV_ADDRESS, n.named(output), event_rows
    failed: dict[str, str] = {}
    summary = n.sized(n.SummariseSummary)
    with _calls.Stop() as stop:
        def on_failed(_cookie: Any, result: bytes, error: Any) -> None:
            failed[n.text(result)] = n.text(error.contents.message)

        options.failed = n.SUMMARISE_FAILED(on_failed)
        options.progress = n.SUMMARISE_PROGRESS(stop.guard(lambda _cookie, _given: False))
        errors.run(n.lib.facs_summarise, n.texts([os.fsencode(path) for path in given]), len(given),
                   ctypes.byref(options), ctypes.byref(summary))
    return Summary(summary.results, summary.rows, failed, summary.without)
