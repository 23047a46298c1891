"""What the engine writes down: milestones, stays, and the trace when one is asked for."""

from sim.pathway.codes import HOW_OPEN
from sim.pathway.compiled import kernel
from sim.pathway.state import C_AGAIN, C_FIRST, C_STAYS, C_TRACE, C_TRACING, State


@kernel
def mark(s: State, i: int, event: int, t: float) -> None:
    """Note an event: its earliest date, or its latest for those that restart clocks.

    Every date is kept of events that restart a clock or except a wait, because which one
    counts depends on when the clock starts and stops.
    """
    note(s, i, event, t)
    if s.restarting[event] == 1:
        again = s.again[s.counters[C_AGAIN]]
        s.counters[C_AGAIN] += 1
        again.row = i
        again.event = event
        again.time = t
    column = s.columns[event]
    if column < 0:
        return
    held = s.milestones[i, column]
    if s.latest[event] == 1 or not held <= t:
        s.milestones[i, column] = t


@kernel
def mark_all(s: State, i: int, events: int, t: float) -> None:
    """Note every event of a set given as bits."""
    event = 0
    while events > 0:
        if events & 1:
            mark(s, i, event, t)
        events >>= 1
        event += 1


@kernel
def note(s: State, i: int, event: int, t: float) -> None:
    """Add a row to the trace, if one is kept."""
    if s.counters[C_TRACING] == 0:
        return
    k = s.counters[C_TRACE]
    s.counters[C_TRACE] = k + 1
    row = s.trace[k]
    row.row = i
    row.line = s.register[i].line
    row.node = s.register[i].node
    row.event = event
    row.time = t


@kernel
def end_stay(s: State, i: int, kind: int, how: int, t: float) -> None:
    """Write down a stretch at a node that ends now; the next one starts now."""
    r = s.register[i]
    k = s.counters[C_STAYS]
    s.counters[C_STAYS] = k + 1
    stay = s.stays[k]
    stay.row = i
    stay.line = r.line
    stay.node = r.node
    stay.prio = r.prio
    stay.kind = kind
    stay.how = how
    stay.join = r.join
    stay.start = r.since
    stay.end = t
    if how != HOW_OPEN:
        r.since = t


@kernel
def period_at(s: State, t: float) -> int:
    """Return the period of a moment; -1 (the last column) before the run."""
    return int(s.period[int(t - s.counters[C_FIRST])])
