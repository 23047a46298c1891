"""The family's wait: from a child's first request, across refusals and re-referrals.

Beside the whole journey stand its parts: the waits inside it, from one event to the next.
"""

import numpy as np

from sim.measures.cells import BY_AREA, ROLL_UPS
from sim.measures.frame import Frame
from sim.measures.quantiles import grouped
from sim.measures.table import Table

GOALS = ("first_contact", "treatment", "diagnosis", "medication")
STEPS = (
    ("referral", "accepted"), ("accepted", "first_contact"), ("first_contact", "second_contact"),
    ("first_contact", "treatment"), ("first_contact", "assessed"), ("assessed", "diagnosis"),
    ("diagnosis", "medication"),
)  # fmt: skip
"""Waits inside a journey, from one event of an episode to another; choice to partnership is
first contact to treatment."""
JOURNEY = (*BY_AREA, *ROLL_UPS)


def add_journeys(table: Table, frame: Frame) -> None:
    """Add waits from a child's first request to each goal, and the waits inside."""
    rows = np.flatnonzero(frame.arrived)
    request, inverse = _first_requests(frame, rows)
    columns = frame.history.blueprint.columns
    for goal in GOALS:
        if goal not in columns:
            continue
        dates = frame.history.milestones[rows, columns.index(goal)]
        earliest = np.full(len(request), np.nan)
        np.fmin.at(earliest, inverse, dates)
        done = np.flatnonzero(dates == earliest[inverse])
        wait = dates[done] - request[inverse[done]]
        _add(table, frame, "whole_journey", f"whole_journey_to_{goal}", rows[done], wait,
             dates[done], JOURNEY)  # fmt: skip
    for start, stop in STEPS:
        if stop in columns and (start in columns or start == "referral"):
            _step(table, frame, rows, start, stop)


def _first_requests(frame: Frame, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return each child's first request for a need, and which of them each episode is of."""
    register = frame.register
    key = register["child"][rows].astype(np.int64) * len(frame.cells.needs) + register["need"][rows]
    _, inverse = np.unique(key, return_inverse=True)
    first = np.full(inverse.max(initial=-1) + 1, np.inf)
    np.minimum.at(first, inverse, register["ref"][rows].astype(float))
    return first, inverse


def _step(table: Table, frame: Frame, rows: np.ndarray, start: str, stop: str) -> None:
    """Add the wait from one event of an episode to another, in the period of the second."""
    milestones, columns = frame.history.milestones, frame.history.blueprint.columns
    if start == "referral":
        began = frame.register["ref"][rows].astype(float)
    else:
        began = milestones[rows, columns.index(start)]
    ended = milestones[rows, columns.index(stop)]
    done = np.flatnonzero(ended >= began)
    wait = (ended - began)[done]
    _add(table, frame, "journey_step", f"{start}_to_{stop}", rows[done], wait, ended[done], BY_AREA)


def _add(
    table: Table, frame: Frame, measure: str, clock: str, rows: np.ndarray, wait: np.ndarray,
    when: np.ndarray, views: tuple[str, ...],
) -> None:  # fmt: skip
    maps, width = frame.cells.of(views), len(frame.cells)
    found = grouped(wait, frame.base[rows], frame.period(when), maps, width)
    frame.add_statistics(table, measure, *found, clock=clock)
