"""Over which part of a run a comparison is made."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from scenarios.cells import spoken_day
from sim.demand.days import Days, days_of
from sim.settings import BadInput, Problem
from sim.settings.calendar import Calendar

Over = Literal["last_year", "final_quarter", "whole_run"]
PERIODS = {
    "month": {"last_year": 12, "final_quarter": 3},
    "week": {"last_year": 52, "final_quarter": 13},
}
LABELS = {"month": "%Y-%m", "week": "%Y-%m-%d"}


@dataclass(frozen=True)
class Window:
    """Some periods of a run, next to each other."""

    name: str
    words: str
    lengths: Mapping[str, float]
    """Period to its length in days, in order."""
    first_day: dt.date

    @property
    def last(self) -> str:
        """The last period, at whose end counts are read."""
        return list(self.lengths)[-1]

    @property
    def days(self) -> float:
        """Length in days."""
        return sum(self.lengths.values())


def window_of(calendar: Calendar, over: Over = "last_year", by: dt.date | None = None) -> Window:
    """Return the window that is asked for; ``by`` is the quarter that ends with a date's period.

    A run shorter than the window gives all of it.
    """
    periods = periods_of(calendar)
    if by is not None:
        return _until(calendar, periods, by)
    wanted = PERIODS[calendar.period].get(over, len(periods))
    return _named(over, periods, max(len(periods) - wanted, 0), len(periods))


def shared(calendars: Sequence[Calendar]) -> Calendar:
    """Return the days that several runs share, in whole periods: what the first has of them.

    Raises:
    BadInput
        When they have no period in common.
    """
    first = calendars[0]
    if all(calendar == first for calendar in calendars):
        return first
    everywhere = set.intersection(*(set(periods_of(calendar)) for calendar in calendars))
    common = [period for period in periods_of(first) if period in everywhere]
    if not common:
        text = f"these runs have no whole {first.period} in common"
        raise BadInput([Problem("runs", "", text, "Compare runs of the same time.")])
    (_, start, _), (_, last, length) = common[0], common[-1]
    days = (last - start).days + round(length)
    return first.model_copy(update={"start_date": start, "horizon_days": days})


def so_far(calendar: Calendar, window: Window) -> Window:
    """Return everything from the first day to the end of a window."""
    periods = periods_of(calendar)
    return _named("so_far", periods, 0, [name for name, _, _ in periods].index(window.last) + 1)


def years_of(calendar: Calendar) -> list[Window]:
    """Return the years of a run, counted from its first day; the last may be short."""
    periods, size = periods_of(calendar), PERIODS[calendar.period]["last_year"]
    return [
        _named(f"year {k // size + 1}", periods, k, min(k + size, len(periods)))
        for k in range(0, len(periods), size)
    ]


Periods = list[tuple[str, dt.date, float]]
"""Label, first day and length in days of each period."""


def periods_of(calendar: Calendar) -> Periods:
    """Return the periods of a run."""
    days: Days = days_of(calendar)
    lengths = np.diff(np.concatenate(([0.0], days.period_ends))).tolist()
    form = LABELS[calendar.period]
    return [
        (start.strftime(form), start, length)
        for start, length in zip(days.period_starts, lengths, strict=True)
    ]


def _until(calendar: Calendar, periods: Periods, by: dt.date) -> Window:
    last_day = calendar.end_date - dt.timedelta(days=1)
    if not calendar.start_date <= by <= last_day:
        text = f"{by} is outside the run, which goes from {calendar.start_date} to {last_day}"
        raise BadInput([Problem("--by", "", text, "Give a date within it.")])
    end = max(k for k, (_, start, _) in enumerate(periods) if start <= by) + 1
    size = PERIODS[calendar.period]["final_quarter"]
    return _named("by", periods, max(end - size, 0), end)


def _named(name: str, periods: Periods, first: int, end: int) -> Window:
    chosen = periods[first:end]
    last_day = chosen[-1][1] + dt.timedelta(days=chosen[-1][2] - 1)
    words = f"{spoken_day(chosen[0][1])} to {spoken_day(last_day)}"
    lengths = {label: length for label, _, length in chosen}
    return Window(name, words, lengths, chosen[0][1])
