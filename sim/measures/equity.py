"""Who is left behind: waits and acceptance by group and age, and gaps between areas and groups."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.demand.cohort import group_kinds
from sim.measures.frame import AGE_NAMES, Frame
from sim.measures.quantiles import grouped, plain_maps
from sim.measures.readings import Reading
from sim.measures.rollup import NOT_KNOWN
from sim.measures.table import ALL, Table
from sim.pathway.codes import X_LAPSED, X_REFUSED, X_SIGNPOSTED

MEDIAN = 1
"""Place of the median among the statistics of ``grouped``."""


@dataclass(frozen=True)
class Division:
    """A way of dividing children: a word for each episode."""

    name: str
    """``areas``, ``groups``, or empty where no gap is drawn."""
    dimension: str
    words: list[str]
    code: np.ndarray
    """Position of each episode's word."""
    compared: int
    """How many of the words, from the first, a gap is drawn between; not known is none."""
    kind: str = ALL
    """Kind of group."""

    def columns(self, cell: np.ndarray) -> dict[str, Any]:
        """Return the word of some cells as a column."""
        return {self.dimension: (cell % len(self.words), self.words)}


def add_equity(table: Table, first_contact: Reading) -> None:
    """Add waits to first contact and acceptance by area, group and age, and their gaps."""
    frame = first_contact.frame
    for division in _divisions(frame):
        _waits(table, first_contact, division)
        if division.name:
            _accepted(table, frame, division)


def _divisions(frame: Frame) -> list[Division]:
    areas = frame.history.blueprint.areas
    area = frame.register["area"].astype(np.int64)
    return [
        Division("areas", "area", areas, area, len(areas)),
        *_groups(frame),
        Division("", "age_group", AGE_NAMES, frame.age_group, 0),
    ]


def _groups(frame: Frame) -> list[Division]:
    """Return every kind of group; a child whose group is missing is counted as not known."""
    history, found = frame.history, []
    known = np.concatenate((history.opening.cohort.groups, history.cohort.groups))
    child = np.minimum(frame.register["child"].astype(np.int64), len(known) - 1)
    for column, (kind, names) in enumerate(group_kinds(history.blueprint.scenario).items()):
        group = known[child, column]
        words = [f"{kind}: {name}" for name in (*names, NOT_KNOWN)]
        code = np.where(group < 0, len(names), group).astype(np.int64)
        found.append(Division("groups", "group", words, code, len(names), kind))
    return found


def _waits(table: Table, first_contact: Reading, division: Division) -> None:
    """Add mean and median, month by month, and the gap between medians, also of the run."""
    frame, done = first_contact.frame, first_contact.stopped
    row, wait = first_contact.timed.row[done], first_contact.timed.wait()[done]
    period = first_contact.period[done]
    needs, words = frame.cells.needs, division.words
    key = frame.register["need"][row] * len(words) + division.code[row]
    width = len(needs) * len(words)
    clock = first_contact.name
    for when, periods in ((period, frame.periods), (np.zeros_like(period), [ALL])):
        maps = plain_maps(len(periods), width)
        number, statistics = grouped(wait, key, when, maps, width)
        if division.dimension != "area" and periods is frame.periods:
            kept = np.flatnonzero(number)
            for k, name in ((0, "mean"), (MEDIAN, "p50")):
                table.add(f"wait_completed_{name}", "days", statistics[:, :, k].ravel()[kept],
                          number.ravel()[kept], clock=clock, period=(kept // width, periods),
                          need=(kept % width // len(words), needs),
                          **division.columns(kept % width))  # fmt: skip
        if division.compared > 1:
            medians = statistics[:, :, MEDIAN]
            _gap(table, f"gap_between_{division.name}_p50", "days", medians, number, division,
                 needs, periods, clock=clock)  # fmt: skip


def _accepted(table: Table, frame: Frame, division: Division) -> None:
    """Add the share accepted of those decided in a period, and its gap."""
    needs, words = frame.cells.needs, division.words
    row, period, accepted = _decisions(frame)
    width = len(needs) * len(words)
    key = frame.register["need"][row] * len(words) + division.code[row]
    for when, periods in ((period, frame.periods), (np.zeros_like(period), [ALL])):
        size = len(periods) * width
        number = np.bincount(when * width + key, minlength=size).astype(float)
        good = np.bincount((when * width + key)[accepted], minlength=size)
        share = np.divide(good, number, out=np.full(size, np.nan), where=number > 0)
        kept = np.flatnonzero(number)
        table.add("share_accepted", "share", share[kept], number[kept],
                  period=(kept // width, periods), need=(kept % width // len(words), needs),
                  **division.columns(kept % width))  # fmt: skip
        if division.compared > 1:
            _gap(table, f"gap_between_{division.name}_accepted", "share",
                 share.reshape(-1, width), number.reshape(-1, width), division, needs,
                 periods)  # fmt: skip


def _decisions(frame: Frame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return episodes decided at an access point within the run, when, and if accepted."""
    r = frame.register
    rows = np.flatnonzero(frame.arrived)
    column = frame.history.blueprint.columns.index("accepted")
    accepted = frame.history.milestones[rows, column]
    turned_away = np.isin(r["exit"][rows], (X_REFUSED, X_SIGNPOSTED, X_LAPSED))
    decided = np.where(np.isnan(accepted) & turned_away, r["ready"][rows], accepted)
    period = frame.period(np.nan_to_num(decided, nan=-1.0))
    inside = (period >= 0) & (period < len(frame.ends))
    return rows[inside], period[inside], ~np.isnan(accepted[inside])


def _gap(
    table: Table, measure: str, unit: str, values: np.ndarray, number: np.ndarray,
    division: Division, needs: list[str], periods: list[str], **more: Any,
) -> None:  # fmt: skip
    """Add the largest less the smallest value, where at least two are known."""
    shape = (len(periods), len(needs), len(division.words))
    compared = values.reshape(shape)[:, :, : division.compared]
    known = ~np.isnan(compared)
    most = np.where(known, compared, -np.inf).max(axis=2)
    least = np.where(known, compared, np.inf).min(axis=2)
    kept = np.flatnonzero(known.sum(axis=2) >= 2)
    total = (number.reshape(shape)[:, :, : division.compared]).sum(axis=2)
    table.add(measure, unit, (most - least).ravel()[kept], total.ravel()[kept],
              period=(kept // len(needs), periods), need=(kept % len(needs), needs),
              group=division.kind, **more)  # fmt: skip
