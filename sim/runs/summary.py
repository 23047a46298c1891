"""The summary of a run: for every row of the measures, two kinds of range, never mixed.

``mean_low`` to ``mean_high`` is the precision of our average: its 95 % confidence interval.
``range_p10`` to ``range_p90`` is the range of futures you might see, over replications and
accepted sets.
"""

import math
from collections.abc import Callable, Collection, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, TextIO

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sim.measures.table import CHECKED, DIMENSIONS, SEALED
from sim.runs.damage import damage_told
from sim.runs.gathered import Gathered, Matrix
from sim.runs.rows import Rows

KEYS = ("option", *DIMENSIONS)
NUMBERS = ("mean", "mean_low", "mean_high", "range_p10", "range_p90", "replications", "n")
COLUMNS = (*KEYS, *NUMBERS)
HEADING = ",".join(COLUMNS) + "\n"
LOW = COLUMNS.index("mean_low")
WORKSHEET_ROWS = 1_048_576
"""Rows of a sheet in Excel and LibreOffice (Microsoft: Excel specifications and limits)."""
BLOCK = 16_384
"""Rows worked out at a time, so that a large run takes little memory."""
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in KEYS),
        *((name, pa.float64()) for name in NUMBERS),
    ]
)
PARQUET: dict[str, Any] = {
    **SEALED,
    "write_statistics": ["measure", "option"],
    "use_dictionary": list(KEYS),
}
"""How a summary is kept for programs: a measure of an option is found without the others."""

FloatArray = NDArray[np.float64]


class Summary:
    """Adds up replications one table at a time, one option after another."""

    def __init__(self, keep: Callable[[Gathered, pd.DataFrame], None] | None = None) -> None:
        """``keep`` is given each option's replications, and its summary, once all are there."""
        self._keep = keep
        self._done: list[pd.DataFrame] = []
        self._option = ""
        self._gathered = Gathered(Rows(DIMENSIONS))

    def add(self, table: pa.Table) -> None:
        """Add the measures of one replication; tables of one option follow each other."""
        if not table.num_rows:
            return
        (option,) = table.column("option").unique().to_pylist()
        if option != self._option:
            self._close()
            self._option = option
        (batch,) = table.combine_chunks().to_batches()
        self._gathered.add(batch)

    def _close(self) -> None:
        if len(self._gathered):
            frame = _summed_up(self._gathered)
            frame.insert(0, "option", self._option)
            if self._keep is not None:
                self._keep(self._gathered, frame)
            self._done.append(frame)
        self._gathered = Gathered(Rows(DIMENSIONS))

    def frame(self) -> pd.DataFrame:
        """Return the summary, in the order of the options and of the measures."""
        self._close()
        if not self._done:
            return pd.DataFrame(columns=list(COLUMNS))
        return pd.concat(self._done, ignore_index=True)


def _summed_up(gathered: Gathered) -> pd.DataFrame:
    """Return one row for each row of the measures: measure after measure, each in time."""
    values = gathered.values()
    starts = range(0, len(values), BLOCK)
    blocks = [_statistics(values[start : start + BLOCK]) for start in starts]
    stats = {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}
    stats["n"] = gathered.numbers().sum(axis=1, dtype=float) / stats["replications"]
    columns = {name: gathered.rows.words(name) for name in DIMENSIONS}
    words = {name: np.array(known, object)[codes] for name, (codes, known) in columns.items()}
    (period, periods), (measure, _) = columns["period"], columns["measure"]
    in_time = np.argsort(np.argsort(periods))[period]
    table = pd.DataFrame({**words, **stats})[[*DIMENSIONS, *NUMBERS]]
    return table.iloc[np.lexsort((in_time, measure))].reset_index(drop=True)


def _statistics(block: Matrix) -> dict[str, FloatArray]:
    """Return mean, interval and range of each row, over the replications that have a value."""
    values = np.sort(block, axis=1).astype(float)
    size = np.count_nonzero(~np.isnan(values), axis=1).astype(float)
    mean = np.nansum(values, axis=1) / size
    squares = np.nansum((values - mean[:, None]) ** 2, axis=1)
    half = _t95(size) * np.sqrt(squares / np.maximum(size - 1, 1) / size)
    half = np.where(size > 1, half, np.nan)
    return {
        "mean": mean,
        "mean_low": mean - half,
        "mean_high": mean + half,
        "range_p10": _quantile(values, size, 0.1),
        "range_p90": _quantile(values, size, 0.9),
        "replications": size,
    }


