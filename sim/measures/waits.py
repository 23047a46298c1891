"""Waits by clock, completed and still open, and how they stand against each standard."""

import numpy as np

from sim.measures.cells import counts
from sim.measures.clocks import Timed, clocks_of, covered, read_clock, waited_in_unit
from sim.measures.frame import Frame
from sim.measures.quantiles import MOST_DAYS, NAMES, SHARES, grouped, open_waits
from sim.measures.table import ALL, Table
from sim.settings.standard import Standard

BANDS = (("under 4 weeks", 0, 28), ("4 to 12 weeks", 28, 91), ("13 to 25 weeks", 91, 182),
         ("26 to 51 weeks", 182, 364), ("52 to 103 weeks", 364, 728),
         ("104 weeks and over", 728, MOST_DAYS))  # fmt: skip
"""Bands of open waits, in days; 13, 26, 52 and 104 weeks as NHS England publishes them."""
STATISTICS = ("mean", *NAMES)


def add_waits(table: Table, frame: Frame) -> None:
    """Add every clock's waits, and every standard that applies."""
    scenario = frame.history.blueprint.scenario
    for name, clock in clocks_of(frame.history).items():
        timed = read_clock(frame.history, clock)
        _completed(table, frame, name, timed)
        _still_waiting(table, frame, name, timed)
        for key, standard in scenario.standards.items():
            if standard.clock == name and standard.applies:
                _against_standard(table, frame, key, standard, timed)


def _completed(table: Table, frame: Frame, name: str, timed: Timed) -> None:
    """Add mean and percentiles of waits that ended in each period."""
    rows = np.flatnonzero(~np.isnan(timed.stop - timed.start))
    period = frame.period(timed.stop[rows])
    cells = frame.rows_cells(timed.row[rows])
    number, statistics = grouped(timed.wait()[rows], cells, period, frame.size)
    _add_statistics(table, frame, "wait_completed", name, number, statistics)


def _add_statistics(
    table: Table, frame: Frame, measure: str, clock: str, number: np.ndarray, statistics: np.ndarray
) -> None:
    kept = np.flatnonzero(number.ravel() > 0)
    grid = {key: (codes[kept], words) for key, (codes, words) in frame.grid(number).items()}
    for k, statistic in enumerate(STATISTICS):
        values = statistics[:, :, k].ravel()[kept]
        table.add(
            f"{measure}_{statistic}", "days", values, number.ravel()[kept], clock=clock, **grid
        )


def _open_moments(frame: Frame, timed: Timed) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return units with a clock running at some period end, and at which ends."""
    rows = np.flatnonzero(~np.isnan(timed.start))
    stop = np.where(np.isnan(timed.stop), np.inf, timed.stop)[rows]
    first, last = frame.moments_within(timed.start[rows], np.minimum(stop, timed.end[rows]))
    last = np.minimum(last, len(frame.ends))
    running = last > first
    return rows[running], first[running], last[running]


def _still_waiting(table: Table, frame: Frame, name: str, timed: Timed) -> None:
    """Add number, mean, percentiles and bands of open waits at each period end."""
    rows, first, last = _open_moments(frame, timed)
    start = timed.start[rows] + timed.paused[rows]
    cells = frame.rows_cells(timed.row[rows])
    used, place = np.unique(cells, return_inverse=True)
    edges = np.array([low for _, low, _ in BANDS])
    shown, of_shown, bands = open_waits(
        start, first, last, place.reshape(cells.shape), frame.ends, len(used), edges,
        np.array(SHARES),
    )  # fmt: skip
    number, statistics = np.zeros(frame.size), np.full((*frame.size, len(STATISTICS)), np.nan)
    number[:, used], statistics[:, used] = shown, of_shown
    table.add("open_waits", "children", number.ravel(), clock=name, **frame.grid(number))
    _add_statistics(table, frame, "wait_open", name, number, statistics)
    plain = np.array([k for k, cell in enumerate(used) if frame.cells.labels[cell][2] == ALL], int)
    for k, (label, _, _) in enumerate(BANDS):
        band = bands[:, plain, k]
        period, column = np.divmod(np.arange(band.size), max(len(plain), 1))
        table.add("open_waits", "children", band.ravel(), clock=name, band=label,
                  period=(period, frame.periods),
                  **frame.cells.dimensions(used[plain][column]))  # fmt: skip


def _against_standard(
    table: Table, frame: Frame, key: str, standard: Standard, timed: Timed
) -> None:
    """Add the share within a standard: of completed waits by period, of open ones at its end."""
    days = frame.history.blueprint.days
    keep = covered(frame.history, standard, timed.row) & _in_force(standard, timed, frame)
    waited = waited_in_unit(timed.start, timed.stop, timed.paused, standard.unit, days)
    done = np.flatnonzero(keep & ~np.isnan(waited))
    period = frame.period(timed.stop[done])
    cells = frame.rows_cells(timed.row[done])
    number = counts(cells, period, frame.size)
    within = counts(
        cells, period, frame.size, (waited[done] <= standard.limit + 1e-9).astype(float)
    )
    _add_share(table, frame, "completed", key, standard, number, within)
    rows, first, last = _open_moments(frame, timed)
    chosen = keep[rows]
    rows, first, last = rows[chosen], first[chosen], last[chosen]
    _add_share(
        table,
        frame,
        "open",
        key,
        standard,
        *_open_within(frame, standard, timed, rows, first, last),
    )


def _open_within(
    frame: Frame,
    standard: Standard,
    timed: Timed,
    rows: np.ndarray,
    first: np.ndarray,
    last: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Return open waits at each period end, and those still within the limit."""
    days = frame.history.blueprint.days
    number, within = np.zeros(frame.size), np.zeros(frame.size)
    times = last - first
    which = np.repeat(np.arange(len(rows)), times)
    offset = np.arange(len(which)) - np.repeat(np.cumsum(times) - times, times)
    period = np.repeat(first, times) + offset
    unit = rows[which]
    waited = waited_in_unit(
        timed.start[unit], frame.ends[period] - 1e-6, timed.paused[unit], standard.unit, days
    )
    cells = frame.rows_cells(timed.row[unit])
    number += counts(cells, period, frame.size)
    within += counts(cells, period, frame.size, (waited <= standard.limit + 1e-9).astype(float))
    return number, within


def _in_force(standard: Standard, timed: Timed, frame: Frame) -> np.ndarray:
    days = frame.history.blueprint.days
    keep = np.ones(len(timed.start), bool)
    if standard.from_date:
        keep &= ~(timed.start < days.day(standard.from_date))
    if standard.to_date:
        keep &= ~(timed.start >= days.day(standard.to_date) + 1)
    return keep


def _add_share(
    table: Table,
    frame: Frame,
    which: str,
    key: str,
    standard: Standard,
    number: np.ndarray,
    within: np.ndarray,
) -> None:
    names = {"clock": standard.clock, "standard": key}
    kept = np.flatnonzero(number.ravel() > 0)
    grid = {name: (codes[kept], words) for name, (codes, words) in frame.grid(number).items()}
    total = number.ravel()[kept]
    table.add(
        f"share_within_{which}", "share", within.ravel()[kept] / total, total, **names, **grid
    )
    breaches = (number - within).ravel()
    table.add(f"breaches_{which}", "children", breaches, **names, **frame.grid(number))
