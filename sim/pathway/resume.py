"""Going on from where another run ended: everybody takes their place again.

Names, not numbers, say what is what, because the run that goes on may be an option with other
stages and teams. Where it has no such stage, the stage that took over its luck stands in for it;
where there is none, the child enters the pathway again and keeps the clocks.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.pathway import heap
from sim.pathway.access import changed_provider, set_age, start
from sim.pathway.agenda import schedule
from sim.pathway.blueprint import Blueprint
from sim.pathway.codes import (
    CLOSED,
    CONTINUOUS,
    DECISION,
    DELAY,
    DELAYED,
    DUE,
    HELD,
    HOW_EXIT,
    IN_CONTINUOUS,
    INFORMATION,
    LAPSE,
    NOT_ARRIVED,
    STAY_CARE,
    STAY_WAIT,
    WAITING,
    X_ELSEWHERE,
)
from sim.pathway.compiled import kernel
from sim.pathway.continuation import Continuation, positions
from sim.pathway.departure import depart
from sim.pathway.journey import hand_over
from sim.pathway.place import expect_arrivals
from sim.pathway.places import place_of
from sim.pathway.record import end_stay
from sim.pathway.state import C_FIRST, INF, State
from sim.pathway.waiting import arm
from sim.pathway.waiting_list import join_list

KEPT = (
    "birth", "join", "since", "ready", "key", "place", "left_leave", "left_esc", "next_esc",
    "paused", "state", "why", "prio", "first_prio", "triaged", "band", "left", "attempts",
    "missed", "total", "seen", "drops", "exit", "second", "rises", "partner", "child",
)  # fmt: skip
"""Columns of the register that mean the same in every scenario."""


def resume(blueprint: Blueprint, packed: Any, state: State, before: Continuation) -> None:
    """Put everybody back where they stood, and everyone to come on the agenda."""
    old, rows = before.before, before.rows
    register = state.register[: len(rows)]
    for name in KEPT:
        register[name] = rows[name]
    nodes = np.array([_successor(blueprint, name) for name in old.nodes], np.int64)
    register["target"] = np.where(rows["target"] < 0, -1, nodes[rows["target"]])
    _copy_columns(state.visits, before.visits, nodes)
    events = positions(old.columns, blueprint.columns)
    _copy_columns(state.milestones, before.milestones, events)
    _copy_minutes(blueprint, state, before)
    order = np.argsort(rows["join"], kind="stable")
    resume_all(
        packed, nodes[rows["node"]], _lines(blueprint, before), order, float(blueprint.days.first)
    )


def being_seen(register: Any) -> NDArray[np.bool_]:
    """Return whom a responder is with."""
    return np.asarray((register["state"] == IN_CONTINUOUS) & (register["seen"] == 1))


def _successor(blueprint: Blueprint, name: str) -> int:
    """Return the stage of that name, or the one that took over its luck; -1 for none."""
    if name in blueprint.nodes:
        return blueprint.node(name)
    heirs = [other for other, stage in blueprint.scenario.stages.items() if stage.luck == name]
    return blueprint.node(heirs[0]) if heirs else -1


def _copy_columns(here: Any, before: Any, columns: NDArray[np.int64]) -> None:
    known = np.flatnonzero(columns >= 0)
    here[: len(before), columns[known]] = before[:, known]


def _copy_minutes(blueprint: Blueprint, state: State, before: Continuation) -> None:
    """Carry over minutes owed by each role, and those short of a whole contact."""
    old = before.before
    pools = positions([p.name for p in old.pools], [p.name for p in blueprint.pools])
    known = np.flatnonzero(pools >= 0)
    state.pools["debt"][pools[known]] = before.debt[known]
    slots = positions(_slot_names(old), _slot_names(blueprint))
    known = np.flatnonzero(slots >= 0)
    state.carry[slots[known]] = before.carry[known]


def _slot_names(blueprint: Blueprint) -> list[tuple[str, str]]:
    return [(blueprint.pools[pool].name, blueprint.nodes[node]) for pool, node in blueprint.slots]


def _lines(blueprint: Blueprint, before: Continuation) -> NDArray[np.int64]:
    """Return the line (or, with responders, the team) of each row; -1 where there is none."""
    old, rows = before.before, before.rows
    names = [(_successor(blueprint, old.nodes[n]), old.servers[s]) for n, s in old.lines]
    lines = positions(names, [(n, blueprint.servers[s]) for n, s in blueprint.lines])
    servers = positions(old.servers, blueprint.servers)
    line = rows["line"].astype(np.int64)
    continuous = old.tables["nodes"]["kind"][rows["node"]] == CONTINUOUS
    found = np.full(len(rows), -1, np.int64)
    here = line >= 0
    found[here & continuous] = servers[line[here & continuous]]
    found[here & ~continuous] = lines[line[here & ~continuous]]
    return found


@kernel
def resume_all(s: State, nodes: Any, lines: Any, order: Any, t: float) -> None:
    """Put rows back one by one, in the order in which they joined where they are."""
    for k in range(order.shape[0]):
        i = order[k]
        r = s.register[i]
        if r.state == NOT_ARRIVED:
            if r.ready < INF:
                schedule(s, i)
        elif r.state == HELD:
            set_age(s, i, t)
            r.birthday = INF
            r.node = max(nodes[i], 0)
            if r.target >= 0:
                r.target = s.entry[r.need, r.prio]
        elif r.state != CLOSED:
            set_age(s, i, t)
            if find_place(s, i, nodes[i], lines[i], t):
                take_place(s, i)
    expect_arrivals(s, order.shape[0])


@kernel
def find_place(s: State, i: int, node: int, line: int, t: float) -> bool:
    """Settle where a child stands; return whether the child goes on from there as before."""
    r = s.register[i]
    if r.state == DELAYED and r.why == DECISION:
        r.node = max(node, 0)
        if r.target < 0:
            r.target = s.entry[r.need, r.prio]
        return True
    if node < 0:
        r.state = DELAYED
        r.seen = 0
        r.since = t
        start(s, i, r.prio, t, 0.0)
        return False
    r.node = node
    r.line = line
    if s.nodes[node].kind == DELAY:
        return True
    serves = place_of(s, i, t)
    if serves >= 0 and serves != line and (r.seen == 0 or line < 0):
        if r.seen == 0:
            changed_provider(s, i, t)
        r.line = serves
    if r.line < 0:
        end_stay(s, i, STAY_CARE if r.seen == 1 else STAY_WAIT, HOW_EXIT + X_ELSEWHERE, t)
        depart(s, i, X_ELSEWHERE, t)
        return False
    return True


@kernel
def take_place(s: State, i: int) -> None:
    """Put a child on the list, among those due, in the delay or in the queue they were in."""
    r = s.register[i]
    t = float(s.counters[C_FIRST])
    if r.seen == 1:
        if r.state == IN_CONTINUOUS:
            return
        s.caseload[r.line] += 1
        if r.state == DUE:
            s.due[r.line, r.prio] = heap.push(s, s.due[r.line, r.prio], i)
        schedule(s, i)
        return
    undecided = r.state == DELAYED and (r.why == INFORMATION or r.why == LAPSE or r.why == DECISION)
    if not undecided:
        arm(s, i, t)
    if r.state == IN_CONTINUOUS:
        hand_over(s, i, r.join)
        return
    if r.state == WAITING:
        join_list(s, i, t)
    schedule(s, i)
