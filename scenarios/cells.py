"""Choosing rows of a summary: one cell of the measures, over time or in one period."""

from typing import Any

import pandas as pd

from sim.measures.table import DEFAULTS, DIMENSIONS

WHOLE_RUN = "all"
FREE = ("period", "measure", "unit")
"""Columns that a choice of cell leaves open."""
CELL = tuple(name for name in DIMENSIONS if name not in FREE)
"""Columns that tell one cell of a measure from another."""


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
    """A summary of which many cells will be asked: each measure is laid out once."""

    def __init__(self, summary: pd.DataFrame) -> None:
        self._of = dict(list(summary.groupby("measure", observed=True)))
        self._none = summary.iloc[:0]
        self._places: dict[str, dict[Any, Any]] = {}

    def of(self, measure: str, **dimensions: str | None) -> pd.DataFrame:
        """Return the rows of one cell, as :func:`cell` does."""
        rows = self.rows(measure)
        if None in dimensions.values() or rows.empty:
            return cell(rows, measure, **dimensions)
        if measure not in self._places:
            groups = rows.groupby(list(CELL), sort=False, observed=True)
            self._places[measure] = dict(groups.indices)
        key = tuple(dimensions.get(name) or DEFAULTS.get(name, WHOLE_RUN) for name in CELL)
        places = self._places[measure].get(key)
        return rows.iloc[:0] if places is None else rows.iloc[places]

    def rows(self, measure: str) -> pd.DataFrame:
        """Return every row of a measure."""
        return self._of.get(measure, self._none)


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
    """Return a period as people say it: ``June 2026``, or ``week of 6 April 2026``."""
    date = pd.Timestamp(_first_day(period))
    if len(period) == len("2026-06"):
        return f"{date:%B %Y}"
    return f"week of {date.day} {date:%B %Y}"


def _first_day(period: str) -> str:
    return f"{period}-01" if len(period) == len("2026-06") else period
