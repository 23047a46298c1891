"""The family's wait: from a child's first request, across refusals and re-referrals.

Beside the whole journey stand its parts: the waits inside it, from one event to the next.
"""

import numpy as np

from sim.measures.cells import Stored
from sim.measures.frame import Frame
from sim.measures.quantiles import grouped
from sim.measures.readings import MOST
from sim.measures.table import Table
from sim.pathway.continuation import first_requests

GOALS = ("first_contact", "treatment", "diagnosis", "medication")
STEPS = (
    ("referral", "accepted"), ("accepted", "first_contact"), ("first_contact", "second_contact"),
    ("first_contact", "treatment"), ("first_contact", "assessed"), ("assessed", "diagnosis"),
    ("diagnosis", "medication"),
)  # fmt: skip
"""Waits inside a journey, from one event of an episode to another; choice to partnership is
first contact to treatment."""
WHOLE: Stored = {"need": (*MOST, "p95"), "area and need": MOST}
INSIDE: Stored = {"need": MOST}


def add_journeys(table: Table, frame: Frame) -> None:
    """Add waits from a child's first request to each goal, and the waits inside."""
    columns = frame.history.blueprint.columns
    rows = np.flatnonzero(frame.arrived)
    request = first_requests(frame.history)
    for goal in GOALS:
        if goal not in columns:
            continue
        dates = frame.history.milestones[:, columns.index(goal)]
        done = _first_of_each(frame, rows[~np.isnan(dates[rows])], dates)
        _add(table, frame, "whole_journey", f"whole_journey_to_{goal}", done,
             dates[done] - request[done], dates[done], WHOLE)  # fmt: skip
    for start, stop in STEPS:
        if stop in columns and (start in columns or start == "referral"):
            _step(table, frame, rows, start, stop)


def _first_of_each(frame: Frame, reached: np.ndarray, dates: np.ndarray) -> np.ndarray:
    """Return the episode in which each child first reached a goal for a need, and no other."""
    register = frame.register
    child = register["child"][reached].astype(np.int64)
    key = child * len(frame.cells.needs) + register["need"][reached]
    order = np.lexsort((reached, dates[reached], key))
    _, first = np.unique(key[order], return_index=True)
    return np.asarray(reached[order[first]])


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
    _add(table, frame, "journey_step", f"{start}_to_{stop}", rows[done], wait, ended[done], INSIDE)


def _add(
    table: Table, frame: Frame, measure: str, clock: str, rows: np.ndarray, wait: np.ndarray,
    when: np.ndarray, stored: Stored,
) -> None:  # fmt: skip
    maps, width = frame.cells.of(stored), len(frame.cells)
    found = grouped(wait, frame.base[rows], frame.period(when), maps, width)
    frame.add_statistics(table, measure, *found, stored, clock=clock)
