"""How waits stand against each standard that applies."""

import numpy as np

from sim.measures.cells import BY_AREA, BY_NEED, ROLL_UPS
from sim.measures.clocks import covered, in_hours, spent_by, taken_off, waited_in_unit
from sim.measures.quantiles import spread
from sim.measures.readings import Reading
from sim.measures.table import Table
from sim.settings.standard import Standard

JUST_BEFORE = 1e-6
"""A period's last moment: days short of its end."""
SLACK = 1e-9
"""A limit is inclusive, whatever the rounding of a difference."""


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
    base, period = reading.base[done], reading.period[done]
    within = within_limit(reading, standard, done)
    number, kept_promise = frame.counts(base, period), frame.counts(base[within], period[within])
    _add_share(table, reading, "completed", key, standard, number, kept_promise)
    if standard.unit == "hours":
        _by_hours(table, reading, key, standard, done, within)


def _by_hours(
    table: Table, reading: Reading, key: str, standard: Standard, done: np.ndarray,
    within: np.ndarray,
) -> None:  # fmt: skip
    """Add the same share of those whose clock began in and out of hours."""
    frame = reading.frame
    inside = in_hours(reading.timed.start[done], frame.history.blueprint.days)
    for band, began in (("in hours", inside), ("out of hours", ~inside)):
        counted = [
            frame.counts(reading.base[some], reading.period[some])
            for some in (done[began], done[began & within])
        ]
        total, good = (spread(c, frame.cells.of(BY_AREA), len(frame.cells)) for c in counted)
        kept = np.flatnonzero(total)
        waits = total.ravel()[kept]
        table.add("share_within_completed", "share", good.ravel()[kept] / waits, waits, band=band,
                  clock=standard.clock, standard=key, **frame.grid(kept))  # fmt: skip


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
    allowed += taken_off(timed.paused[rows], standard.unit) + SLACK
    broken = np.clip(np.searchsorted(at_ends, allowed, side="right"), first, last)
    base = reading.base[rows]
    number, kept_promise = frame.standing(base, first, last), frame.standing(base, first, broken)
    _add_share(table, reading, "open", key, standard, number, kept_promise)


def _in_force(standard: Standard, reading: Reading) -> np.ndarray:
    """Return which clocks started while the standard was in force."""
    days, start = reading.frame.history.blueprint.days, reading.timed.start
    keep = np.ones(len(start), bool)
    if standard.from_date:
        keep &= start >= days.day(standard.from_date)
    if standard.to_date:
        keep &= start < days.day(standard.to_date) + 1
    return keep


def _add_share(
    table: Table, reading: Reading, which: str, key: str, standard: Standard,
    number: np.ndarray, within: np.ndarray,
) -> None:  # fmt: skip
    """Add the share within the limit in every view, and the number beyond it where children are.

    A roll-up has the share alone: the number is what ``n`` leaves of it.
    """
    frame, names = reading.frame, {"clock": standard.clock, "standard": key}
    several = len(standard.priorities) != 1 and reading.by_priority
    children = BY_NEED if several else BY_AREA
    maps, width = frame.cells.of((*children, *ROLL_UPS)), len(frame.cells)
    total, good = spread(number, maps, width), spread(within, maps, width)
    kept = np.flatnonzero(total)
    waits = total.ravel()[kept]
    table.add(f"share_within_{which}", "share", good.ravel()[kept] / waits, waits, **names,
              **frame.grid(kept))  # fmt: skip
    broken = (total - good) * frame.cells.within(children)
    kept = np.flatnonzero(broken)
    table.add(f"breaches_{which}", "children", broken.ravel()[kept], **names, **frame.grid(kept))
