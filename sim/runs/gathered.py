"""Measures of many replications of one option, turned: a row for each row, a column for each.

What is kept is one number (or two, with the number behind it) for each row and replication.
"""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.measures.table import COUNT_UNITS
from sim.runs.rows import IntArray, Rows

Matrix = NDArray[np.float32]


class Gathered:
    """Replications of one option; rows may be shared with other options."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self._columns: list[tuple[int, IntArray, Matrix, Matrix]] = []
        self._number = 0

    def __len__(self) -> int:
        return self._number

    def add(
        self, batch: pa.RecordBatch, chosen: IntArray | None = None, column: int | None = None
    ) -> None:
        """Add measures of one replication, or some rows of them, to a column or a new one."""
        column = self._number if column is None else column
        self._number = max(self._number, column + 1)
        kept = slice(None) if chosen is None else chosen
        value, n = (batch.column(name).to_numpy()[kept] for name in ("value", "n"))
        places = self.rows.places(batch, chosen)
        self._columns.append((column, places, value.astype(np.float32), n.astype(np.float32)))

    def counted(self) -> NDArray[np.bool_]:
        """Return which rows are counts, of which none stored means 0."""
        unit, units = self.rows.words("unit")
        return np.array([word in COUNT_UNITS for word in units], bool)[unit]

    def values(self) -> Matrix:
        """Return values by row and replication; counts not stored are 0, others NaN."""
        absent = np.where(self.counted(), np.float32(0), np.float32(np.nan))
        values = np.repeat(absent[:, None], len(self), axis=1)
        for column, places, value, _ in self._columns:
            values[places, column] = value
        return values

    def numbers(self) -> Matrix:
        """Return the number behind each value; 0 where there is none."""
        numbers = np.zeros((len(self.rows), len(self)), np.float32)
        for column, places, _, n in self._columns:
            numbers[places, column] = np.nan_to_num(n)
        return numbers

    def total_number(self) -> NDArray[np.float64]:
        """Return the number behind each row, of all replications together."""
        total = np.zeros(len(self.rows))
        for _, places, _, n in self._columns:
            total[places] += np.nan_to_num(n)
        return total
