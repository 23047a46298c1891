"""Flows: who came, who was accepted, who left and how, who became more pressing."""

from typing import Any

import numpy as np

from sim.measures.cells import EVERY, FLOWING, OVER_NEEDS
from sim.measures.frame import AGE_NAMES, Frame
from sim.measures.rollup import provider_at
from sim.measures.table import Table
from sim.pathway.codes import HOW_REGRADED, HOW_TO_CRISIS
from sim.settings.words import EXITS


def add_flows(table: Table, frame: Frame) -> None:
    """Add counts by period, area, need and priority."""
    register = frame.register
    rows = np.flatnonzero(frame.arrived)
    referred = register["ref"][rows].astype(float)
    received = frame.period(referred)
    base = frame.base_of(rows, register["first_prio"][rows])
    frame.add_counts(table, "referrals_received", frame.counts(base, received), EVERY)
    accepted = frame.history.milestones[rows, frame.history.blueprint.columns.index("accepted")]
    when = frame.period(np.nan_to_num(accepted, nan=-1.0))
    frame.add_counts(table, "referrals_accepted", frame.counts(frame.base[rows], when), EVERY)
    closed = register["exit"][rows] >= 0
    left = np.where(closed, register["ready"][rows], np.inf)
    _exits(table, frame, rows[closed], frame.period(left[closed]))
    open_now = frame.standing(frame.base[rows], *frame.open_at(referred, left))
    frame.add_counts(table, "open_referrals", open_now, OVER_NEEDS)
    _escalations(table, frame)
    _ages(table, frame, rows, received)


def _exits(table: Table, frame: Frame, closed: np.ndarray, when: np.ndarray) -> None:
    for number, name in enumerate(EXITS):
        chosen = frame.register["exit"][closed] == number
        values = frame.counts(frame.base[closed[chosen]], when[chosen])
        frame.add_counts(table, f"exits_{name}", values, FLOWING)


def _escalations(table: Table, frame: Frame) -> None:
    """Count rises in priority while waiting, by the priority before; and those to crisis."""
    stays = frame.history.stays
    rose = stays[np.isin(stays["how"], (HOW_REGRADED, HOW_TO_CRISIS))]
    period = frame.period(rose["end"].astype(float))
    provider = provider_at(frame.history.blueprint, rose["line"].astype(np.int64), rose["node"])
    base = frame.base_of(rose["row"], rose["prio"], provider)
    frame.add_counts(table, "re_graded_while_waiting", frame.counts(base, period), FLOWING)
    crisis = rose["how"] == HOW_TO_CRISIS
    values = frame.counts(base[crisis], period[crisis])
    frame.add_counts(table, "crisis_while_waiting", values, FLOWING)


def _ages(table: Table, frame: Frame, rows: np.ndarray, period: np.ndarray) -> None:
    by_need_and(table, frame, "referrals_received", rows, period, "age_group",
                frame.age_group[rows], AGE_NAMES)  # fmt: skip


def by_need_and(
    table: Table, frame: Frame, measure: str, rows: np.ndarray, period: np.ndarray,
    dimension: str, word: np.ndarray, words: list[str],
) -> None:  # fmt: skip
    """Add a count of episodes by need and another dimension."""
    needs = frame.history.blueprint.needs
    size = len(needs) * len(words)
    inside = (period >= 0) & (period < len(frame.ends))
    key = period * size + frame.register["need"][rows] * len(words) + word
    values = np.bincount(key[inside], minlength=len(frame.ends) * size)
    place = np.flatnonzero(values)
    more: dict[str, Any] = {dimension: (place % len(words), words)}
    table.add(measure, "children", values[place], period=(place // size, frame.periods),
              need=(place // len(words) % len(needs), needs), **more)  # fmt: skip
