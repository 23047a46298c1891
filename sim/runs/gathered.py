"""Measures of many replications of one option, turned: a row for each row, a column for each.

What is kept is one number (or two, with the number behind it) for each row and replication.
"""

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.measures.table import COUNT_UNITS
from sim.runs.rows import IntArray, Rows

Matrix = NDArray[np.float32]
Pair = tuple[int, int]
"""Replication and accepted set: the same children with the same luck."""


class Gathered:
    """Replications of one option; rows may be shared with other options."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.pairs: dict[Pair, int] = {}
        """The column of each replication."""
        self._blocks: list[tuple[Any, Matrix, Matrix | None]] = []
        """Where some values and the numbers behind them stand: an index of the whole matrix."""

    def __len__(self) -> int:
        return len(self.pairs)

    def add(self, batch: pa.RecordBatch, chosen: IntArray | None = None) -> None:
        """Add measures of one replication, or some rows of them."""
        pair = (batch.column("replication")[0].as_py(), batch.column("accepted_set")[0].as_py())
        column = self.pairs.setdefault(pair, len(self.pairs))
        kept = slice(None) if chosen is None else chosen
        value, n = (batch.column(name).to_numpy()[kept] for name in ("value", "n"))
        places = self.rows.places(batch, chosen).astype(np.int32)
        self._blocks.append(((places, column), value.astype(np.float32), n.astype(np.float32)))

    def add_turned(
        self, words: pa.RecordBatch, chosen: IntArray, pairs: list[Pair], value: Matrix,
        n: Matrix | None,
    ) -> None:  # fmt: skip
        """Add many replications at once: chosen rows of words, and a column for each pair.

        ``n`` is None of counts, which are added up without numbers behind them.
        """
        columns = np.array([self.pairs.setdefault(pair, len(self.pairs)) for pair in pairs])
        places = self.rows.places(words, chosen)
        self._blocks.append((np.ix_(places, columns), value, n))

    def counted(self) -> NDArray[np.bool_]:
        """Return which rows are counts, of which none stored means 0."""
        unit, units = self.rows.words("unit")
        return np.array([word in COUNT_UNITS for word in units], bool)[unit]

    def values(self) -> Matrix:
        """Return values by row and replication; counts not stored are 0, others NaN."""
        absent = np.where(self.counted(), np.float32(0), np.float32(np.nan))
        values = np.repeat(absent[:, None], len(self), axis=1)
        for place, value, _ in self._blocks:
            values[place] = value
        return values

    def numbers(self) -> Matrix:
        """Return the number behind each value; 0 where there is none."""
        numbers = np.zeros((len(self.rows), len(self)), np.float32)
        for place, _, n in self._blocks:
            if n is not None:
                numbers[place] = np.nan_to_num(n)
        return numbers
