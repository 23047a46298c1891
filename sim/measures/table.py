"""The tidy table of measures: one row for each value."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

DIMENSIONS = (
    "period", "area", "need", "priority", "stage", "clock", "standard", "team", "role", "band",
    "age_group", "group", "measure", "unit",
)  # fmt: skip
"""Columns that hold words; ``all`` is a total, ``none`` means the column does not apply."""
ALL = "all"
NONE = "none"
DEFAULTS = {"clock": NONE, "standard": NONE}

SCHEMA = pa.schema(
    [
        ("option", pa.dictionary(pa.int16(), pa.string())),
        ("replication", pa.int32()),
        ("accepted_set", pa.int32()),
        *((name, pa.dictionary(pa.int16(), pa.string())) for name in DIMENSIONS),
        ("value", pa.float64()),
        ("n", pa.float64()),
    ]
)
"""The table as stored: ``accepted_set`` is -1 when none was used; ``n`` is the number of
children or contacts behind a share, a mean or a percentile, NaN for counts."""

SEALED: dict[str, Any] = {"compression": "zstd", "write_page_checksum": True}
"""How every table that is kept is written."""
CHECKED: dict[str, Any] = {"page_checksum_verification": True}
"""How it is read: a number that has changed since is an error, and not another number."""
PARQUET: dict[str, Any] = {
    **SEALED,
    "write_statistics": False,
    "use_dictionary": ["option", *DIMENSIONS],
    "use_byte_stream_split": ["value", "n"],
}
"""How measures are written: numbers are split into their bytes, half of which are then zeros."""

COUNT_UNITS = frozenset({"children", "contacts", "minutes", "child-days", "GBP", "WTE"})
"""Units of measures that are sums: where no row is stored, the value is 0. Shares and days are
means or percentiles of somebody: where no row is stored, there was nobody."""

Codes = tuple[NDArray[Any], list[str]]
"""Positions and the words they stand for."""


@dataclass(frozen=True)
class Grid:
    """Where most rows stand: a period and a cell, told by one number, period by period."""

    periods: list[str]
    cells: dict[str, list[str]]
    """The words of each cell, by dimension."""


@dataclass(frozen=True)
class _Rows:
    """Rows of one measure: what is given of them, and where they stand in the grid, if there."""

    codes: dict[str, NDArray[np.int16] | int]
    """A word, or one for each row, as positions in the vocabulary."""
    at: NDArray[np.int64] | None
    value: NDArray[np.float64]
    n: NDArray[np.float64] | None


class Table:
    """Collects rows measure by measure; words are kept as positions in a vocabulary."""

    def __init__(self, grid: Grid | None = None) -> None:
        self._grid = grid or Grid([], {})
        self._words: dict[str, dict[str, int]] = {name: {} for name in DIMENSIONS}
        self._usual = {name: self._number(name, DEFAULTS.get(name, ALL)) for name in DIMENSIONS}
        self._lookups: dict[tuple[str, int], tuple[list[str], NDArray[np.int16]]] = {}
        self._rows: list[_Rows] = []

    def add(
        self,
        measure: str,
        unit: str,
        value: NDArray[Any],
        n: Any = None,
        at: NDArray[np.int64] | None = None,
        **dimensions: Codes | str,
    ) -> None:
        """Add rows of one measure; a dimension is a word or (positions, words).

        ``at`` gives the place of each row in the grid, and with it the grid's dimensions.

        A count of nobody is left out: a count that is not in the table is 0. So is a mean,
        percentile or share of nobody, given as NaN.
        """
        value = np.asarray(value, np.float64)
        stored = value != 0 if unit in COUNT_UNITS else ~np.isnan(value)
        kept: Any = slice(None) if stored.all() else np.flatnonzero(stored)
        codes: dict[str, NDArray[np.int16] | int] = {
            "measure": self._number("measure", measure), "unit": self._number("unit", unit),
        }  # fmt: skip
        for name, what in dimensions.items():
            if isinstance(what, str):
                codes[name] = self._number(name, what)
            else:
                positions, words = what
                codes[name] = self._lookup(name, words)[positions[kept]]
        n = None if n is None else np.asarray(n, np.float64)[kept]
        self._rows.append(_Rows(codes, None if at is None else at[kept], value[kept], n))

    def _number(self, name: str, word: str) -> int:
        words = self._words[name]
        return words.setdefault(word, len(words))

    def _lookup(self, name: str, words: list[str]) -> NDArray[np.int16]:
        """Return the numbers of some words; lists that come again are looked up once."""
        known = self._lookups.get((name, id(words)))
        if known is None:
            known = (words, np.array([self._number(name, word) for word in words], np.int16))
            self._lookups[(name, id(words))] = known
        return known[1]

    def finished(self, option: str, replication: int, accepted_set: int) -> pa.Table:
        """Return the table with its run columns; numbers are kept in single precision."""
        lengths = np.array([len(rows.value) for rows in self._rows], np.int64)
        starts = np.concatenate(([0], np.cumsum(lengths)))
        size = int(starts[-1])
        placed = self._placed(lengths)
        columns: list[Any] = [
            _coded(np.zeros(size, np.int16), [option]),
            _numbers(np.full(size, replication, np.int32), pa.int32()),
            _numbers(np.full(size, accepted_set, np.int32), pa.int32()),
        ]
        for name in DIMENSIONS:
            codes = self._codes(name, lengths, starts)
            if name in placed:
                where, found = placed[name]
                codes[where] = found
            columns.append(_coded(codes, list(self._words[name])))
        value, n = np.empty(size, np.float32), np.full(size, np.nan, np.float32)
        for rows, start in zip(self._rows, starts, strict=False):
            value[start : start + len(rows.value)] = rows.value
            if rows.n is not None:
                n[start : start + len(rows.value)] = rows.n
        columns += [_numbers(part.astype(np.float64), pa.float64()) for part in (value, n)]
        return pa.Table.from_arrays(columns, schema=SCHEMA)

    def _codes(
        self, name: str, lengths: NDArray[np.int64], starts: NDArray[np.int64]
    ) -> NDArray[np.int16]:
        """Return one dimension of every row, but for what the grid says."""
        given = [rows.codes.get(name, self._usual[name]) for rows in self._rows]
        each = [0 if isinstance(code, np.ndarray) else code for code in given]
        codes = np.repeat(np.array(each, np.int16), lengths)
        for code, start in zip(given, starts, strict=False):
            if isinstance(code, np.ndarray):
                codes[start : start + len(code)] = code
        return codes

    def _placed(
        self, lengths: NDArray[np.int64]
    ) -> dict[str, tuple[NDArray[np.bool_], NDArray[np.int16]]]:
        """Return what the grid says of its rows: which they are, and each dimension of them."""
        at = [rows.at for rows in self._rows if rows.at is not None]
        if not at:
            return {}
        where = np.repeat(np.array([rows.at is not None for rows in self._rows]), lengths)
        grid = self._grid
        width = len(next(iter(grid.cells.values())))
        period, cell = np.divmod(np.concatenate(at), width)
        found = {"period": (where, self._lookup("period", grid.periods)[period])}
        for name, words in grid.cells.items():
            found[name] = (where, self._lookup(name, words)[cell])
        return found


# ``pa.array`` would do, but brings pandas along, and worker processes start without it.


def _coded(codes: NDArray[np.int16], words: list[str]) -> pa.Array:
    """Return a column of words from their positions."""
    written = [word.encode() for word in words]
    ends = np.cumsum([0, *map(len, written)], dtype=np.int32)
    letters = pa.py_buffer(b"".join(written))
    dictionary = pa.StringArray.from_buffers(len(words), pa.py_buffer(ends), letters)
    return pa.DictionaryArray.from_arrays(_numbers(codes, pa.int16()), dictionary)


def _numbers(values: NDArray[Any], kind: pa.DataType) -> pa.Array:
    """Return a column of numbers."""
    return pa.Array.from_buffers(kind, len(values), [None, pa.py_buffer(values)])
