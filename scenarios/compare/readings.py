"""Values of what is compared, for every option and replication, over a window.

Runs are read a piece at a time and only the rows that a comparison needs are kept, so that a
large run takes little memory.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
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
from sim.measures.table import ALL, COUNT_UNITS
from sim.settings import BadInput, Problem

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
CELL = ("measure", "area", "need", "priority", "stage", "clock", "standard")
"""What tells one compared value from another."""
BITS = dict(zip(CELL, (7, 12, 7, 3, 12, 10, 10), strict=True))
"""Room for the words of each, in one 64-bit number."""
TOTALS = ("team", "role", "age_group", "group")
"""Columns of which only totals are compared."""
COLUMNS = (*CELL[1:], "measure", "period", "band", "unit", *TOTALS, "value", "n",
           "option", "replication", "accepted_set")  # fmt: skip
Pair = tuple[int, int]
"""Replication and accepted set: the same children with the same luck."""


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


@dataclass
class _Collected:
    runs: list[IntArray] = field(default_factory=list)
    keys: list[IntArray] = field(default_factory=list)
    numerators: list[FloatArray] = field(default_factory=list)
    numbers: list[FloatArray] = field(default_factory=list)

    def add(self, run: IntArray, key: IntArray, numerator: FloatArray, number: FloatArray) -> None:
        """Add up the rows of each run and cell, and keep the totals."""
        runs, which = _numbered(run)
        keys, place = _numbered(key)
        at, size = which * len(keys) + place, len(runs) * len(keys)
        kept = np.flatnonzero(np.bincount(at, minlength=size))
        self.runs.append(runs[kept // max(len(keys), 1)])
        self.keys.append(keys[kept % max(len(keys), 1)])
        self.numerators.append(np.bincount(at, numerator, size)[kept].astype(float))
        self.numbers.append(np.bincount(at, number, size)[kept].astype(float))


class Reader:
    """Collects tables of measures and gives readings over each of some windows.

    ``windows`` maps each window to the names of the measures to read over it, or to None for
    all that are compared.
    """

    def __init__(self, windows: Mapping[Window, Sequence[str] | None] | Sequence[Any]) -> None:
        self._windows = list(windows.items()) if isinstance(windows, Mapping) else list(windows)
        names = {n for _, wanted in self._windows for n in (wanted or compared_measures())}
        self._measures = [m for m in compared_measures().values() if m.name in names]
        self._words: dict[str, dict[str, int]] = {column: {} for column in COLUMNS}
        self._words["measure"] = {name: k for k, name in enumerate(compared_measures())}
        self._runs: dict[tuple[str, int, int], int] = {}
        self._units: dict[str, str] = {}
        self._collected = [_Collected() for _ in self._windows]

    def add(self, table: pa.Table, names: Mapping[str, str] | None = None) -> None:
        """Add measures; ``names`` gives options the names they are compared under.

        Options that it leaves out are not read.
        """
        for batch in table.to_batches():
            self._add(batch, names)

    def _add(self, batch: pa.RecordBatch, names: Mapping[str, str] | None) -> None:
        rows = self._wanted(batch)
        rows = rows[np.argsort(_codes(batch, "measure", rows), kind="stable")]
        codes = {c: self._coded(batch, c, rows) for c in (*CELL[1:], "band", "period")}
        value, number = (batch.column(c).to_numpy()[rows] for c in ("value", "n"))
        run = self._run_of(batch, rows, names)
        source = _codes(batch, "measure", rows)
        stored = batch.column("measure").dictionary.to_pylist()
        for measure in self._measures:
            if measure.source not in stored:
                continue
            place = stored.index(measure.source)
            first, end = np.searchsorted(source, (place, place + 1))
            here = slice(first, end)
            chosen = np.flatnonzero(self._in_bands(measure, codes["band"][here]) & (run[here] >= 0))
            if not len(chosen):
                continue
            chosen = chosen + first
            unit = _word_at(batch, "unit", rows[chosen[0]])
            self._units[measure.name] = measure.unit or unit
            parts = _parts(measure, unit, value[chosen], number[chosen])
            cells = {name: code[chosen] for name, code in codes.items()}
            self._keep(measure, run[chosen], cells, *parts)

    def _wanted(self, batch: pa.RecordBatch) -> IntArray:
        """Return the rows of compared measures in which nothing but cells is divided."""
        periods = {period for window, _ in self._windows for period in window.lengths}
        kept = _holds(batch, "measure", {m.source for m in self._measures})
        kept &= _holds(batch, "period", periods)
        for column in TOTALS:
            kept &= _holds(batch, column, {ALL})
        return np.flatnonzero(kept)

    def _in_bands(self, measure: Compared, band: IntArray) -> NDArray[np.bool_]:
        known = self._words["band"]
        wanted = [known.get(word, -1) for word in measure.bands or (ALL,)]
        return np.logical_or.reduce([band == code for code in wanted])

    def _keep(
        self, measure: Compared, run: IntArray, codes: Mapping[str, IntArray],
        numerator: FloatArray, number: FloatArray,
    ) -> None:  # fmt: skip
        key = np.full(len(run), self._words["measure"][measure.name], np.int64)
        for column in CELL[1:]:
            key = (key << BITS[column]) | codes[column]
        for (window, names), collected in zip(self._windows, self._collected, strict=True):
            if names is not None and measure.name not in names:
                continue
            weight = self._weights(window, measure)[codes["period"]]
            inside = np.flatnonzero(weight)
            collected.add(run[inside], key[inside], (numerator * weight)[inside], number[inside])

    def _weights(self, window: Window, measure: Compared) -> FloatArray:
        """Return what a value of each known period counts for."""
        weights = np.zeros(len(self._words["period"]))
        for word, code in self._words["period"].items():
            if word in window.lengths and (measure.over != "end" or word == window.last):
                weights[code] = window.lengths[word] / 7 if measure.over == "time" else 1.0
        return weights

    def _coded(self, batch: pa.RecordBatch, name: str, rows: IntArray) -> IntArray:
        words, column = self._words[name], batch.column(name)
        known = [words.setdefault(word, len(words)) for word in column.dictionary.to_pylist()]
        if name in BITS and len(words) > 1 << BITS[name]:
            raise OverflowError(f"more than {1 << BITS[name]} words in the column {name}")
        return np.array(known, np.int64)[_codes(batch, name, rows)]

    def _run_of(
        self, batch: pa.RecordBatch, rows: IntArray, names: Mapping[str, str] | None
    ) -> IntArray:
        """Return the number of each row's option, replication and accepted set."""
        shown = batch.column("option").dictionary.to_pylist()
        which = _codes(batch, "option", rows)
        replication = batch.column("replication").to_numpy()[rows].astype(np.int64)
        accepted = batch.column("accepted_set").to_numpy()[rows].astype(np.int64)
        key = (which << 48) | (replication << 24) | (accepted + 1)
        if not len(key):
            return key
        one = bool((key == key[0]).all())  # as run folders are written; spares a sort
        labels, place = (key[:1], np.zeros(len(key), int)) if one else _numbered(key)
        numbers = []
        for label in labels.tolist():
            name = shown[label >> 48] if names is None else names.get(shown[label >> 48])
            run = (str(name), (label >> 24) & 0xFFFFFF, (label & 0xFFFFFF) - 1)
            known = len(self._runs)
            numbers.append(-1 if name is None else self._runs.setdefault(run, known))
        return np.array(numbers, np.int64)[place]

    def readings(self) -> list[Readings]:
        """Return what was read, for each window in order."""
        return [
            self._readings(window, collected)
            for (window, _), collected in zip(self._windows, self._collected, strict=True)
        ]

    def _readings(self, window: Window, collected: _Collected) -> Readings:
        keys, place = np.unique(_joined(collected.keys, np.int64), return_inverse=True)
        at = _joined(collected.runs, np.int64) * len(keys) + place
        shape = (len(self._runs), len(keys))
        size = shape[0] * shape[1]
        total = np.bincount(at, _joined(collected.numerators, float), size).reshape(shape)
        number = np.bincount(at, _joined(collected.numbers, float), size).reshape(shape)
        cells = self._cells(keys)
        counts = cells["unit"].isin([*COUNT_UNITS, "child-weeks"]).to_numpy()
        shares = np.divide(total, number, out=np.full(shape, np.nan), where=number > 0)
        values = np.where(counts, total, shares)
        return Readings(window, cells, *self._by_option(values))

    def _cells(self, keys: IntArray) -> pd.DataFrame:
        columns: dict[str, Any] = {}
        rest = keys.copy()
        for name in reversed(CELL):
            codes = rest & ((1 << BITS[name]) - 1)
            rest >>= BITS[name]
            columns[name] = np.array(list(self._words[name]) or [""], object)[codes]
        units = [self._units.get(name, "") for name in columns["measure"]]
        return pd.DataFrame({name: columns[name] for name in CELL} | {"unit": units})

    def _by_option(
        self, values: FloatArray
    ) -> tuple[dict[str, FloatArray], dict[str, tuple[Pair, ...]]]:
        runs: dict[str, list[tuple[Pair, int]]] = {}
        for (option, replication, accepted), number in self._runs.items():
            runs.setdefault(option, []).append(((replication, accepted), number))
        for entries in runs.values():
            entries.sort()
        return (
            {o: values[[number for _, number in entries]].T for o, entries in runs.items()},
            {o: tuple(pair for pair, _ in entries) for o, entries in runs.items()},
        )


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
                yield file.read_row_group(number, columns=list(dict.fromkeys(COLUMNS)))
    except (pa.ArrowException, OSError, KeyError) as error:
        problem = Problem(str(folder), "measures.parquet", "is damaged", "Run the scenario again.")
        raise BadInput([problem]) from error


def _codes(batch: pa.RecordBatch, name: str, rows: IntArray) -> IntArray:
    """Return the positions of a column's words in its own dictionary."""
    return np.asarray(batch.column(name).indices.to_numpy()[rows].astype(np.int64))


def _holds(batch: pa.RecordBatch, name: str, words: set[str]) -> NDArray[np.bool_]:
    column = batch.column(name)
    wanted = np.array([word in words for word in column.dictionary.to_pylist()] or [False])
    return np.asarray(wanted[column.indices.to_numpy()])


def _word_at(batch: pa.RecordBatch, name: str, row: Any) -> str:
    return str(batch.column(name)[int(row)].as_py())


def _numbered(key: IntArray) -> tuple[IntArray, IntArray]:
    labels, place = np.unique(key, return_inverse=True)
    return labels, np.asarray(place, np.int64)


def _parts(
    measure: Compared, unit: str, value: FloatArray, number: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return numerator and number of each row: means and shares add up weighted."""
    if measure.counted:
        taken = number * value if unit == "share" else number
        return taken, np.ones(len(value))
    if unit in COUNT_UNITS:
        return value, np.ones(len(value))
    return value * number, number


def _joined(parts: list[NDArray[Any]], kind: Any) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.zeros(0, kind)
