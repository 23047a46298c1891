"""Who is left behind: waits by group and age, and gaps between areas."""

import numpy as np

from sim.demand.cohort import group_kinds
from sim.measures.clocks import BUILT_IN, read_clock
from sim.measures.frame import AGE_GROUPS, Frame
from sim.measures.quantiles import grouped
from sim.measures.table import Table

NOT_KNOWN = "not known"
CLOCK = "first_contact"


def add_equity(table: Table, frame: Frame) -> None:
    """Add waits to first contact by group and by age, and the gap between areas."""
    clock = frame.history.blueprint.scenario.clocks.get(CLOCK, BUILT_IN[CLOCK])
    timed = read_clock(frame.history, clock)
    rows = np.flatnonzero(~np.isnan(timed.stop - timed.start))
    wait, period, row = timed.wait()[rows], frame.period(timed.stop[rows]), timed.row[rows]
    _by_groups(table, frame, wait, period, row)
    ages = [name for name, _, _ in AGE_GROUPS]
    _by_words(table, frame, wait, period, row, frame.age_group[row], ages, "age_group")
    _gaps(table, frame, wait, period, row)


def _by_words(
    table: Table, frame: Frame, wait: np.ndarray, period: np.ndarray, row: np.ndarray,
    word: np.ndarray, words: list[str], dimension: str,
) -> None:  # fmt: skip
    needs = frame.history.blueprint.needs
    need = frame.register["need"][row].astype(np.int64)
    size = (len(frame.ends), len(needs) * len(words))
    number, statistics = grouped(wait, (need * len(words) + word)[None, :], period, size)
    kept = np.flatnonzero(number.ravel() > 0)
    cell = kept % size[1]
    for k, name in ((0, "mean"), (1, "p50")):
        table.add(
            f"wait_completed_{name}", "days", statistics[:, :, k].ravel()[kept],
            number.ravel()[kept], clock=CLOCK, period=(kept // size[1], frame.periods),
            need=(cell // len(words), needs), **{dimension: (cell % len(words), words)},
        )  # fmt: skip


def _by_groups(
    table: Table, frame: Frame, wait: np.ndarray, period: np.ndarray, row: np.ndarray
) -> None:
    """By every kind of group; a child whose group is missing is counted as not known."""
    history = frame.history
    kinds = group_kinds(history.blueprint.scenario)
    if not kinds:
        return
    known = np.concatenate((history.opening.cohort.groups, history.cohort.groups))
    for column, (kind, names) in enumerate(kinds.items()):
        of_child = frame.register["child"][row].astype(np.int64)
        group = known[np.minimum(of_child, len(known) - 1), column]
        word = np.where(group < 0, len(names), group)
        words = [f"{kind}: {name}" for name in (*names, NOT_KNOWN)]
        _by_words(table, frame, wait, period, row, word, words, "group")


def _gaps(
    table: Table, frame: Frame, wait: np.ndarray, period: np.ndarray, row: np.ndarray
) -> None:
    """Add the difference between the longest and the shortest median wait of the areas."""
    blueprint = frame.history.blueprint
    areas, needs = len(blueprint.areas), len(blueprint.needs)
    if areas < 2:
        return
    cell = frame.register["area"][row].astype(np.int64) * needs + frame.register["need"][row]
    size = (len(frame.ends), areas * needs)
    number, statistics = grouped(wait, cell[None, :].astype(np.int64), period, size)
    median = statistics[:, :, 1].reshape(len(frame.ends), areas, needs)
    served = (~np.isnan(median)).sum(axis=1) >= 2
    filled_low = np.where(np.isnan(median), np.inf, median).min(axis=1)
    filled_high = np.where(np.isnan(median), -np.inf, median).max(axis=1)
    kept = np.flatnonzero(served.ravel())
    gap = np.where(served, filled_high - filled_low, 0.0).ravel()[kept]
    total = number.reshape(len(frame.ends), areas, needs).sum(axis=1).ravel()[kept]
    table.add(
        "gap_between_areas_p50",
        "days",
        gap,
        total,
        clock=CLOCK,
        period=(kept // needs, frame.periods),
        need=(kept % needs, blueprint.needs),
    )
