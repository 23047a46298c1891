"""Reading what is compared from run folders, once for all who ask.

Runs are read a piece at a time and only the rows that a comparison needs are kept, so that a
large run takes little memory. Reading is most of what a comparison of a large run costs:
whoever reads for several purposes asks for all of them at once (:func:`read_once`).
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from scenarios.compare.catalogue import Compared, compared_measures
from scenarios.compare.contender import Contender
from scenarios.compare.readings import FloatArray, IntArray, Layout, Readings, layout_of
from scenarios.compare.window import Window
from sim.measures.table import ALL, CHECKED, DIMENSIONS, SCHEMA
from sim.runs.beside import one_ahead
from sim.runs.damage import damage_told
from sim.runs.folder import MEASURES
from sim.runs.gathered import Gathered
from sim.runs.rows import Rows
from sim.runs.turned import FILE, Turned, turned

TOTALS = ("team", "role", "age_group", "group")
"""Columns of which only totals are compared."""
Asked = tuple[Window, Sequence[str] | None]
"""A window, and the measures to be read over it; None for all that are compared."""


def read_once(
    contenders: Sequence[Contender], *asked: Sequence[Asked]
) -> tuple[list[Readings], ...]:
    """Read the runs of contenders once, and give each who asks the readings asked for, in order.

    Raises:
    BadInput
        When the measures of a run cannot be read.
    """
    reader = Reader([window for some in asked for window in some])
    for run in {id(c.run): c.run for c in contenders}.values():
        reader.read(run.folder, {c.option: c.name for c in contenders if c.run is run})
    found = iter(reader.readings())
    return tuple(list(islice(found, len(some))) for some in asked)


class Reader:
    """Collects tables of measures and gives readings over each of some windows."""

    def __init__(self, asked: Sequence[Asked]) -> None:
        self._asked = list(asked)
        self._periods: dict[str, set[str]] = {}
        for window, wanted in self._asked:
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
        for some in one_ahead(turned(folder / FILE, names, self._periods)):
            self._add_turned(some, names[some.option])

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
        behind = None if some.numbers is None else some.numbers[chosen]
        gathered.add_turned(some.words, chosen, some.pairs, some.values[chosen], behind)

    def _wanted(self, batch: pa.RecordBatch) -> IntArray:
        """Return the rows of compared measures in which nothing but cells is divided."""
        kept = np.zeros(len(batch), bool)
        measure = batch.column("measure")
        codes, names = measure.indices.to_numpy(), measure.dictionary.to_pylist()
        for code in np.unique(codes):
            periods = self._periods.get(names[code])
            if periods:
                kept |= (codes == code) & _holds(batch, "period", periods)
        for column in TOTALS:
            kept &= _holds(batch, column, {ALL})
        return np.flatnonzero(kept)

    def readings(self) -> list[Readings]:
        """Return what was read, for each window in order."""
        codes = {name: self._rows.words(name) for name in DIMENSIONS}
        layouts = [layout_of(_compared(names), window, codes) for window, names in self._asked]
        pairs = {name: tuple(sorted(known.pairs)) for name, known in self._gathered.items()}
        found = [self._values(name, layouts) for name in self._gathered]
        return [
            Readings(window, layout.cells, dict(zip(self._gathered, values, strict=True)), pairs)
            for (window, _), layout, *values in zip(self._asked, layouts, *found, strict=True)
        ]

    def _values(self, name: str, layouts: Sequence[Layout]) -> list[FloatArray]:
        """Return the values of an option over each window, its replications in order."""
        gathered = self._gathered[name]
        columns = [gathered.pairs[pair] for pair in sorted(gathered.pairs)]
        value, number = gathered.values()[:, columns], gathered.numbers()[:, columns]
        return [layout.values(value, number) for layout in layouts]


def _compared(names: Sequence[str] | None) -> list[Compared]:
    """Return the measures of some names, or all that are compared, in their order."""
    return [m for m in compared_measures().values() if names is None or m.name in names]


def pieces(folder: Path) -> Iterable[pa.Table]:
    """Yield the measures of a run folder a piece at a time, with the columns that are compared.

    Raises:
    BadInput
        When the file cannot be read.
    """
    path = folder / MEASURES
    with damage_told(path), pq.ParquetFile(path, **CHECKED) as file:
        for number in range(file.num_row_groups):
            yield file.read_row_group(number, columns=SCHEMA.names).select(SCHEMA.names)


def _holds(batch: pa.RecordBatch, name: str, words: set[str]) -> NDArray[np.bool_]:
    column = batch.column(name)
    wanted = np.array([word in words for word in column.dictionary.to_pylist()] or [False])
    return np.asarray(wanted[column.indices.to_numpy()])
