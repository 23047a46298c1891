"""The summary of a run: for every row of the measures, two kinds of range, never mixed.

``mean_low`` to ``mean_high`` is the precision of our average: its 95 % confidence interval.
``range_p10`` to ``range_p90`` is the range of futures you might see, over replications and
accepted sets.
"""

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from sim.measures.table import COUNT_UNITS, DIMENSIONS

KEYS = ("option", *DIMENSIONS)
COLUMNS = (*KEYS, "mean", "mean_low", "mean_high", "range_p10", "range_p90", "replications", "n")
LARGE = ("period", "area", "need", "priority", "measure")
"""Dimensions packed into the first part of a row's number; the rest go into the second."""
BITS = 11
"""Room for 2,048 words in each; a run has at most 1,045 weekly periods."""


class Summary:
    """Adds up replications one table at a time, so that a large run fits in memory."""

    def __init__(self) -> None:
        self._words: dict[str, dict[str, int]] = {name: {} for name in KEYS}
        self._rest: dict[tuple[int, ...], int] = {}
        self._rests: list[tuple[int, ...]] = []
        self._keys: list[NDArray[np.int64]] = []
        self._others: list[NDArray[np.int64]] = []
        self._values: list[NDArray[np.float64]] = []
        self._numbers: list[NDArray[np.float64]] = []
        self._replications: dict[int, int] = {}

    def add(self, table: pa.Table) -> None:
        """Add the measures of one option and replication."""
        codes = {name: self._coded(name, table.column(name)) for name in KEYS}
        option = int(codes["option"][0]) if table.num_rows else 0
        self._replications[option] = self._replications.get(option, 0) + 1
        packed = np.zeros(table.num_rows, np.int64)
        for name in LARGE:
            packed = (packed << BITS) | codes[name]
        rest = np.column_stack([codes[name] for name in KEYS if name not in LARGE])
        self._keys.append(packed)
        self._others.append(self._rest_numbers(rest))
        self._values.append(table.column("value").to_numpy())
        self._numbers.append(table.column("n").to_numpy())

    def _coded(self, name: str, column: pa.ChunkedArray) -> NDArray[np.int64]:
        words = self._words[name]
        parts = []
        for chunk in column.chunks:
            known = [words.setdefault(word, len(words)) for word in chunk.dictionary.to_pylist()]
            if name in LARGE and len(words) > 1 << BITS:
                raise OverflowError(f"more than {1 << BITS} words in the column {name}")
            parts.append(np.array(known, np.int64)[chunk.indices.to_numpy()])
        return np.concatenate(parts) if parts else np.zeros(0, np.int64)

    def _rest_numbers(self, rest: NDArray[np.int64]) -> NDArray[np.int64]:
        """Number the combinations of the remaining dimensions, the same in every table."""
        mixed = np.zeros(len(rest), np.int64)
        for column in rest.T:
            _, mixed = np.unique(
                mixed * (int(column.max(initial=0)) + 1) + column, return_inverse=True
            )
        _, first = np.unique(mixed, return_index=True)
        numbers = np.empty(len(first), np.int64)
        for k, place in enumerate(first.tolist()):
            words = tuple(rest[place].tolist())
            if words not in self._rest:
                self._rest[words] = len(self._rests)
                self._rests.append(words)
            numbers[k] = self._rest[words]
        return np.asarray(numbers[mixed])

    def frame(self) -> pd.DataFrame:
        """Return the summary, in the order of the options and of the measures."""
        keys = np.concatenate(self._keys)
        values = np.concatenate(self._values)
        numbers = np.concatenate(self._numbers)
        others = np.concatenate(self._others)
        order = np.lexsort((values, keys, others))
        keys, others, values, numbers = keys[order], others[order], values[order], numbers[order]
        new = (keys[1:] != keys[:-1]) | (others[1:] != others[:-1])
        starts = np.flatnonzero(np.concatenate(([True], new)))
        columns = self._words_of(keys[starts], others[starts])
        totals = np.array([self._replications[k] for k in columns["option"]])
        counted = np.isin(columns["unit"], [self._words["unit"].get(u, -1) for u in COUNT_UNITS])
        stats = _statistics(values, numbers, starts, totals, counted)
        words = {
            name: pd.Categorical.from_codes(columns[name], pd.Index(list(self._words[name])))
            for name in KEYS
        }
        return pd.DataFrame({**words, **stats})[list(COLUMNS)]

    def _words_of(
        self, keys: NDArray[np.int64], others: NDArray[np.int64]
    ) -> dict[str, NDArray[np.int64]]:
        columns: dict[str, NDArray[np.int64]] = {}
        packed = keys.copy()
        for name in reversed(LARGE):
            columns[name] = packed & ((1 << BITS) - 1)
            packed >>= BITS
        rests = np.array(self._rests)[others]
        for k, name in enumerate(name for name in KEYS if name not in LARGE):
            columns[name] = rests[:, k]
        return columns


def _statistics(
    values: NDArray[np.float64],
    numbers: NDArray[np.float64],
    starts: NDArray[np.int64],
    totals: NDArray[np.int64],
    counted: NDArray[np.bool_],
) -> dict[str, NDArray[np.float64]]:
    """Return mean, interval and range of each group; counts not stored are 0."""
    stored = np.diff(np.append(starts, len(values)))
    size = np.where(counted, totals, stored).astype(float)
    total = np.add.reduceat(values, starts)
    squares = np.add.reduceat(values**2, starts)
    mean = total / size
    spread = np.sqrt(np.maximum(squares - size * mean**2, 0) / np.maximum(size - 1, 1))
    half = _t95(size) * spread / np.sqrt(size)
    half = np.where(size > 1, half, np.nan)
    zeros = (size - stored).astype(np.int64)
    return {
        "mean": mean,
        "mean_low": mean - half,
        "mean_high": mean + half,
        "range_p10": _quantile(values, starts, stored, zeros, 0.1),
        "range_p90": _quantile(values, starts, stored, zeros, 0.9),
        "replications": size,
        "n": np.add.reduceat(np.nan_to_num(numbers), starts) / size,
    }


def _quantile(
    values: NDArray[np.float64],
    starts: NDArray[np.int64],
    stored: NDArray[np.int64],
    zeros: NDArray[np.int64],
    share: float,
) -> NDArray[np.float64]:
    """Return a percentile of sorted groups, the zeros that are not stored counted first."""
    spot = share * (stored + zeros - 1)
    low = np.floor(spot).astype(np.int64)
    high = np.minimum(low + 1, stored + zeros - 1)

    def at(place: NDArray[np.int64]) -> NDArray[np.float64]:
        return np.where(place < zeros, 0.0, values[starts + np.maximum(place - zeros, 0)])

    return np.asarray(at(low) + (at(high) - at(low)) * (spot - low))


def _t95(size: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the 97.5 % point of Student's t with size - 1 degrees of freedom."""
    from scipy.special import stdtrit

    return np.asarray(stdtrit(np.maximum(size - 1, 1), 0.975))
