"""Dated changes to a whole list: services change hands, lists are checked; and the last day."""

from sim.pathway.agenda import schedule
from sim.pathway.codes import (
    CLOSED,
    DELAY,
    DELAYED,
    HELD,
    HOW_OPEN,
    N_REMOVED,
    NOT_ARRIVED,
    STAY_CARE,
    STAY_DELAY,
    STAY_WAIT,
    WAITING,
)
from sim.pathway.compiled import kernel
from sim.pathway.departure import close
from sim.pathway.luck import WHOLE_REFERRAL, luck
from sim.pathway.moments import reroute, settle
from sim.pathway.record import end_stay, note
from sim.pathway.state import C_ROWS, State
from sim.pathway.waiting import (
    disarm,
)


@kernel
def reroute_all(s: State, t: float) -> None:
    """On a date when services change hands, move everyone whose team has changed."""
    for i in range(s.counters[C_ROWS]):
        state = s.register[i].state
        if state == WAITING or state == DELAYED:
            reroute(s, i, t)
            schedule(s, i)
    settle(s)


@kernel
def validate_list(
    s: State, t: float, need: int, share: float, waited: float, exit: int, decision: int
) -> None:
    """A dated check of the list removes children no longer waiting."""
    for i in range(s.counters[C_ROWS]):
        r = s.register[i]
        on_list = (r.state == WAITING or r.state == DELAYED) and r.seen == 0
        if not on_list or r.need != need or s.nodes[r.node].waiting == 0:
            continue
        if t - r.ref >= waited and luck(s, i, WHOLE_REFERRAL, decision, 0) < share:
            disarm(s, i, t)
            note(s, i, N_REMOVED, t)
            close(s, i, exit, t)
    settle(s)


@kernel
def finish(s: State, horizon: float) -> None:
    """Write down every stretch still going on at the horizon."""
    for i in range(s.counters[C_ROWS]):
        r = s.register[i]
        if r.state in (NOT_ARRIVED, CLOSED, HELD):
            continue
        if r.seen == 0:
            disarm(s, i, horizon)
        if r.seen == 1:
            end_stay(s, i, STAY_CARE, HOW_OPEN, horizon)
        elif s.nodes[r.node].kind == DELAY:
            end_stay(s, i, STAY_DELAY, HOW_OPEN, horizon)
        else:
            end_stay(s, i, STAY_WAIT, HOW_OPEN, horizon)
