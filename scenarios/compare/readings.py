"""Values of what is compared, for every option and replication, over a window.

Runs are read a piece at a time and only the rows that a comparison needs are kept, so that a
large run takes little memory.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from scenarios.compare.catalogue import Compared, compared_measures
from scenarios.compare.window import Window
from sim.measures.table import ALL, COUNT_UNITS, DIMENSIONS, SCHEMA
from sim.runs.gathered import Gathered, Matrix, Pair
from sim.runs.rows import Rows
from sim.runs.turned import FILE, Turned, turned
from sim.settings import BadInput, Problem

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
CELL = ("measure", "area", "need", "priority", "stage", "clock", "standard")
"""What tells one compared value from another."""
TOTALS = ("team", "role", "age_group", "group")
"""Columns of which only totals are compared."""


@dataclass(frozen=True)
class Readings:
    """Values over one window; ``values`` has shape (cells, replications) for each option.

    A mean or share of nobody is NaN; a count of nobody is 0.
    """

    window: Window
    cells: pd.DataFrame
    """Columns of ``CELL`` and ``unit``, one row for each cell."""
    values: Mapping[str, FloatArray]
    pairs: Mapping[str, tuple[Pair, ...]]

    def pick(self, **words: Any) -> NDArray[np.bool_]:
        """Return which cells have these words; a list means any of them."""
        chosen = np.ones(len(self.cells), bool)
        for column, wanted in words.items():
            codes, known = self._numbered[column]
            several = isinstance(wanted, (list, tuple, set, frozenset))
            numbers = [known.get(word, -1) for word in (wanted if several else [wanted])]
            chosen &= codes == numbers[0] if len(numbers) == 1 else np.isin(codes, numbers)
        return chosen

    @cached_property
    def _numbered(self) -> dict[str, tuple[NDArray[np.int64], dict[str, int]]]:
        """The words of each column as numbers: cells are picked thousands of times."""
        found = {}
        for column in self.cells.columns:
            codes, words = pd.factorize(self.cells[column])
            found[column] = (codes, {str(word): k for k, word in enumerate(words)})
        return found

    def of(self, option: str, **words: Any) -> FloatArray:
        """Return the values of the one cell with these words; zeros where no child was counted."""
        rows = np.flatnonzero(self.pick(**words))
        if len(rows) > 1:
            raise ValueError(f"{words} names {len(rows)} cells")
        values = self.values[option]
        return values[rows[0]] if len(rows) else np.zeros(values.shape[1])


Coded = tuple[NDArray[np.int32], list[str]]
"""A column as positions and the words they stand for."""


@dataclass(frozen=True)
class Part:
    """How the cells of one compared measure are made of rows of the measures."""

    measure: Compared
    unit: str
    """Unit of the rows."""
    rows: IntArray
    """In order of their cells."""
    weight: FloatArray
    starts: IntArray
    """Where each cell begins among the rows."""
    cells: pd.DataFrame

    def values(self, value: Matrix, number: Matrix) -> FloatArray:
        """Return the cells' values by replication, from those of all rows."""
        taken, behind = value[self.rows].astype(float), number[self.rows].astype(float)
        weight = self.weight[:, None]
        counts = self.unit in COUNT_UNITS
        if self.measure.counted:
            counts = True
            taken = taken * behind if self.unit == "share" else behind
        elif not counts:
            taken = taken * behind
        total = np.add.reduceat(np.nan_to_num(taken) * weight, self.starts, axis=0)
        if counts:
            return np.asarray(total)
        of = np.add.reduceat(behind, self.starts, axis=0)
        return np.divide(total, of, out=np.full(total.shape, np.nan), where=of > 0)


@dataclass(frozen=True)
class Layout:
    """The cells of a window."""

    parts: list[Part]

    @cached_property
    def cells(self) -> pd.DataFrame:
        """One row for each cell."""
        tables = [part.cells for part in self.parts]
        empty = pd.DataFrame(columns=[*CELL, "unit"], dtype=object)
        return pd.concat(tables, ignore_index=True) if tables else empty

    def values(self, value: Matrix, number: Matrix) -> FloatArray:
        """Return values by cell and replication."""
        found = [part.values(value, number) for part in self.parts]
        return np.concatenate(found) if found else np.zeros((0, value.shape[1]))


def _part(measure: Compared, window: Window, codes: Mapping[str, Coded]) -> Part | None:
    """Return how a measure is read over a window; None where no row of it is stored."""
    weight = _weights(window, measure, codes["period"][1])[codes["period"][0]]
    chosen = weight != 0
    for column, wanted in (("measure", {measure.source}), ("band", measure.bands or {ALL})):
        at, words = codes[column]
        chosen &= np.array([word in wanted for word in words] or [False])[at]
    rows = np.flatnonzero(chosen)
    if not len(rows):
        return None
    key = np.zeros(len(rows), np.int64)
    for column in CELL[1:]:
        key = key * len(codes[column][1]) + codes[column][0][rows]
    order = np.argsort(key, kind="stable")
    rows, key = rows[order], key[order]
    starts = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1])))
    first = rows[starts]
    told = {name: np.array(codes[name][1], object)[codes[name][0][first]] for name in CELL[1:]}
    unit = codes["unit"][1][int(codes["unit"][0][rows[0]])]
    cells = pd.DataFrame({"measure": measure.name, **told, "unit": measure.unit or unit})
    return Part(measure, unit, rows, weight[rows], starts, cells)


