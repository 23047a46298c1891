"""The family's wait: from a child's first request, across refusals and re-referrals."""

import numpy as np

from sim.measures.clocks import Timed
from sim.measures.frame import Frame
from sim.measures.quantiles import grouped
from sim.measures.table import Table
from sim.pathway.continuation import first_requests

GOALS = ("first_contact", "treatment", "diagnosis", "medication")
STATISTICS = ("mean", "p50", "p90", "p95")


def add_journeys(table: Table, frame: Frame) -> None:
    """Add waits from a child's first referral to first help, treatment, diagnosis, medication."""
    register = frame.register
    columns = frame.history.blueprint.columns
    rows = np.flatnonzero(frame.arrived)
    child = register["child"][rows].astype(np.int64)
    key = child * len(frame.history.blueprint.needs) + register["need"][rows]
    _, inverse = np.unique(key, return_inverse=True)
    first = first_requests(frame.history)[rows]
    for goal in GOALS:
        if goal not in columns:
            continue
        dates = frame.history.milestones[rows, columns.index(goal)]
        earliest = np.full(inverse.max(initial=-1) + 1, np.inf)
        np.minimum.at(earliest, inverse, np.nan_to_num(dates, nan=np.inf))
        reached = np.where(dates == earliest[inverse], dates, np.nan)
        timed = Timed(first, reached, np.full(len(rows), np.inf), np.zeros(len(rows)), rows)
        done = np.flatnonzero(~np.isnan(reached))
        number, statistics = grouped(
            timed.wait()[done],
            frame.rows_cells(rows[done]),
            frame.period(reached[done]),
            frame.size,
        )
        kept = np.flatnonzero(number.ravel() > 0)
        grid = {k: (codes[kept], words) for k, (codes, words) in frame.grid(number).items()}
        for k, name in enumerate(STATISTICS):
            table.add(f"whole_journey_{name}", "days", statistics[:, :, k].ravel()[kept],
                      number.ravel()[kept], clock=f"whole_journey_to_{goal}", **grid)  # fmt: skip
