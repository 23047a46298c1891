"""The tidy table of measures: one row for each value."""

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

COUNT_UNITS = frozenset({"children", "contacts", "minutes", "child-days", "GBP", "WTE"})
"""Units of measures that are sums: where no row is stored, the value is 0. Shares and days are
means or percentiles of somebody: where no row is stored, there was nobody."""

Codes = tuple[NDArray[Any], list[str]]
"""Positions and the words they stand for."""


class Table:
    """Collects rows column by column; words are kept as positions in a vocabulary."""

    def __init__(self) -> None:
        self._words: dict[str, dict[str, int]] = {name: {} for name in DIMENSIONS}
        self._codes: dict[str, list[NDArray[np.int16]]] = {name: [] for name in DIMENSIONS}
        self._value: list[NDArray[np.float64]] = []
        self._n: list[NDArray[np.float64]] = []

    def add(
        self,
        measure: str,
        unit: str,
        value: NDArray[Any],
        n: Any = None,
        **dimensions: Codes | str,
    ) -> None:
        """Add rows of one measure; a dimension is a word or (positions, words).

        A count of nobody is left out: a count that is not in the table is 0.
        """
        value = np.asarray(value, np.float64)
        if unit in COUNT_UNITS:
            kept = np.flatnonzero(value != 0)
            value = value[kept]
            dimensions = {
                name: what if isinstance(what, str) else (what[0][kept], what[1])
                for name, what in dimensions.items()
            }
        size = len(value)
        given: dict[str, Codes | str] = {"measure": measure, "unit": unit, **dimensions}
        for name in DIMENSIONS:
            what = given.get(name, DEFAULTS.get(name, ALL))
            self._codes[name].append(self._coded(name, what, size))
        self._value.append(np.asarray(value, np.float64))
        self._n.append(np.full(size, np.nan) if n is None else np.asarray(n, np.float64))

    def _coded(self, name: str, what: Codes | str, size: int) -> NDArray[np.int16]:
        words = self._words[name]
        if isinstance(what, str):
            return np.full(size, words.setdefault(what, len(words)), np.int16)
        positions, names = what
        lookup = np.array([words.setdefault(word, len(words)) for word in names], np.int16)
        return lookup[positions]

    def finished(self, option: str, replication: int, accepted_set: int) -> pa.Table:
        """Return the table with its run columns."""
        size = sum(map(len, self._value))
        columns: list[Any] = [
            pa.DictionaryArray.from_arrays(np.zeros(size, np.int16), pa.array([option])),
            pa.array(np.full(size, replication, np.int32)),
            pa.array(np.full(size, accepted_set, np.int32)),
        ]
        for name in DIMENSIONS:
            codes = _joined(self._codes[name], np.int16)
            words = list(self._words[name]) or [ALL]
            columns.append(pa.DictionaryArray.from_arrays(codes, pa.array(words)))
        columns += [pa.array(_joined(self._value, float)), pa.array(_joined(self._n, float))]
        return pa.Table.from_arrays(columns, schema=SCHEMA)


def _joined(parts: list[NDArray[Any]], kind: Any) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.zeros(0, kind)