def _weights(window: Window, measure: Compared, periods: Sequence[str]) -> FloatArray:
    """Return what a value of each period counts for."""
    lengths = [window.lengths.get(word, 0.0) / 7 for word in periods]
    inside = [word in window.lengths for word in periods]
    last = [word == window.last for word in periods]
    chosen = {"time": lengths, "sum": inside, "end": last}[measure.over]
    return np.array(chosen, float)


class Reader:
    """Collects tables of measures and gives readings over each of some windows.

    ``windows`` maps each window to the names of the measures to read over it, or to None for
    all that are compared.
    """

    def __init__(self, windows: Mapping[Window, Sequence[str] | None] | Sequence[Any]) -> None:
        self._windows = list(windows.items()) if isinstance(windows, Mapping) else list(windows)
        self._periods: dict[str, set[str]] = {}
        for window, wanted in self._windows:
            for measure in _compared(wanted):
                periods = {window.last} if measure.over == "end" else set(window.lengths)
                self._periods.setdefault(measure.source, set()).update(periods)
        self._rows = Rows(DIMENSIONS)
        self._gathered: dict[str, Gathered] = {}

    def read(self, folder: Path, names: Mapping[str, str]) -> None:
        """Read options of a run folder; ``names`` gives the names they are compared under.

        Raises:
        BadInput
            When the folder's measures cannot be read.
        """
        if not (folder / FILE).is_file():
            for table in pieces(folder):
                self.add(table, names)
            return
        try:
            for some in turned(folder / FILE, names, self._periods):
                self._add_turned(some, names[some.option])
        except (pa.ArrowException, OSError, KeyError, ValueError) as error:
            raise BadInput([_damaged(folder, FILE)]) from error

    def add(self, table: pa.Table, names: Mapping[str, str] | None = None) -> None:
        """Add measures of one option and replication.

        ``names`` gives options the names they are compared under; options that it leaves out
        are not read.
        """
        for batch in table.to_batches() if table.num_rows else ():
            option = str(batch.column("option")[0])
            name = option if names is None else names.get(option)
            if name is not None:
                self._add(batch, name)

    def _add(self, batch: pa.RecordBatch, name: str) -> None:
        chosen = self._wanted(batch)
        if len(chosen):
            self._gathered.setdefault(name, Gathered(self._rows)).add(batch, chosen)

    def _add_turned(self, some: Turned, name: str) -> None:
        chosen = self._wanted(some.words)
        gathered = self._gathered.setdefault(name, Gathered(self._rows))
        gathered.add_turned(
            some.words, chosen, some.pairs, some.values[chosen], some.numbers[chosen]
        )

    def _wanted(self, batch: pa.RecordBatch) -> IntArray:
        """Return the rows of compared measures in which nothing but cells is divided."""
        measure, period = batch.column("measure"), batch.column("period")
        known = period.dictionary.to_pylist()
        read = [
            [word in self._periods.get(name, ()) for word in known]
            for name in measure.dictionary.to_pylist()
        ]
        kept = np.array(read)[measure.indices.to_numpy(), period.indices.to_numpy()]
        for column in TOTALS:
            kept &= _holds(batch, column, {ALL})
        return np.flatnonzero(kept)

    def readings(self) -> list[Readings]:
        """Return what was read, for each window in order."""
        codes = {name: self._rows.words(name) for name in DIMENSIONS}
        layouts = [self._layout(window, names, codes) for window, names in self._windows]
        found: list[dict[str, FloatArray]] = [{} for _ in self._windows]
        pairs = {name: tuple(sorted(known.pairs)) for name, known in self._gathered.items()}
        for name, gathered in self._gathered.items():
            columns = [gathered.pairs[pair] for pair in pairs[name]]
            value, number = gathered.values()[:, columns], gathered.numbers()[:, columns]
            for values, layout in zip(found, layouts, strict=True):
                values[name] = layout.values(value, number)
        return [
            Readings(window, layout.cells, values, pairs)
            for (window, _), layout, values in zip(self._windows, layouts, found, strict=True)
        ]

    def _layout(
        self, window: Window, names: Sequence[str] | None, codes: Mapping[str, Coded]
    ) -> Layout:
        parts = (_part(measure, window, codes) for measure in _compared(names))
        return Layout([part for part in parts if part is not None])


def _compared(names: Sequence[str] | None) -> list[Compared]:
    """Return the measures of some names, or all that are compared, in their order."""
    return [m for m in compared_measures().values() if names is None or m.name in names]


def pieces(folder: Path) -> Iterable[pa.Table]:
    """Yield the measures of a run folder a piece at a time, with the columns that are compared.

    Raises:
    BadInput
        When the file cannot be read.
    """
    path = folder / "measures.parquet"
    try:
        with pq.ParquetFile(path) as file:
            for number in range(file.num_row_groups):
                yield file.read_row_group(number, columns=SCHEMA.names)
    except (pa.ArrowException, OSError, KeyError) as error:
        raise BadInput([_damaged(folder, "measures.parquet")]) from error


def _damaged(folder: Path, file: str) -> Problem:
    return Problem(str(folder), file, "is damaged", "Run the scenario again.")


def _holds(batch: pa.RecordBatch, name: str, words: set[str]) -> NDArray[np.bool_]:
    column = batch.column(name)
    wanted = np.array([word in words for word in column.dictionary.to_pylist()] or [False])
    return np.asarray(wanted[column.indices.to_numpy()])