def _quantile(values: FloatArray, size: FloatArray, share: float) -> FloatArray:
    """Return a percentile of sorted rows, whose missing values stand at the end."""
    spot = share * (size - 1)
    low = np.floor(spot).astype(np.int64)
    high = np.minimum(low + 1, size.astype(np.int64) - 1)
    rows = np.arange(len(values))
    below, above = values[rows, low], values[rows, high]
    return np.asarray(below + (above - below) * (spot - low))


def _t95(size: FloatArray) -> FloatArray:
    """Return the 97.5 % point of Student's t with size - 1 degrees of freedom."""
    from scipy.special import stdtrit

    return np.asarray(stdtrit(np.maximum(size - 1, 1), 0.975))


def keep_summary(summary: pd.DataFrame, path: Path) -> None:
    """Keep a summary as Parquet, which is read many times sooner than its CSV.

    Rows are brought into order once, as codes of their words: taken part by part, each part would
    go through the words of all the others.
    """
    table = pa.Table.from_pandas(summary, SCHEMA, preserve_index=False)
    for place, name in enumerate(KEYS):
        table = table.set_column(place, name, table.column(name).dictionary_encode())
    measure, option = (pd.factorize(summary[name])[0] for name in ("measure", "option"))
    rows = np.lexsort((option, measure))
    table = table.take(rows)
    moves = (np.diff(measure[rows]) != 0) | (np.diff(option[rows]) != 0)
    bounds = [0, *(np.flatnonzero(moves) + 1).tolist(), len(rows)]
    with pq.ParquetWriter(path, SCHEMA, **PARQUET) as writer:
        for first, end in pairwise(bounds):
            writer.write_table(table.slice(first, end - first).cast(SCHEMA))


def kept_summary(
    path: Path, options: str | Collection[str] = (), measures: str | Collection[str] = ()
) -> pd.DataFrame:
    """Read a summary that was kept: measure after measure, each of all options, one or several.

    Raises:
    BadInput
        When the file is damaged.
    """
    wanted = {"option": options, "measure": measures}
    chosen = [
        (column, "in", {words} if isinstance(words, str) else set(words))
        for column, words in wanted.items()
        if words
    ]
    with damage_told(path):
        return pq.read_table(path, filters=chosen or None, **CHECKED).to_pandas()


class SummarySheet:
    """Writes a summary as CSV, option after option, for spreadsheets.

    An option that would not fit in a worksheet with those before it is left out: a file that no
    spreadsheet opens would be of no use, and programs read ``summary.parquet``.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._rows = 1
        self.options: list[str] = []
        """The options written."""
        file.write(HEADING)

    def add(self, option: str, summary: pd.DataFrame) -> None:
        """Add an option, if there is room: words, and numbers to six significant digits."""
        if self._rows + len(summary) <= WORKSHEET_ROWS:
            self._rows += len(summary)
            self._file.writelines(summary_lines(summary))
            self.options.append(option)


def summary_lines(summary: pd.DataFrame) -> Iterator[str]:
    """Yield the rows of a summary as lines of its CSV.

    Written line by line: a hundred thousand rows take a third of the time that pandas needs.
    """
    words = [_quoted(summary[name]) for name in KEYS]
    numbers = [summary[name].tolist() for name in NUMBERS]
    line = ",".join(["%s"] * len(KEYS) + ["%.6g"] * len(NUMBERS)) + "\n"
    no_interval = ",".join(["%s"] * len(KEYS) + ["%.6g", "%.0s", "%.0s"] + ["%.6g"] * 4) + "\n"
    for row in zip(*words, *numbers, strict=True):
        yield (no_interval if math.isnan(row[LOW]) else line) % row


def _quoted(column: pd.Series) -> list[str]:
    """Return words as a CSV file writes them, in quotes where one holds a comma or a quote."""
    codes, words = pd.factorize(column)
    written = [
        '"' + word.replace('"', '""') + '"' if any(mark in word for mark in ',"\n\r') else word
        for word in words
    ]
    return [written[code] for code in codes.tolist()]
