"""Waits beyond a limit that the law excepts, and why.

A reason has a moment at which it arises. It excepts a wait that ran beyond the limit when that
moment lies within the limit; a wait within the limit needs no excuse.
"""

from collections.abc import Iterator
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from sim.demand.days import Days
from sim.measures.clocks import SLACK, FloatArray, IntArray, waited_in_unit
from sim.measures.readings import Reading
from sim.pathway.history import History
from sim.settings.standard import Standard

BoolArray = NDArray[np.bool_]

NOT_EXCEPTED = "not excepted"
"""Band of a share from which excepted waits are left out."""
SCHOOL_CLOSED = "school_closed"


def excepted(reading: Reading, standard: Standard, late: IntArray) -> dict[str, IntArray]:
    """Return the units of each reason, of some that ran beyond the limit.

    A unit with several reasons stands under the first: events, then school closures, then
    shares, in the order of the settings.
    """
    found, left = {}, late
    for reason, holds in _reasons(reading, standard):
        here = holds[left]
        found[reason], left = left[here], left[~here]
    return found


def _reasons(reading: Reading, standard: Standard) -> Iterator[tuple[str, BoolArray]]:
    """Yield each reason, and for which of all units of a clock it holds."""
    history, timed = reading.frame.history, reading.timed
    rules, days = standard.exceptions, history.blueprint.days
    for event in rules.events:
        yield event, _in_time(standard, timed.start, _first_since(history, event, reading), days)
    if rules.school_closed_days is not None:
        closed = _closed_from(days, rules.school_closed_days)
        place = np.clip(np.floor(timed.start).astype(np.int64) - days.first, 0, days.size - 1)
        since = np.maximum(closed[place], timed.start)
        yield SCHOOL_CLOSED, _in_time(standard, timed.start, since, days)
    for reason, share in rules.shares.items():
        yield reason, history.luck(timed.row, f"excepted: {reason}") < share


def _in_time(standard: Standard, start: FloatArray, moment: FloatArray, days: Days) -> BoolArray:
    """Return where a moment lies within the limit; one that never comes (infinite) does not."""
    comes = np.isfinite(moment)
    end = np.where(comes, moment, start)
    spent = waited_in_unit(start, end, np.zeros(len(start)), standard.unit, days)
    return comes & (spent <= standard.limit + SLACK)


def _first_since(history: History, event: str, reading: Reading) -> FloatArray:
    """Return when an event first happened after each clock started; infinite for never."""
    timed = reading.timed
    start = np.full(len(reading.frame.register), np.inf)
    start[timed.row] = timed.start
    first = np.full(len(start), np.inf)
    of, times = history.restarts(event)
    since = times >= start[of]
    np.minimum.at(first, of[since], times[since])
    return first[timed.row]


def _closed_from(days: Days, least: int) -> FloatArray:
    """Return, for each day, the first day from it on within a long closure of schools."""
    closed, place = np.full(days.size, np.inf), 0
    for term, run in groupby(days.term.tolist()):
        length = len(list(run))
        if not term and length >= least:
            closed[place : place + length] = days.first + np.arange(place, place + length)
        place += length
    return np.minimum.accumulate(closed[::-1])[::-1]
