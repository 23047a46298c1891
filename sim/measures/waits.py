"""Waits by clock, completed and still open."""

import numpy as np

from sim.measures.cells import BY_AREA
from sim.measures.quantiles import MOST_DAYS, grouped, open_waits
from sim.measures.readings import Reading
from sim.measures.table import Table

BANDS = (("under 4 weeks", 0, 28), ("4 to 12 weeks", 28, 91), ("13 to 25 weeks", 91, 182),
         ("26 to 51 weeks", 182, 364), ("52 to 103 weeks", 364, 728),
         ("104 weeks and over", 728, MOST_DAYS))  # fmt: skip
"""Bands of open waits, in days; 13, 26, 52 and 104 weeks as NHS England publishes them."""
LONG = (("over_52_weeks", 364), ("over_104_weeks", 728))
"""Long waits of those seen, and the days from which they count."""


def add_waits(table: Table, reading: Reading) -> None:
    """Add the waits of one clock."""
    _completed(table, reading)
    _still_waiting(table, reading)


def _completed(table: Table, reading: Reading) -> None:
    """Add mean and percentiles of waits that ended in each period, and the longest of them."""
    frame, timed = reading.frame, reading.timed
    done = reading.stopped
    maps = frame.cells.of(reading.completed)
    wait, base, period = timed.wait()[done], reading.base[done], reading.period[done]
    found = grouped(wait, base, period, maps, len(frame.cells))
    frame.add_statistics(table, "wait_completed", *found, reading.completed, clock=reading.name)
    for name, days in LONG:
        over = wait >= days
        frame.add_counts(table, f"completed_{name}", frame.counts(base[over], period[over]),
                         ("need",), clock=reading.name)  # fmt: skip


def _still_waiting(table: Table, reading: Reading) -> None:
    """Add number, mean, percentiles and bands of open waits at each period end."""
    frame, timed = reading.frame, reading.timed
    rows, first, last = reading.running
    start = timed.start[rows] + timed.paused[rows]
    order = np.argsort(-start)
    edges = np.array([low for _, low, _ in BANDS])
    number, statistics, bands = open_waits(
        start[order], first[order], last[order], reading.base[rows[order]],
        frame.cells.of(reading.completed), frame.ends, len(frame.cells), edges,
    )  # fmt: skip
    kept = np.flatnonzero(number)
    table.add("open_waits", "children", number.ravel()[kept], clock=reading.name,
              at=kept)  # fmt: skip
    frame.add_statistics(table, "wait_open", number, statistics, reading.open,
                         clock=reading.name)  # fmt: skip
    _bands(table, reading, bands)


def _bands(table: Table, reading: Reading, bands: np.ndarray) -> None:
    """Add open waits by how long they have been open."""
    frame = reading.frame
    shown = frame.cells.within(BY_AREA if reading.promised else ("need",))
    for k, (label, _, _) in enumerate(BANDS):
        kept = np.flatnonzero(bands[:, :, k] * shown)
        table.add("open_waits", "children", bands[:, :, k].ravel()[kept], clock=reading.name,
                  band=label, at=kept)  # fmt: skip
