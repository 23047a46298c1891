"""Columns of an extract, each different text read once: dates, words, numbers, ages."""

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from calibration.importers.about import About
from calibration.importers.dates import EMPTY, read_dates
from calibration.quality import Ledger
from sim.settings.lengths import DAYS_PER_YEAR

PARTS = {"area": "areas", "need": "needs", "priority": "priorities", "discharge_reason": "reasons"}
"""Where the file of --about translates the words of a column."""


def days(
    table: pa.Table, name: str, first_day: np.datetime64, file: str, ledger: Ledger
) -> NDArray[np.float64]:
    """Return a column of dates as days since the first day; NaN where there is none."""
    if name not in table.column_names:
        return np.full(table.num_rows, np.nan)
    dates = read_dates(table.column(name))
    where = f"{file}, {name}"
    dates.note_forms(where, ledger)
    ledger.note("unreadable dates", dates.unreadable.sum(), "Read as no date.", where)
    since = (dates.values - first_day).astype(float)
    return np.where(np.isnat(dates.values), np.nan, since)


def coded(
    table: pa.Table, name: str, translated: Mapping[str, str], words: Sequence[str], file: str,
    ledger: Ledger,
) -> NDArray[np.int64]:  # fmt: skip
    """Return positions in the known words; -1 where nothing, or nothing known, stands."""
    if name not in table.column_names:
        return np.full(table.num_rows, -1)
    place = {text.strip().lower(): words.index(word) for text, word in translated.items()}
    texts, codes = _texts(table.column(name))
    found = np.array([place.get(text, -1) for text in texts])
    strange = np.array([text not in place and text not in EMPTY for text in texts])
    hits = strange[codes]
    if hits.any():
        number = int(strange.sum())
        meaning = (
            f"{number} different word{'' if number == 1 else 's'}, read as not known: translate "
            f"under [{PARTS[name]}]."
        )
        ledger.note("unknown words", hits.sum(), meaning, f"{file}, {name}")
    return found[codes].astype(np.int64)


def areas(
    table: pa.Table, about: About, file: str, ledger: Ledger
) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Return areas; only names that the analyst wrote under [areas] go any further."""
    if not about.areas:
        ledger.caveat("No [areas] are given, so nothing is split by area.", file)
        return np.zeros(table.num_rows, np.int64), ("all",)
    names = tuple(dict.fromkeys(about.areas.values()))
    translated = dict(zip(names, names, strict=True)) | about.areas
    return coded(table, "area", translated, names, file, ledger), names


def numbers(table: pa.Table, name: str, file: str, ledger: Ledger) -> NDArray[np.float64]:
    """Return a column of small numbers; NaN where there is none that can be."""
    if name not in table.column_names:
        return np.full(table.num_rows, np.nan)
    texts, codes = _texts(table.column(name))
    values = np.array([_number(text) for text in texts])
    wrong = (np.isnan(values) | (values < 0) | (values > 1000)) & np.array(
        [text not in EMPTY for text in texts]
    )
    ledger.note("numbers that cannot be", wrong[codes].sum(), "Negative, enormous or no number; "
                "read as not known.", f"{file}, {name}")  # fmt: skip
    return np.where(wrong, np.nan, values)[codes]


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def ages(
    table: pa.Table, referred: NDArray[np.float64], first_day: np.datetime64, file: str,
    ledger: Ledger,
) -> NDArray[np.float64]:  # fmt: skip
    """Return the age at referral in whole years; a date of birth goes no further than here."""
    if "birth_date" not in table.column_names:
        return np.floor(numbers(table, "age_at_referral", file, ledger))
    born = days(table, "birth_date", first_day, file, ledger)
    return np.asarray(np.floor((referred - born) / DAYS_PER_YEAR))


def hashed(column: pa.ChunkedArray, salt: bytes) -> NDArray[np.str_]:
    """Return the salted hash of each identity; without a salt, nothing."""
    if not salt:
        return np.full(len(column), "")
    digest = hashlib.blake2b
    return np.array(
        [digest(text.encode(), key=salt, digest_size=8).hexdigest() for text in column.to_pylist()]
    )


def _texts(column: pa.ChunkedArray) -> tuple[list[str], NDArray[np.int64]]:
    encoded = pc.dictionary_encode(column).combine_chunks()
    texts = [text.strip().lower() for text in encoded.dictionary.to_pylist()]
    return texts, encoded.indices.to_numpy().astype(np.int64)
