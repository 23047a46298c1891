"""Dates in the forms that occur in NHS files, often several in one column."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from calibration.quality import Ledger

Parse = Callable[[re.Match[str]], "tuple[int, int, int]"]

MONTHS = {
    name: number
    for number, names in enumerate(
        "jan january|feb february|mar march|apr april|may|jun june|jul july|aug august|"
        "sep sept september|oct october|nov november|dec december".split("|"),
        1,
    )
    for name in names.split()
}
_TIME = r"(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"


def _named(match: re.Match[str], year: int, month: int, day: int) -> tuple[int, int, int]:
    return int(match[year]), MONTHS.get(match[month].lower(), 0), int(match[day]) if day else 1


FORMS: dict[str, tuple[re.Pattern[str], Parse]] = {
    "yyyy-mm-dd": (
        re.compile(rf"(\d{{4}})-(\d{{2}})-(\d{{2}}){_TIME}"),
        lambda m: (int(m[1]), int(m[2]), int(m[3])),
    ),
    "dd/mm/yyyy": (
        re.compile(rf"(\d{{1,2}})[/.](\d{{1,2}})[/.](\d{{4}}){_TIME}"),
        lambda m: (int(m[3]), int(m[2]), int(m[1])),
    ),
    "dd-mm-yyyy": (
        re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})"),
        lambda m: (int(m[3]), int(m[2]), int(m[1])),
    ),
    "dd Mmm yyyy": (
        re.compile(rf"(\d{{1,2}})[- ]([A-Za-z]{{3,9}})[- ](\d{{4}}){_TIME}"),
        lambda m: _named(m, 3, 2, 1),
    ),
    "yyyymmdd": (
        re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})"),
        lambda m: (int(m[1]), int(m[2]), int(m[3])),
    ),
    "yyyy-mm": (
        re.compile(r"((?:19|20)\d{2})-?(\d{2})"), lambda m: (int(m[1]), int(m[2]), 1)
    ),
    "mm/yyyy": (re.compile(r"(\d{1,2})[/.](\d{4})"), lambda m: (int(m[2]), int(m[1]), 1)),
    "Mmm yyyy": (
        re.compile(r"([A-Za-z]{3,9})[- ](\d{4})"), lambda m: _named(m, 2, 1, 0)
    ),
    "Mmm yy": (
        re.compile(r"([A-Za-z]{3,9})[- ](\d{2})"),
        lambda m: (2000 + int(m[2]), MONTHS.get(m[1].lower(), 0), 1),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Dates:
    """A column of dates as read."""

    values: NDArray[np.datetime64]
    """Days; NaT where empty or unreadable."""
    unreadable: NDArray[np.bool_]
    """Something stands there that is no date."""
    forms: dict[str, int]
    """How many rows were written in each form."""
    month_first: int = 0
    """Rows that are no date unless the month stands first."""

    def note_forms(self, where: str, ledger: Ledger) -> None:
        """Note forms that are mixed, and dates that can only have the month first."""
        if len(self.forms) > 1:
            mix = ", ".join(f"{count:,} as {form}" for form, count in self.forms.items())
            read = sum(self.forms.values())
            ledger.note("mixed date formats", read, f"They were read: {mix}.", where)
        ledger.note("dates with the month first", self.month_first, "Dates are read day first. If "
                    "the month stands first, those that could be read are wrong too: export them "
                    "as yyyy-mm-dd.", where)  # fmt: skip


def read_dates(column: pa.ChunkedArray | pd.Series) -> Dates:
    """Read a column; each different text is read once, so that a million rows take no time."""
    texts, codes = _encoded(column)
    days = np.full(len(texts), "NaT", "datetime64[D]")
    form_of = np.full(len(texts), -1)
    for place, text in enumerate(texts):
        form, day = _read(text)
        if day is not None:
            days[place], form_of[place] = day, form
    empty = np.array([text.strip().lower() in EMPTY for text in texts], bool)
    counts = np.bincount(codes, minlength=len(texts)) if len(texts) else np.zeros(0, int)
    names = list(FORMS)
    forms = {
        names[form]: int(counts[form_of == form].sum()) for form in range(len(names))
        if (form_of == form).any()
    }  # fmt: skip
    turned = np.array([_month_first(text) for text in texts], bool) & np.isnat(days)
    unread = (np.isnat(days) & ~empty)[codes]
    return Dates(days[codes], unread, forms, int(counts[turned].sum()))


EMPTY = frozenset({"", "null", "none", "na", "n/a", "nan", "nat", "-"})
"""What stands for nothing in a cell of a local file."""


def _read(text: str) -> tuple[int, np.datetime64 | None]:
    for place, (pattern, parse) in enumerate(FORMS.values()):
        match = pattern.fullmatch(text.strip())
        if match:
            year, month, day = parse(match)
            try:
                return place, np.datetime64(f"{year:04d}-{month:02d}-{day:02d}", "D")
            except ValueError:
                return place, None
    return -1, None


def _month_first(text: str) -> bool:
    match = FORMS["dd/mm/yyyy"][0].fullmatch(text.strip())
    return match is not None and int(match[1]) <= 12 < int(match[2])


def _encoded(column: pa.ChunkedArray | pd.Series) -> tuple[list[str], NDArray[np.int64]]:
    if isinstance(column, pd.Series):
        codes, texts = pd.factorize(column)
        return [str(text) for text in texts], codes.astype(np.int64)
    encoded = pc.dictionary_encode(column).combine_chunks()
    return encoded.dictionary.to_pylist(), encoded.indices.to_numpy().astype(np.int64)


def month_end(days: NDArray[np.datetime64]) -> NDArray[np.datetime64]:
    """Return the last day of the month of each day."""
    month: NDArray[np.datetime64] = days.astype("datetime64[M]")
    after: NDArray[np.datetime64] = (month + np.timedelta64(1, "M")).astype("datetime64[D]")
    return after - np.timedelta64(1, "D")
