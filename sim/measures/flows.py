"""Flows: who came, who was accepted, who left and how, who became more pressing."""

import numpy as np

from sim.measures.cells import counts
from sim.measures.frame import AGE_GROUPS, Frame
from sim.measures.table import Table
from sim.pathway.codes import HOW_REGRADED, HOW_TO_CRISIS
from sim.settings.words import EXITS


def add_flows(table: Table, frame: Frame) -> None:
    """Add counts by period, area, need and priority."""
    register = frame.register
    rows = np.flatnonzero(frame.arrived)
    received = frame.period(register["ref"][rows].astype(float))
    _count(table, frame, "referrals_received", rows, received, "first_prio")
    accepted = frame.history.blueprint.columns.index("accepted")
    dates = frame.history.milestones[rows, accepted].astype(float)
    _count(table, frame, "referrals_accepted", rows, frame.period(np.nan_to_num(dates, nan=-1.0)))
    closed = rows[register["exit"][rows] >= 0]
    when = frame.period(register["ready"][closed].astype(float))
    for number, name in enumerate(EXITS):
        chosen = register["exit"][closed] == number
        _count(table, frame, f"exits_{name}", closed[chosen], when[chosen])
    _add_escalations(table, frame)
    _add_ages(table, frame, rows, received)


def _count(
    table: Table,
    frame: Frame,
    measure: str,
    rows: np.ndarray,
    period: np.ndarray,
    priority: str = "prio",
) -> None:
    values = counts(frame.rows_cells(rows, priority, over_needs=True), period, frame.size)
    table.add(measure, "children", values.ravel(), **frame.grid(values))


def _add_escalations(table: Table, frame: Frame) -> None:
    """Count rises in priority while waiting, by the priority before; and those to crisis."""
    stays = frame.history.stays
    rose = stays[np.isin(stays["how"], (HOW_REGRADED, HOW_TO_CRISIS))]
    period = frame.period(rose["end"].astype(float))
    register = frame.register
    cells = frame.cells.of(
        register["area"][rose["row"]].astype(np.int64),
        register["need"][rose["row"]].astype(np.int64),
        rose["prio"].astype(np.int64),
    )
    values = counts(cells, period, frame.size)
    table.add("re_graded_while_waiting", "children", values.ravel(), **frame.grid(values))
    to_crisis = (rose["how"] == HOW_TO_CRISIS).astype(float)
    values = counts(cells, period, frame.size, to_crisis)
    table.add("crisis_while_waiting", "children", values.ravel(), **frame.grid(values))


def _add_ages(table: Table, frame: Frame, rows: np.ndarray, period: np.ndarray) -> None:
    needs = frame.history.blueprint.needs
    need = frame.register["need"][rows].astype(np.int64)
    group = frame.age_group[rows]
    size = len(needs) * len(AGE_GROUPS)
    inside = (period >= 0) & (period < len(frame.ends))
    key = period * size + need * len(AGE_GROUPS) + group
    values = np.bincount(key[inside], minlength=len(frame.ends) * size)
    place = np.arange(len(values))
    table.add(
        "referrals_received", "children", values,
        period=(place // size, frame.periods),
        need=(place // len(AGE_GROUPS) % len(needs), needs),
        age_group=(place % len(AGE_GROUPS), [name for name, _, _ in AGE_GROUPS]),
    )  # fmt: skip
