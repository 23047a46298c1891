"""The state on the first day: everyone who will be referred, and everyone already there."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.demand.cohort import Cohort
from sim.pathway import codes
from sim.pathway.blueprint import Blueprint
from sim.pathway.capacity import Staffing
from sim.pathway.history import Opening
from sim.pathway.state import (
    AGAIN,
    C_AGAIN,
    C_FIRST,
    C_LAST,
    C_ROWS,
    C_TRACING,
    CACHE_LINE,
    COUNTERS,
    FIRST_NEED,
    GENERAL,
    HANDOVER,
    INF,
    REGISTER,
    SECOND_FOLLOWS,
    SECOND_NEED,
    STAY,
    TRACE,
    State,
)
from sim.settings.lengths import DAYS_PER_YEAR
from sim.settings.words import EVENTS
from sim.streams import Streams

Array = NDArray[Any]

STAYS_PER_ROW, AGAIN_PER_ROW, TRACE_PER_ROW = 12, 8, 30
"""Room for records: for what a usual run writes, and for the four a row that one call may write.
Room that stays empty costs nothing; making more of it copies everything."""


def begin(
    blueprint: Blueprint,
    cohort: Cohort,
    opening: Opening,
    staff: Staffing,
    stops: Array,
    streams: Streams,
    *,
    tracing: bool,
) -> State:
    """Return the state before the first day; opening rows come first in the register.

    ``stops`` are the moments at which the clock stops, in order.
    """
    t = blueprint.tables
    register = _register(blueprint, cohort, opening)
    page_1, page_2 = streams.luck_pages()
    lines = t["lines"].copy().view(np.recarray)
    lines.last_look[:] = blueprint.days.first
    records = {"lines", "pools", "nodes", "slots", "servers"}
    return State(
        **{name: table for name, table in t.items() if name not in records},
        **{name: t[name].view(np.recarray) for name in ("nodes", "slots", "servers")},
        lines=lines,
        pools=t["pools"].copy().view(np.recarray),
        page_1=page_1,
        page_2=page_2,
        minutes=staff.minutes,
        wte=staff.wte,
        register=register,
        **_lists(blueprint),
        **_agenda(blueprint, stops),
        **_records(blueprint, register, opening, len(opening) + len(cohort), tracing=tracing),
    )


def _agenda(blueprint: Blueprint, stops: Array) -> dict[str, Array]:
    """Return the stops, the horizon last, and an agenda with nothing on it."""
    days = blueprint.days
    moments = np.append(stops, float(days.last))
    return {
        "stops": moments,
        "stop_of_day": np.searchsorted(moments, np.arange(days.first, days.last + 1.0)),
        "agenda": np.full(len(moments), -1, np.int32),
    }


def _lists(blueprint: Blueprint) -> dict[str, Array]:
    """Return empty lists and budgets."""
    lines, slots = len(blueprint.lines), len(blueprint.slots)
    return {
        "heads": np.full((lines, 3), -1, np.int32),
        "due": np.full((lines, 3), -1, np.int32),
        "waiting": np.zeros((lines, 3), np.int64),
        "caseload": np.zeros(lines, np.int64),
        "seats": np.zeros(lines, np.int64),
        "budget": np.zeros((slots, GENERAL + 1)),
        "carry": np.zeros((slots, GENERAL + 1)),
        "blocked": np.zeros((lines, 3), np.int8),
    }


def _records(
    blueprint: Blueprint, register: Any, opening: Opening, rows: int, *, tracing: bool
) -> dict[str, Array]:
    """Return what is written down during the run, still empty but for restarts of clocks."""
    days = blueprint.days
    lines, slots, pools = len(blueprint.lines), len(blueprint.slots), len(blueprint.pools)
    periods = len(days.period_starts) + 1
    counters = np.zeros(COUNTERS, np.int64)
    counters[C_ROWS], counters[C_FIRST], counters[C_LAST] = rows, days.first, days.last
    counters[C_TRACING] = int(tracing)
    traced = max(1024, TRACE_PER_ROW * rows) if tracing else 1
    behind = _restarts(blueprint, opening)
    counters[C_AGAIN] = len(behind)
    restarting = blueprint.tables["restarting"].any()
    again = np.zeros(len(behind) + (AGAIN_PER_ROW * rows if restarting else 1), AGAIN)
    again[: len(behind)] = behind
    return {
        "visits": np.zeros((len(register), len(blueprint.nodes)), np.uint8),
        "milestones": np.full((len(register), len(blueprint.columns)), np.nan),
        "stays": np.zeros(max(1024, STAYS_PER_ROW * rows), STAY).view(np.recarray),
        "trace": np.zeros(traced, TRACE).view(np.recarray),
        "again": again.view(np.recarray),
        "handover": np.zeros(len(register), HANDOVER).view(np.recarray),
        "unplaced": np.zeros(len(register), np.int32),
        "counters": counters,
        "contacts": np.zeros((lines, 3, periods, len(codes.CONTACT_KINDS)), np.int64),
        "spent": np.zeros((slots, periods)),
        "offered": np.zeros((pools, periods)),
        "cause": np.zeros((lines, periods, len(codes.CAUSES))),
        "lateness": np.zeros((lines, periods, 2)),
    }


def _restarts(blueprint: Blueprint, opening: Opening) -> Any:
    """Return the restarts of clocks that lie behind opening children."""
    parts = [np.zeros(0, AGAIN)]
    for event, (rows, times) in opening.restarts.items():
        if blueprint.tables["restarting"][EVENTS.index(event)]:
            part = np.zeros(len(rows), AGAIN)
            part["row"], part["event"], part["time"] = rows, EVENTS.index(event), times
            parts.append(part)
    return np.concatenate(parts)


def _register(blueprint: Blueprint, cohort: Cohort, opening: Opening) -> Any:
    """Return the register: opening rows, the cohort, and room for those who come back."""
    first = len(opening)
    rows = first + len(cohort)
    register = empty_rows(rows + _room_for_returns(blueprint, rows))
    _fill(register[:first], opening.cohort, blueprint)
    _fill(register[first:rows], cohort, blueprint)
    here = register[first:rows]
    here["partner"] = np.where(cohort.partner >= 0, cohort.partner + first, -1)
    here["child"] = cohort.child + first
    register["child"][:first] = opening.cohort.child
    register["partner"][:first] = opening.cohort.partner
    here["ready"] = np.where(here["second"] == FIRST_NEED, cohort.time, INF)
    return register


def empty_rows(number: int) -> Any:
    """Return rows of the register in which nobody stands yet.

    They begin on cache lines: long lists cost what fetching them costs.
    """
    room = np.zeros(number * REGISTER.itemsize + CACHE_LINE, np.uint8)
    start = -room.ctypes.data % CACHE_LINE
    rows = room[start : start + number * REGISTER.itemsize].view(REGISTER).view(np.recarray)
    for name in ("ready", "leave", "esc", "birthday", "armed"):
        rows[name] = INF
    for name in ("h_child", "h_next", "h_prev", "a_next", "a_prev", "a_bucket", "partner", "line",
                 "target", "exit"):  # fmt: skip
        rows[name] = -1
    return rows


def _fill(rows: Any, cohort: Cohort, blueprint: Blueprint) -> None:
    rows["ref"] = rows["place"] = cohort.time
    rows["birth"] = cohort.time - cohort.age * DAYS_PER_YEAR
    rows["area"], rows["stream"], rows["need"] = cohort.area, cohort.stream, cohort.need
    rows["prio"] = rows["first_prio"] = rows["triaged"] = cohort.priority
    rows["source"] = cohort.source
    rows["word_1"], rows["word_2"] = cohort.words[:, 0], cohort.words[:, 1]
    rows["left_leave"] = cohort.leaving
    rows["left_esc"], rows["next_esc"] = cohort.escalation[:, 0], cohort.escalation[:, 1]
    rows["m_accept"], rows["m_missed"] = cohort.accepted_by, cohort.missed_by
    reach, _, on_leaving, _ = blueprint.tables["by_need"][cohort.need].T
    reached = cohort.support < reach
    rows["supported"] = reached
    rows["m_leave"] = cohort.leaving_by * np.where(reached, on_leaving, 1.0)
    second = (cohort.partner >= 0) & (cohort.partner < np.arange(len(cohort)))
    rows["second"] = np.where(cohort.held, SECOND_FOLLOWS, SECOND_NEED) * second


def _room_for_returns(blueprint: Blueprint, rows: int) -> int:
    """Return rows kept free, as many as may well come back; the register grows when it is full."""
    share = blueprint.tables["returns"][:, 0].max(initial=0.0)
    return int(share * rows / 2) + 64 if share > 0 else 0
