"""The agenda: for each stop of the clock, the rows whose next moment falls before it.

A row stands on the agenda once, at the earliest of: being ready (a delay over, a follow-up
due), leaving, escalating, a birthday. Moving it is O(1).
"""

import math

from sim.pathway.compiled import kernel
from sim.pathway.state import C_FIRST, C_LAST, C_STOP, State


@kernel
def next_moment(s: State, i: int) -> float:
    """Return the earliest of the row's moments, in days."""
    r = s.register[i]
    return min(min(r.ready, r.birthday), min(r.leave, r.esc))


@kernel
def stop_after(s: State, t: float) -> int:
    """Return the first stop at or after a moment before the horizon."""
    stop = s.stop_of_day[max(int(math.floor(t)) - s.counters[C_FIRST], 0)]
    while s.stops[stop] < t:
        stop += 1
    return stop


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
    bucket = max(stop_after(s, moment), s.counters[C_STOP])
    r = s.register[i]
    head = s.agenda[bucket]
    r.a_bucket = bucket
    r.a_prev = -1
    r.a_next = head
    if head >= 0:
        s.register[head].a_prev = i
    s.agenda[bucket] = i
