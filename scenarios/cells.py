"""Choosing rows of a summary: one cell of the measures, over time or in one period."""

import datetime as dt
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.measures.table import DEFAULTS, DIMENSIONS
from sim.runs.summary import NUMBERS

WHOLE_RUN = "all"
FREE = ("period", "measure", "unit")
"""Columns that a choice of cell leaves open."""
CELL = tuple(name for name in DIMENSIONS if name not in FREE)
"""Columns that tell one cell of a measure from another."""
TOTALS = tuple(DEFAULTS.get(name, WHOLE_RUN) for name in CELL)
"""The word of each of them that stands for all."""
Numbers = dict[str, float]
"""A row's numbers: mean, its interval, the range of futures, and what they rest on."""
UNKNOWN = -1
"""In place of a word that stands nowhere in a summary."""


def cell(summary: pd.DataFrame, measure: str, **dimensions: str | None) -> pd.DataFrame:
    """Return the rows of one cell of a measure, every option and period.

    A dimension that is not named is its total (``none`` for clock and standard); None leaves
    it open, so that rows of every word but the total come back.
    """
    rows = summary[summary["measure"] == measure]
    for name in CELL:
        total = DEFAULTS.get(name, WHOLE_RUN)
        word = dimensions.get(name, total)
        rows = rows[rows[name] != total] if word is None else rows[rows[name] == word]
    return rows


class Cells:
    """A summary of which many cells will be asked: each measure is laid out once, when asked."""

    def __init__(self, summary: pd.DataFrame) -> None:
        self._summary = summary
        codes, measures = pd.factorize(summary["measure"])
        self._places = {measure: place for place, measure in enumerate(measures)}
        self._order = np.argsort(codes, kind="stable")
        starts = np.searchsorted(codes[self._order], range(len(measures) + 1)).tolist()
        self._ends = list(pairwise(starts))
        self._laid_out: dict[str, _LaidOut] = {}

    def of(self, measure: str, **dimensions: str | None) -> pd.DataFrame:
        """Return the rows of one cell, as :func:`cell` does."""
        laid_out = self._measure(measure)
        return laid_out.rows.iloc[laid_out.places(dimensions)]

    def number(self, measure: str, period: str, **dimensions: str | None) -> Numbers | None:
        """Return the numbers of a cell in one period; None where there is no row."""
        laid_out = self._measure(measure)
        return laid_out.number(period, dimensions)

    def rows(self, measure: str) -> pd.DataFrame:
        """Return every row of a measure."""
        return self._measure(measure).rows

    def _measure(self, measure: str) -> "_LaidOut":
        if measure not in self._laid_out:
            self._laid_out[measure] = _LaidOut(self._summary.iloc[self._stretch(measure)])
        return self._laid_out[measure]

    def _stretch(self, measure: str) -> NDArray[np.int64]:
        """Return where the rows of a measure stand in the summary."""
        place = self._places.get(measure)
        return self._order[:0] if place is None else self._order[slice(*self._ends[place])]


class _LaidOut:
    """The rows of one measure, with their words as numbers: a row of codes for each of CELL."""

    def __init__(self, rows: pd.DataFrame) -> None:
        self.rows = rows
        found = [pd.factorize(rows[name]) for name in CELL]
        self._words = [{word: k for k, word in enumerate(words)} for _, words in found]
        self._codes = np.stack([codes for codes, _ in found])
        self._periods = rows["period"].to_numpy(object)
        self._numbers = rows[list(NUMBERS)].to_numpy(float)

    def places(self, dimensions: dict[str, str | None]) -> NDArray[np.int64]:
        """Return which rows belong to a cell."""
        asked = [dimensions.get(name, total) for name, total in zip(CELL, TOTALS, strict=True)]
        words = [total if word is None else word for word, total in zip(asked, TOTALS, strict=True)]
        wanted = [known.get(word, UNKNOWN) for known, word in zip(self._words, words, strict=True)]
        fits = self._codes == np.array(wanted)[:, None]
        left_open = [k for k, word in enumerate(asked) if word is None]
        fits[left_open] = ~fits[left_open]
        return np.flatnonzero(fits.all(axis=0))

    def number(self, period: str, dimensions: dict[str, str | None]) -> Numbers | None:
        """Return the numbers of a cell in one period; None where there is no row."""
        for place in self.places(dimensions):
            if self._periods[place] == period:
                return dict(zip(NUMBERS, self._numbers[place].tolist(), strict=True))
        return None


def in_most_futures(
    mean: float, p10: float, p90: float, *, told: Callable[[float], str] = "{:,.0f}".format
) -> str:
    """Return a range of futures, to stand in brackets behind the average.

    A few futures far off may draw the average out of the range that holds most of them: 99%,
    where nearly every future gives 100%. Then the range says so, and does not contradict it.
    """
    middle, low, high = told(mean), told(p10), told(p90)
    span = low if low == high else f"{low} to {high}"
    if mean < p10 and middle != low:
        return f"most {span}, a few lower"
    if mean > p90 and middle != high:
        return f"most {span}, a few higher"
    return f"{low} to {high}"


def with_range(row: pd.Series | Mapping[Any, Any], told: Callable[[float], str]) -> str:
    """Return a row's average and its range of futures: ``58% (52% to 67%)``."""
    mean, low, high = (row[name] for name in ("mean", "range_p10", "range_p90"))
    return f"{told(mean)} ({in_most_futures(mean, low, high, told=told)})"


def over_time(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows of a cell with a date each, in order of option and time.

    ``date`` is the first day of the month or week; rows of the whole run are left out.
    """
    dated = rows[rows["period"] != WHOLE_RUN].copy()
    dated["date"] = pd.to_datetime(dated["period"].astype(str).map(_first_day))
    return dated.sort_values(["option", "date"], kind="stable")


def periods(summary: pd.DataFrame) -> list[str]:
    """Return the periods of a summary, in order of time."""
    return sorted(set(summary["period"].astype(str)) - {WHOLE_RUN})


def spoken_period(period: str) -> str:
    """Return a period as people say it: ``June 2026``, or ``the week of 6 April 2026``."""
    date = pd.Timestamp(_first_day(period))
    if len(period) == len("2026-06"):
        return f"{date:%B %Y}"
    return f"the week of {spoken_day(date)}"


def spoken_day(date: dt.date) -> str:
    """Return a day as people say it: ``6 April 2026``."""
    return f"{date.day} {date:%B %Y}"


def short_period(period: str) -> str:
    """Return a period as it stands below a chart: ``Jun 2026``, or ``6 Apr 2026`` of a week."""
    date = pd.Timestamp(_first_day(period))
    return f"{date:%b %Y}" if len(period) == len("2026-06") else f"{date.day} {date:%b %Y}"


def _first_day(period: str) -> str:
    return f"{period}-01" if len(period) == len("2026-06") else period
