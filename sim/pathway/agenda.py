"""The agenda: for each day, the rows whose next moment falls on it.

A row stands on the agenda once, at the earliest of: being ready (a delay over, a follow-up
due), leaving, escalating, a birthday. Moving it is O(1).
"""

import math

from sim.pathway.compiled import kernel
from sim.pathway.state import C_BUCKET, C_FIRST, C_LAST, State


@kernel
def next_moment(s: State, i: int) -> float:
    """Return the earliest of the row's moments, in days."""
    r = s.register[i]
    return min(min(r.ready, r.birthday), min(r.leave, r.esc))


@kernel
def unschedule(s: State, i: int) -> None:
    """Take a row off the agenda."""
    r = s.register[i]
    if r.a_bucket < 0:
        return
    if r.a_prev >= 0:
        s.register[r.a_prev].a_next = r.a_next
    else:
        s.agenda[r.a_bucket] = r.a_next
    if r.a_next >= 0:
        s.register[r.a_next].a_prev = r.a_prev
    r.a_bucket = -1


@kernel
def schedule(s: State, i: int) -> None:
    """Put a row on the agenda at its next moment, unless that lies past the horizon."""
    unschedule(s, i)
    moment = next_moment(s, i)
    if not moment < s.counters[C_LAST]:
        return
    bucket = max(int(math.floor(moment)) - s.counters[C_FIRST], s.counters[C_BUCKET])
    r = s.register[i]
    head = s.agenda[bucket]
    r.a_bucket = bucket
    r.a_prev = -1
    r.a_next = head
    if head >= 0:
        s.register[head].a_prev = i
    s.agenda[bucket] = i
