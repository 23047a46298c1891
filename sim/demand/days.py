"""The days of a run as tables: which are worked, which are school days, which month is which.

Day 0 is the scenario's start date; days before it belong to the warm-up. Tables are indexed
by ``day - first``. Days are civil days of 24 hours in Europe/London.
"""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sim.settings.calendar import Calendar, Dates

MARGIN_DAYS = 400
"""Days kept after the horizon so that a date just past it can still be looked up."""


@dataclass(frozen=True)
class Days:
    """Calendar tables from ``first`` (0 or negative) to ``last`` (the horizon) and a margin."""

    start: dt.date
    first: int
    last: int
    period: NDArray[np.int64]
    """Period (month or week) of each day; 0 holds the start date, -1 everything before."""
    period_starts: tuple[dt.date, ...]
    period_ends: NDArray[np.float64]
    """The moment each period ends, in days."""
    month: NDArray[np.int64]
    """Calendar month 0 to 11."""
    weekday: NDArray[np.int64]
    """0 for Monday."""
    working: NDArray[np.bool_]
    term: NDArray[np.bool_]

    def date(self, day: float) -> dt.date:
        """Return the date of a day."""
        return self.start + dt.timedelta(days=int(np.floor(day)))

    def day(self, date: dt.date) -> int:
        """Return the day number of a date."""
        return (date - self.start).days

    @property
    def size(self) -> int:
        """Number of days in each table."""
        return len(self.month)


def days_of(calendar: Calendar, *, warm_up: bool = False) -> Days:
    """Return the calendar tables of a scenario."""
    return _tables(calendar, -calendar.warm_up_days if warm_up else 0, calendar.horizon_days)


def days_before(calendar: Calendar) -> Days:
    """Return the calendar tables of a warm-up, which ends where the run begins."""
    return days_back(calendar, calendar.warm_up_days)


def days_back(calendar: Calendar, number: int) -> Days:
    """Return the calendar tables of so many days before the start date."""
    return _tables(calendar, -number, 0)


@lru_cache(maxsize=16)
def _tables(calendar: Calendar, first: int, last: int) -> Days:
    size = last + MARGIN_DAYS - first
    dates = [calendar.start_date + dt.timedelta(days=first + k) for k in range(size)]
    weekday = np.array([date.weekday() for date in dates])
    working = (weekday < calendar.working_weekdays) & ~_bank_holidays(calendar, dates)
    term = (weekday < 5) & ~_within(calendar.school_holidays, dates)
    period, starts = _periods(calendar, dates, last - first)
    in_run = period[: last - first]
    ends = [first + k for k in range(1, len(in_run)) if in_run[k] != in_run[k - 1]]
    ends = [*[end for end in ends if end > 0], last]
    month = np.array([date.month - 1 for date in dates])
    return Days(
        calendar.start_date, first, last, period, tuple(starts),
        np.array(ends, float), month, weekday, working, term,
    )  # fmt: skip


def _bank_holidays(calendar: Calendar, dates: list[dt.date]) -> NDArray[np.bool_]:
    if calendar.country == "none":
        return np.zeros(len(dates), bool)
    import holidays

    subdivision = {
        "England": "ENG",
        "Scotland": "SCT",
        "Wales": "WLS",
        "Northern Ireland": "NIR",
    }[calendar.country]
    years = range(dates[0].year, dates[-1].year + 1)
    closed = set(holidays.country_holidays("GB", subdiv=subdivision, years=years))
    return np.array([date in closed for date in dates])


def _within(spans: tuple[Dates, ...], dates: list[dt.date]) -> NDArray[np.bool_]:
    return np.array([any(span.start <= date <= span.end for span in spans) for date in dates])


def _periods(
    calendar: Calendar, dates: list[dt.date], run_days: int
) -> tuple[NDArray[np.int64], list[dt.date]]:
    """Number the periods; the first holds the start date, days before it are -1."""
    period = np.full(len(dates), -1, np.int64)
    starts: list[dt.date] = []
    for k, date in enumerate(dates):
        if date < calendar.start_date:
            continue
        elapsed = (date - calendar.start_date).days
        new = elapsed % 7 == 0 if calendar.period == "week" else date.day == 1
        if (not starts or new) and k < run_days:
            starts.append(date)
        period[k] = len(starts) - 1
    return period, starts


def day_after(counted: NDArray[np.bool_]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return tables that turn 'so many counted days from here' into a day.

    The first gives, for each day, counted days before it; the second, for each number of
    counted days, the day on which that many are complete.
    """
    before = np.concatenate(([0], np.cumsum(counted))).astype(np.float64)
    return before, np.flatnonzero(counted).astype(np.int64)
