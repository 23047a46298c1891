"""Putting children who are already there where they stand on the first day."""

from typing import Any

import numpy as np

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
    D_DONE,
    DELAY,
    DELAYED,
    NOT_ARRIVED,
    SCREENING,
    WHOLE_STAGE,
    X_ELSEWHERE,
)
from sim.pathway.compiled import kernel
from sim.pathway.contact import contacts_for, due_again
from sim.pathway.luck import luck
from sim.pathway.places import place_of
from sim.pathway.state import C_ROWS, INF, State
from sim.pathway.waiting import arm
from sim.pathway.waiting_list import join_list
from sim.settings.routes import events_behind


def place_opening(blueprint: Blueprint, packed: Any, state: State, opening: OpeningList) -> None:
    """Put the opening list in its places and everyone else on the agenda."""
    nodes = np.array([blueprint.nodes.index(name) for name in opening.node], np.int64)
    place_all(
        packed,
        nodes,
        opening.stage_entry,
        opening.contacts_done,
        opening.in_contact,
        opening.next_due,
        float(blueprint.days.first),
    )
    mark_the_past(blueprint, state, opening)


def mark_the_past(blueprint: Blueprint, state: State, opening: OpeningList) -> None:
    """Mark the events that opening children already have behind them.

    Their dates are not known; the date of referral stands for them, so that no clock which
    has already stopped runs on, and none of these stops falls within the run.
    """
    need = opening.cohort.need
    standing = sorted(
        set(zip(opening.node, need.tolist(), opening.in_contact.tolist(), strict=True))
    )
    at = np.array(opening.node, dtype=object)
    for name, number, begun in standing:
        rows = np.flatnonzero((at == name) & (need == number) & (opening.in_contact == begun))
        events = events_behind(blueprint.scenario, blueprint.needs[number], name, begun=begun)
        for event in events & set(blueprint.columns):
            column = blueprint.columns.index(event)
            state.milestones[rows, column] = state.register["ref"][rows]
        contacts = ("first_contact" in events) + ("second_contact" in events)
        state.register["total"][rows] = contacts


@kernel
def place_all(
    s: State,
    nodes: Any,
    stage_entry: Any,
    contacts_done: Any,
    in_contact: Any,
    next_due: Any,
    t: float,
) -> None:
    """Place opening rows one by one; put arrivals on the agenda, the last first.

    A later referral put on a stop's agenda stands before an earlier one, so going backwards
    leaves each stop in order.
    """
    count = nodes.shape[0]
    for i in range(count):
        place(
            s,
            i,
            nodes[i],
            stage_entry[i],
            contacts_done[i],
            in_contact[i],
            next_due[i],
            t,
        )
    for k in range(s.counters[C_ROWS] - count):
        i = s.counters[C_ROWS] - 1 - k
        if s.register[i].state == NOT_ARRIVED and s.register[i].ready < INF:
            schedule(s, i)


@kernel
def place(
    s: State, i: int, node: int, entry: float, done: int, started: bool, due: float, t: float
) -> None:
    """Put one child at a node: on its list, in a delay, or between contacts."""
    r = s.register[i]
    r.node = node
    r.join = entry
    r.since = entry
    r.left = 1
    s.visits[i, node] = 1
    set_age(s, i, t)
    kind = s.nodes[node].kind
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
            middle = s.quantiles[s.nodes[node].delay, s.quantiles.shape[1] // 2]
            r.ready = t + luck(s, i, node, D_DELAY, 0) * middle
    elif kind != CONTINUOUS:
        arm(s, i, t)
        r.why = BEFORE_LIST
        join_list(s, i, t)
    schedule(s, i)


@kernel
def in_care(s: State, i: int, done: int, due: float, t: float) -> None:
    """A child part of the way through a stage.

    When the contacts done are not known, the whole number is drawn with chances in
    proportion to itself (a child found in treatment is more likely to be in a long one),
    and how far along they are is even.
    """
    r = s.register[i]
    node = s.nodes[r.node]
    r.seen = 1
    s.caseload[r.line] += 1
    interval = node.recurs if node.recurs > 0.0 else node.spacing
    if node.recurs == 0.0:
        if done >= 0:
            r.left = max(1, contacts_for(s, i) - done)
        else:
            r.left = left_midway(s, i)
    when = due if due == due else t + luck(s, i, r.node, D_DELAY, 1) * interval
    due_again(s, i, t, max(when - t, 0.0))


@kernel
def left_midway(s: State, i: int) -> int:
    """Return contacts left for a child met at a random moment of treatment."""
    node = s.register[i].node
    chances = s.contacts_cum[node]
    total, low = 0.0, 0.0
    for k in range(chances.shape[0]):
        total += (k + 1) * (chances[k] - low)
        low = chances[k]
    goal = luck(s, i, node, D_DONE, 0) * total
    reached, low, number = 0.0, 0.0, 1
    for k in range(chances.shape[0]):
        reached += (k + 1) * (chances[k] - low)
        low = chances[k]
        number = k + 1
        if reached >= goal:
            break
    return 1 + int(luck(s, i, node, D_DONE, 1) * number)
