"""Putting children who are already there where they stand on the first day."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.demand.opening import OpeningList
from sim.pathway.access import set_age
from sim.pathway.agenda import schedule
from sim.pathway.blueprint import Blueprint
from sim.pathway.codes import (
    BEFORE_LIST,
    CLINIC,
    CLOSED,
    CONTINUOUS,
    D_DELAY,
    DELAY,
    DELAYED,
    HELD,
    NOT_ARRIVED,
    SCREENING,
    WHOLE_STAGE,
    X_ELSEWHERE,
)
from sim.pathway.compiled import kernel
from sim.pathway.contact import due_again
from sim.pathway.luck import luck
from sim.pathway.part_way import left_of_delay, meet_in_care
from sim.pathway.places import in_term, place_of
from sim.pathway.state import C_ROWS, INF, SECOND_FOLLOWS, State
from sim.pathway.waiting import arm
from sim.pathway.waiting_list import join_list
from sim.settings.routes import events_behind


def place_opening(blueprint: Blueprint, packed: Any, state: State, opening: OpeningList) -> None:
    """Put the opening list in its places and everyone else on the agenda."""
    number = {name: k for k, name in enumerate(blueprint.nodes)}
    nodes = np.array([number[name] for name in opening.node], np.int64)
    place_all(
        packed,
        nodes,
        opening.stage_entry,
        opening.entry_known,
        opening.contacts_done,
        opening.in_contact,
        opening.next_due,
        float(blueprint.days.first),
    )
    mark_the_past(blueprint, state, opening, nodes)


def mark_the_past(
    blueprint: Blueprint, state: State, opening: OpeningList, nodes: NDArray[np.int64]
) -> None:
    """Mark the events that opening children already have behind them.

    Their dates are not known; the date of referral stands for them, so that no clock which
    has already stopped runs on, and none of these stops falls within the run.
    """
    held, referred = opening.cohort.held, state.register["ref"]
    columns = {event: k for k, event in enumerate(blueprint.columns)}
    kinds = np.column_stack((nodes, opening.cohort.need, opening.in_contact))
    standing, which = np.unique(kinds, axis=0, return_inverse=True)
    for kind, (node, need, begun) in enumerate(standing.tolist()):
        rows = np.flatnonzero((which == kind) & ~held)
        place, of = blueprint.nodes[node], blueprint.needs[need]
        events = events_behind(blueprint.scenario, of, place, begun=begun == 1)
        for event in events & columns.keys():
            state.milestones[rows, columns[event]] = referred[rows]
        contacts = ("first_contact" in events) + ("second_contact" in events)
        state.register["total"][rows] = contacts
    decided = np.flatnonzero(held & (nodes >= len(blueprint.points)))
    state.milestones[decided, columns["accepted"]] = referred[decided]
    for event, dates in opening.events.items():
        if event in columns:
            known = np.flatnonzero(~np.isnan(dates))
            state.milestones[known, columns[event]] = dates[known]


@kernel
def place_all(
    s: State,
    nodes: Any,
    stage_entry: Any,
    entry_known: Any,
    contacts_done: Any,
    in_contact: Any,
    next_due: Any,
    t: float,
) -> None:
    """Place opening rows one by one; put arrivals on the agenda."""
    count = nodes.shape[0]
    for i in range(count):
        place(
            s,
            i,
            nodes[i],
            stage_entry[i],
            entry_known[i],
            contacts_done[i],
            in_contact[i],
            next_due[i],
            t,
        )
    expect_arrivals(s, count)


@kernel
def expect_arrivals(s: State, count: int) -> None:
    """Put everyone after the first ``count`` rows on the agenda, the last first.

    A later referral put on a stop's agenda stands before an earlier one, so going backwards
    leaves each stop in order.
    """
    for k in range(s.counters[C_ROWS] - count):
        i = s.counters[C_ROWS] - 1 - k
        if s.register[i].state == NOT_ARRIVED and s.register[i].ready < INF:
            schedule(s, i)


@kernel
def place(
    s: State, i: int, node: int, entry: float, entry_known: bool, done: int, started: bool,
    due: float, t: float,
) -> None:  # fmt: skip
    """Put one child at a node: on its list, in a delay, or between contacts."""
    r = s.register[i]
    r.node = node
    r.join = entry
    r.since = entry
    r.left = 1
    s.visits[i, node] = 1
    set_age(s, i, t)
    kind = s.nodes[node].kind
    if r.second == SECOND_FOLLOWS:
        r.state = HELD
        r.birthday = INF
        first = s.register[r.partner]
        if first.state == CLOSED:
            r.state, r.exit, r.ready = CLOSED, first.exit, t
        if kind != SCREENING:
            r.target = s.entry[r.need, r.prio]
        return
    r.line = place_of(s, i, t) if kind != DELAY else -1
    if (kind == CLINIC or kind == SCREENING) and r.line < 0:
        r.state = CLOSED
        r.exit = X_ELSEWHERE
        r.ready = t
        return
    if started and kind == CLINIC:
        in_care(s, i, done, due, t)
    elif kind == DELAY:
        arm(s, i, t)
        r.state = DELAYED
        r.why = WHOLE_STAGE
        r.ready = t
        if s.nodes[node].delay >= 0:
            known = entry_known and s.nodes[node].term == 0
            left = left_of_delay(s, i, t - entry if known else -1.0)
            r.ready = in_term(s, t, left) if s.nodes[node].term == 1 else t + left
    elif kind != CONTINUOUS:
        arm(s, i, t)
        r.why = BEFORE_LIST
        join_list(s, i, t)
    schedule(s, i)


@kernel
def in_care(s: State, i: int, done: int, due: float, t: float) -> None:
    """A child part of the way through a stage."""
    r = s.register[i]
    node = s.nodes[r.node]
    r.seen = 1
    s.caseload[r.line] += 1
    interval = node.recurs if node.recurs > 0.0 else node.spacing
    if node.recurs == 0.0:
        meet_in_care(s, i, done)
    when = due if due == due else t + luck(s, i, r.node, D_DELAY, 1) * interval
    due_again(s, i, t, max(when - t, 0.0))
