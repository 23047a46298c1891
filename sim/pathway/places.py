"""Where a child goes and when: the line that serves them, term-time delays, notice."""

from sim.pathway.codes import D_DELAY
from sim.pathway.compiled import kernel
from sim.pathway.luck import luck, quantile
from sim.pathway.state import (
    C_FIRST,
    INF,
    State,
)


@kernel
def place_of(s: State, i: int, t: float) -> int:
    """Return the line (or server, for a continuous node) for the child's area, need and age."""
    r = s.register[i]
    day = int(t - s.counters[C_FIRST])
    return int(s.route[s.era[day], r.area, r.need, r.band, r.node])


@kernel
def ready_from(s: State, i: int, t: float) -> float:
    """Return when the delay before a node (or the whole of a delay) is over."""
    r = s.register[i]
    node = s.nodes[r.node]
    ready = t
    if node.delay >= 0:
        length = quantile(s, node.delay, luck(s, i, r.node, D_DELAY, 0))
        ready = in_term(s, t, length) if node.term == 1 else t + length
    notice = s.notice[r.node, r.prio]
    if notice > 0:
        ready = in_working_days(s, ready, notice)
    return ready


@kernel
def in_term(s: State, t: float, length: float) -> float:
    """Return the moment at which so many school days have passed."""
    day = int(t - s.counters[C_FIRST])
    part = t - s.counters[C_FIRST] - day
    here = s.term_before[day]
    if s.term_before[day + 1] > here:
        here += part
    done = here + length
    k = int(done)
    if k >= s.term_day.shape[0]:
        return INF
    return s.counters[C_FIRST] + s.term_day[k] + (done - k)


@kernel
def in_working_days(s: State, t: float, number: int) -> float:
    """Return the start of the day that is so many working days after the day of t."""
    day = int(t - s.counters[C_FIRST])
    k = int(s.worked_before[day + 1]) + number - 1
    if k >= s.worked_day.shape[0]:
        return INF
    return float(s.counters[C_FIRST] + s.worked_day[k])
