"""Values of what is compared, for every option and replication, over a window."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scenarios.compare.catalogue import Compared
from scenarios.compare.window import Window
from sim.measures.table import ALL, COUNT_UNITS
from sim.runs.gathered import Matrix, Pair

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
CELL = ("measure", "area", "need", "priority", "stage", "clock", "standard")
"""What tells one compared value from another."""


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
        if not self.measure.counted and self.unit in COUNT_UNITS:
            return self._total(value[self.rows].astype(float))
        behind = number[self.rows].astype(float)
        if self.measure.counted and self.unit != "share":
            return self._total(behind)
        total = self._total(value[self.rows].astype(float) * behind)
        if self.measure.counted:
            return total
        of = np.add.reduceat(behind, self.starts, axis=0)
        return np.divide(total, of, out=np.full(total.shape, np.nan), where=of > 0)

    def _total(self, taken: FloatArray) -> FloatArray:
        weighed = np.nan_to_num(taken) * self.weight[:, None]
        return np.asarray(np.add.reduceat(weighed, self.starts, axis=0))


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


def layout_of(measures: Sequence[Compared], window: Window, codes: Mapping[str, Coded]) -> Layout:
    """Return how some measures are read over a window; ``codes`` are the columns of all rows."""
    parts = (_part(measure, window, codes) for measure in measures)
    return Layout([part for part in parts if part is not None])


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
