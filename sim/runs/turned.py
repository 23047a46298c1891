"""The measures of a run turned: a row for each row, all its replications beside each other.

`replications.parquet` holds what `measures.parquet` holds, a row group for each option and
measure, so that options are compared without reading again, replication by replication, the
words that are the same in all of them.
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.measures.table import CHECKED, COUNT_UNITS, DIMENSIONS, SEALED
from sim.runs.damage import damage_told
from sim.runs.gathered import Gathered, Matrix, Pair

FILE = "replications.parquet"
WORDS = ("option", *DIMENSIONS)
NUMBERS = ("values", "numbers")
"""Of each replication the value, and the number behind it; counts that are not stored are 0."""
SCHEMA = pa.schema(
    [
        *((name, pa.dictionary(pa.int16(), pa.string())) for name in WORDS),
        *((name, pa.list_(pa.float32())) for name in NUMBERS),
    ]
)
PARQUET: dict[str, Any] = {
    **SEALED,
    "write_statistics": ["option", "measure"],
    "use_dictionary": list(WORDS),
    "use_byte_stream_split": [f"{name}.list.element" for name in NUMBERS],
}
PAIRS = b"pairs"
"""Under which the file says, for each option, which replication each place of a list is."""


@dataclass(frozen=True)
class Turned:
    """Some measures of one option."""

    option: str
    pairs: list[Pair]
    """Replication and accepted set of each column."""
    words: pa.RecordBatch
    values: Matrix
    numbers: Matrix | None
    """The numbers behind the values; None of a count, which is added up without."""


class TurnedFile:
    """Writes the replications of one option after another."""

    def __init__(self, path: Path) -> None:
        self._writer = pq.ParquetWriter(path, SCHEMA, **PARQUET)
        self._pairs: dict[str, list[Pair]] = {}

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        """Write down whose replications they are, and close the file."""
        self._writer.add_key_value_metadata({PAIRS: json.dumps(self._pairs).encode()})
        self._writer.close()

    def add(self, option: str, gathered: Gathered) -> None:
        """Add an option, measure after measure."""
        self._pairs[option] = list(gathered.pairs)
        values, numbers = gathered.values(), gathered.numbers()
        words = {name: gathered.rows.words(name) for name in DIMENSIONS}
        measure, _ = words["measure"]
        for code in np.unique(measure):
            rows = np.flatnonzero(measure == code)
            columns = [_same(option, len(rows))]
            columns += [_coded(codes[rows], said) for codes, said in words.values()]
            columns += [_lists(matrix[rows]) for matrix in (values, numbers)]
            self._writer.write_table(pa.Table.from_arrays(columns, schema=SCHEMA))


def _same(word: str, size: int) -> pa.Array:
    return _coded(np.zeros(size, np.int16), [word])


def _coded(codes: Any, words: list[str]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(codes.astype(np.int16), pa.array(words))


def _lists(matrix: Matrix) -> pa.Array:
    ends = np.arange(len(matrix) + 1, dtype=np.int32) * np.int32(matrix.shape[1])
    return pa.ListArray.from_arrays(ends, pa.array(matrix.ravel()))


def turned(path: Path, options: Collection[str], measures: Collection[str]) -> Iterator[Turned]:
    """Yield some measures of some options, read from a file of turned measures.

    Raises:
    BadInput
        When the file is damaged.
    """
    values, numbers = NUMBERS
    with damage_told(path), pq.ParquetFile(path, **CHECKED) as file:
        pairs = json.loads(file.metadata.metadata[PAIRS])
        for group in range(file.num_row_groups):
            option, measure = _told(file.metadata.row_group(group))
            if option not in options or measure not in measures:
                continue
            batch = _read(file, group, [*WORDS, values])
            own = [(replication, one) for replication, one in pairs[option]]
            behind = None
            if batch.column("unit")[0].as_py() not in COUNT_UNITS:
                behind = _matrix(_read(file, group, [numbers]).column(numbers), len(own))
            yield Turned(option, own, batch, _matrix(batch.column(values), len(own)), behind)


def _read(file: pq.ParquetFile, group: int, columns: list[str]) -> pa.RecordBatch:
    (batch,) = file.read_row_group(group, columns=columns).combine_chunks().to_batches()
    return batch


def _told(group: pq.RowGroupMetaData) -> tuple[str, str]:
    """Return the option and the measure of a row group."""
    places = (WORDS.index(name) for name in ("option", "measure"))
    option, measure = (group.column(place).statistics.min for place in places)
    return option, measure


def _matrix(column: pa.Array, width: int) -> Matrix:
    return np.asarray(column.flatten().to_numpy(), np.float32).reshape(-1, width)
