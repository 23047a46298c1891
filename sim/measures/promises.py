"""How waits stand against each standard that applies."""

import numpy as np

from sim.measures.cells import BY_AREA, BY_NEED, ROLL_UPS
from sim.measures.clocks import SLACK, covered, spent_by, taken_off, waited_in_unit
from sim.measures.exceptions import NOT_EXCEPTED, excepted
from sim.measures.hours import HOURS, began
from sim.measures.quantiles import spread
from sim.measures.readings import Reading
from sim.measures.table import ALL, Table
from sim.settings.standard import Standard

JUST_BEFORE = 1e-6
"""A period's last moment: days short of its end."""


def add_promises(table: Table, reading: Reading) -> None:
    """Add the share within each standard of one clock, of completed and of open waits."""
    for key, standard in reading.standards.items():
        keep = covered(reading.frame.history, standard, reading.timed.row)
        keep &= _in_force(standard, reading)
        _completed(table, reading, key, standard, keep)
        _still_waiting(table, reading, key, standard, keep)


def within_limit(reading: Reading, standard: Standard, units: np.ndarray) -> np.ndarray:
    """Return which of some stopped clocks stopped within the limit."""
    days, timed = reading.frame.history.blueprint.days, reading.timed
    waited = waited_in_unit(timed.start[units], timed.stop[units], timed.paused[units],
                            standard.unit, days)  # fmt: skip
    return np.asarray(waited <= standard.limit + SLACK)


def _completed(
    table: Table, reading: Reading, key: str, standard: Standard, keep: np.ndarray
) -> None:
    frame = reading.frame
    done = reading.stopped[keep[reading.stopped]]
    within = within_limit(reading, standard, done)

    def counted(some: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return how many of some there are and how many stopped within the limit."""
        chosen = (done[some], done[some & within])
        total, good = (frame.counts(reading.base[c], reading.period[c]) for c in chosen)
        return total, good

    number, kept_promise = counted(np.ones(len(done), bool))
    _add_counts(table, reading, "completed", key, standard, number, kept_promise)
    if standard.unit == "hours":
        for band in HOURS:
            some = counted(began(band, reading.timed.start[done], frame.history.blueprint.days))
            _add_shares(table, reading, "completed", key, BY_AREA, *some, band=band)
    if standard.exceptions.stated:
        gone = _add_excepted(table, reading, key, standard, done[~within])
        some = counted(~np.isin(done, gone))
        _add_shares(table, reading, "completed", key, BY_AREA, *some, band=NOT_EXCEPTED)


def _add_excepted(
    table: Table, reading: Reading, key: str, standard: Standard, late: np.ndarray
) -> np.ndarray:
    """Add how many of those beyond the limit are excepted, by reason; return them."""
    frame, found = reading.frame, excepted(reading, standard, late)
    every = np.concatenate(list(found.values()))
    for reason, some in {ALL: every, **found}.items():
        frame.add_counts(table, "excepted_completed",
                         frame.counts(reading.base[some], reading.period[some]), BY_AREA,
                         clock=reading.name, standard=key, band=reason)  # fmt: skip
    return every


def _still_waiting(
    table: Table, reading: Reading, key: str, standard: Standard, keep: np.ndarray
) -> None:
    """An open wait is within the limit until the first period end at which it is not."""
    frame, timed = reading.frame, reading.timed
    days = frame.history.blueprint.days
    rows, first, last = reading.running
    chosen = keep[rows]
    rows, first, last = rows[chosen], first[chosen], last[chosen]
    at_ends = spent_by(frame.ends - JUST_BEFORE, standard.unit, days)
    allowed = spent_by(timed.start[rows], standard.unit, days) + standard.limit
    allowed += taken_off(timed.paused[rows], standard.unit, days) + SLACK
    broken = np.clip(np.searchsorted(at_ends, allowed, side="right"), first, last)
    base = reading.base[rows]
    number, kept_promise = frame.standing(base, first, last), frame.standing(base, first, broken)
    _add_counts(table, reading, "open", key, standard, number, kept_promise)


def _in_force(standard: Standard, reading: Reading) -> np.ndarray:
    """Return which clocks started while the standard was in force."""
    days, start = reading.frame.history.blueprint.days, reading.timed.start
    keep = np.ones(len(start), bool)
    if standard.from_date:
        keep &= start >= days.day(standard.from_date)
    if standard.to_date:
        keep &= start < days.day(standard.to_date) + 1
    return keep


def _add_counts(
    table: Table, reading: Reading, which: str, key: str, standard: Standard,
    number: np.ndarray, within: np.ndarray,
) -> None:  # fmt: skip
    """Add the share within the limit in every view, and the number beyond it where children are.

    A roll-up has the share alone: the number is what ``n`` leaves of it.
    """
    frame = reading.frame
    several = len(standard.priorities) != 1 and reading.by_priority
    children = BY_NEED if several else BY_AREA
    _add_shares(table, reading, which, key, (*children, *ROLL_UPS), number, within)
    frame.add_counts(table, f"breaches_{which}", number - within, children, clock=reading.name,
                     standard=key)  # fmt: skip


def _add_shares(
    table: Table, reading: Reading, which: str, key: str, views: tuple[str, ...],
    number: np.ndarray, within: np.ndarray, **more: str,
) -> None:  # fmt: skip
    """Add the share within the limit in every cell of some views."""
    frame = reading.frame
    maps, width = frame.cells.of(views), len(frame.cells)
    total, good = spread(number, maps, width), spread(within, maps, width)
    kept = np.flatnonzero(total)
    waits = total.ravel()[kept]
    table.add(f"share_within_{which}", "share", good.ravel()[kept] / waits, waits,
              clock=reading.name, standard=key, **more, at=kept)  # fmt: skip
