"""Lists at the end of each period: who waits, where, and who is in care."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from sim.measures.cells import EVERY
from sim.measures.frame import AGE_NAMES, Frame, open_at_ends
from sim.measures.quantiles import grouped
from sim.measures.stays import Stays
from sim.measures.table import ALL, Table
from sim.pathway.codes import HOW_SEEN, STAY_WAIT
from sim.settings.words import PRIORITIES

STATISTICS = ("mean", "p50", "p90")
"""Stored of waits by stage; by area or priority, the mean alone."""


def add_lists(table: Table, frame: Frame) -> None:
    """Add list sizes, caseloads and waits by stage."""
    stays = frame.history.stays
    _standing(table, "list_size", frame.waiting)
    _standing(table, "in_care", frame.in_care)
    _caseload(table, frame.in_care)
    seen = Stays(frame, stays[(stays["kind"] == STAY_WAIT) & (stays["how"] == HOW_SEEN)])
    _stage_waits(table, seen)
    _seen(table, seen)


def _standing(table: Table, measure: str, some: Stays) -> None:
    """Add children at each period end in every view, by stage and by age."""
    standing = some.frame.standing(some.base, some.first, some.last)
    some.frame.add_counts(table, measure, standing, EVERY)
    _by_stage(table, measure, some)
    _by_age(table, measure, some)


def _by_stage(table: Table, measure: str, some: Stays) -> None:
    """Add children by stage and area, and by stage alone."""
    frame = some.frame
    areas, nodes = frame.history.blueprint.areas, frame.history.blueprint.nodes
    values = _open(some, (some.node, len(nodes)), (frame.register["area"][some.row], len(areas)))
    _add_counts(table, measure, values, frame, stage=nodes, area=areas)
    _add_counts(table, measure, values.sum(axis=2), frame, stage=nodes)


def _by_age(table: Table, measure: str, some: Stays) -> None:
    """Add children by need and age at referral."""
    frame, needs = some.frame, some.frame.history.blueprint.needs
    need, age = frame.register["need"][some.row], frame.age_group[some.row]
    values = _open(some, (need, len(needs)), (age, len(AGE_NAMES)))
    _add_counts(table, measure, values, frame, need=needs, age_group=AGE_NAMES)


def _caseload(table: Table, some: Stays) -> None:
    """Add children in care by the team that has them."""
    servers = some.frame.history.blueprint.servers
    values = _open(some, (some.server, len(servers)))
    _add_counts(table, "in_care", values, some.frame, team=servers)


def _open(some: Stays, *keys: tuple[Any, int]) -> np.ndarray:
    """Return how many are open at each period end; shape (periods, size of each key).

    A key is a number for each stretch, and how many numbers there are.
    """
    sizes = tuple(size for _, size in keys)
    place = np.ravel_multi_index([numbers.astype(np.int64) for numbers, _ in keys], sizes)
    size = (len(some.frame.ends), int(np.prod(sizes)))
    return open_at_ends(some.first, some.last, place, size).reshape(size[0], *sizes)


def _add_counts(
    table: Table, measure: str, counts: np.ndarray, frame: Frame, **columns: Sequence[str]
) -> None:
    """Add the counts that are not 0; shape (periods, words of each column)."""
    period, *within = np.nonzero(counts)
    places: dict[str, Any] = {
        name: (at, words) for (name, words), at in zip(columns.items(), within, strict=True)
    }
    table.add(measure, "children", counts[counts != 0], period=(period, frame.periods), **places)


def _stage_waits(table: Table, seen: Stays) -> None:
    """Add waits from joining a stage to its first contact, by area and by priority."""
    frame, stays = seen.frame, seen.stays
    areas, nodes = frame.history.blueprint.areas, frame.history.blueprint.nodes
    wide = len(areas) + len(PRIORITIES) + 1
    area, prio = frame.register["area"][seen.row].astype(np.int64), stays["prio"].astype(np.int64)
    base = (seen.node * len(areas) + area) * len(PRIORITIES) + prio
    wait = (stays["end"] - stays["join"]).astype(float)
    period, size = frame.period(stays["end"].astype(float)), len(nodes) * wide
    maps = _stage_maps(len(frame.ends), len(nodes), len(areas))
    number, statistics = grouped(wait, base, period, maps, size)
    for k, name in enumerate(STATISTICS):
        stored = np.full(wide, True) if name == "mean" else np.arange(wide) == wide - 1
        kept = np.flatnonzero(number * np.tile(stored, len(nodes)))
        within = kept % wide
        table.add(f"stage_wait_{name}", "days", statistics[:, :, k].ravel()[kept],
                  number.ravel()[kept], period=(kept // size, frame.periods),
                  stage=(kept % size // wide, nodes),
                  area=(within, [*areas, *[ALL] * (len(PRIORITIES) + 1)]),
                  priority=(within, [*[ALL] * len(areas), *PRIORITIES, ALL]))  # fmt: skip


@lru_cache(maxsize=8)
def _stage_maps(periods: int, nodes: int, areas: int) -> np.ndarray:
    """Return the cells of a stage, area and priority: by area, by priority, and the stage's."""
    node, area, prio = np.indices((nodes, areas, len(PRIORITIES))).reshape(3, -1)
    first = node * (areas + len(PRIORITIES) + 1)
    cells = np.array([first + area, first + areas + prio, first + areas + len(PRIORITIES)])
    return np.repeat(cells[:, None].astype(np.int32), periods, axis=1)


def _seen(table: Table, seen: Stays) -> None:
    """Add children seen for the first time at each stage, by the team that saw them."""
    frame = seen.frame
    nodes, servers = frame.history.blueprint.nodes, frame.history.blueprint.servers
    period = frame.period(seen.stays["end"].astype(float))
    inside = (period >= 0) & (period < len(frame.ends))
    values = np.zeros((len(frame.ends), len(nodes), len(servers)), np.int64)
    np.add.at(values, (period[inside], seen.node[inside], seen.server[inside]), 1)
    _add_counts(table, "seen", values, frame, stage=nodes, team=servers)
