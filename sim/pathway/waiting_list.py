"""Joining and leaving a waiting list, and the place a child has in it."""

from sim.pathway import heap
from sim.pathway.codes import (
    BY_SKEW,
    BY_TARGET,
    D_SKEW,
    D_SKEW_DAYS,
    N_JOINED,
    WAITING,
)
from sim.pathway.compiled import kernel
from sim.pathway.luck import luck
from sim.pathway.record import note
from sim.pathway.state import (
    INF,
    State,
)


@kernel
def join_list(s: State, i: int, t: float) -> None:
    """The child joins (or, re-booked, rejoins) the waiting list of a line."""
    r = s.register[i]
    r.state = WAITING
    r.ready = INF
    r.key = place_in_list(s, i)
    s.heads[r.line, r.prio] = heap.push(s, s.heads[r.line, r.prio], i)
    s.waiting[r.line, r.prio] += 1
    note(s, i, N_JOINED, t)


@kernel
def place_in_list(s: State, i: int) -> float:
    """Return the sort key by the discipline of the node: smaller is seen sooner."""
    r = s.register[i]
    node = s.nodes[r.node]
    start = max(r.join, r.place) if node.from_stage == 1 else r.place
    if node.key_rule == BY_TARGET:
        return r.place + s.target[r.node, r.prio]
    if node.key_rule == BY_SKEW and luck(s, i, r.node, D_SKEW, 0) < node.skew_share:
        return start + (2.0 * luck(s, i, r.node, D_SKEW_DAYS, 0) - 1.0) * node.skew_days
    return start


@kernel
def leave_list(s: State, i: int) -> None:
    """The child comes off the waiting list, wherever they stand."""
    r = s.register[i]
    s.heads[r.line, r.prio] = heap.remove(s, s.heads[r.line, r.prio], i)
    s.waiting[r.line, r.prio] -= 1


@kernel
def leave_due(s: State, i: int) -> None:
    """The child's follow-up comes off the list of those due."""
    r = s.register[i]
    s.due[r.line, r.prio] = heap.remove(s, s.due[r.line, r.prio], i)
