"""What falls due: delays over, follow-ups due, children leaving, escalating, growing up."""

from sim.pathway import heap
from sim.pathway.access import arrive, changed_provider, grow, set_age
from sim.pathway.agenda import next_moment, schedule, unschedule
from sim.pathway.codes import (
    BETWEEN,
    CLINIC,
    DECISION,
    DELAY,
    DELAYED,
    DUE,
    E_REGRADED,
    GROWN_UP,
    HOW_DONE,
    HOW_MOVED,
    HOW_REGRADED,
    HOW_TO_CRISIS,
    INFORMATION,
    LAPSE,
    N_ESCALATED,
    N_LEFT,
    NO_INFORMATION,
    NOT_ARRIVED,
    RE_BOOKING,
    REBOOKING,
    SCREENING,
    STAY_DELAY,
    STAY_WAIT,
    WAITING,
    WHOLE_STAGE,
    X_LAPSED,
    X_TURNED_18,
)
from sim.pathway.compiled import kernel
from sim.pathway.departure import close, come_back
from sim.pathway.journey import enter, finish_stage
from sim.pathway.record import end_stay, mark, mark_all, note, period_at
from sim.pathway.state import C_FIRST, C_STOP, C_UNPLACED, INF, State
from sim.pathway.waiting import (
    arm,
    destination_of,
    disarm,
    escalation_of,
    renew_escalation,
    renew_leaving,
)
from sim.pathway.waiting_list import join_list, leave_list


@kernel
def settle(s: State) -> None:
    """Let everything happen that falls due before the next stop, each at its own moment.

    Until then no child can get in another's way, so this may run ahead of the clock; those who
    reach responders are handed over for SimPy to take up at their minute.
    """
    stop = s.counters[C_STOP]
    while s.agenda[stop] >= 0:
        i = s.agenda[stop]
        unschedule(s, i)
        happen(s, i)


@kernel
def happen(s: State, i: int) -> None:
    """Let the earliest of a row's moments happen.

    Of equal ones a birthday comes first, then leaving, then rising, then a delay that is over.
    """
    r = s.register[i]
    t = next_moment(s, i)
    if r.birthday <= t:
        birthday(s, i, r.birthday)
    elif r.leave <= t:
        leave(s, i, r.leave)
    elif r.esc <= t:
        escalate(s, i, r.esc)
    else:
        become_ready(s, i, r.ready)


@kernel
def become_ready(s: State, i: int, t: float) -> None:
    """A referral arrives, a delay is over, or a follow-up falls due."""
    r = s.register[i]
    r.ready = INF
    if r.state == NOT_ARRIVED:
        arrive(s, i, t)
    elif r.state == BETWEEN:
        if r.why == GROWN_UP:
            close(s, i, X_TURNED_18, t)
            return
        r.state = DUE
        s.due[r.line, r.prio] = heap.push(s, s.due[r.line, r.prio], i)
        schedule(s, i)
    elif r.why == WHOLE_STAGE:
        disarm(s, i, t)
        mark_all(s, i, s.nodes[r.node].start_events, t)
        finish_stage(s, i, t)
    elif r.why == DECISION:
        end_stay(s, i, STAY_DELAY, HOW_DONE, t)
        set_age(s, i, t)
        to = int(r.target)
        r.target = -1
        enter(s, i, to, t)
    elif r.why == LAPSE:
        close(s, i, X_LAPSED, t)
    else:
        back_on_list(s, i, t)


@kernel
def back_on_list(s: State, i: int, t: float) -> None:
    """The delay before a list, or before rejoining it, is over."""
    r = s.register[i]
    period = period_at(s, t)
    if r.why == INFORMATION:
        s.cause[r.line, period, NO_INFORMATION] += t - r.since
        r.paused += t - r.since
        end_stay(s, i, STAY_DELAY, HOW_DONE, t)
        r.join = t
        arm(s, i, t)
    elif r.why == REBOOKING:
        s.cause[r.line, period, RE_BOOKING] += s.nodes[r.node].rebook
    else:
        s.cause[r.line, period, NO_INFORMATION] += t - r.since
    join_list(s, i, t)
    schedule(s, i)


@kernel
def birthday(s: State, i: int, t: float) -> None:
    """A child crosses an age limit: on to adult services, or to another provider."""
    if grow(s, i, t) == 1:
        close(s, i, X_TURNED_18, t)
        return
    reroute(s, i, t)
    schedule(s, i)


@kernel
def reroute(s: State, i: int, t: float) -> None:
    """Move a waiting child to the team that now serves them; care under way stays put."""
    r = s.register[i]
    kind = s.nodes[r.node].kind
    moving = (r.state == WAITING or r.state == DELAYED) and r.seen == 0
    if not moving or kind not in (CLINIC, SCREENING) or r.line < 0:
        return
    node = r.node
    if kind == SCREENING:
        era = s.era[int(t - s.counters[C_FIRST])]
        node = s.point[era, r.area, r.need, r.band]
        if node < 0:
            return
    new = s.route[s.era[int(t - s.counters[C_FIRST])], r.area, r.need, r.band, node]
    if new < 0 or new == r.line:
        return
    on_list = r.state == WAITING
    if on_list:
        leave_list(s, i)
    disarm(s, i, t)
    changed_provider(s, i, t)
    r.line = new
    r.node = node
    arm(s, i, t)
    if on_list:
        join_list(s, i, t)


@kernel
def escalate(s: State, i: int, t: float) -> None:
    """A child becomes more pressing while waiting."""
    r = s.register[i]
    k = escalation_of(s, i)
    to = s.esc_to[r.need, r.prio, r.node, k, 0]
    prio = s.esc_to[r.need, r.prio, r.node, k, 1]
    keeps = s.esc_to[r.need, r.prio, r.node, k, 2]
    back = s.esc_to[r.need, r.prio, r.node, k, 3]
    disarm(s, i, t)
    renew_escalation(s, i)
    note(s, i, N_ESCALATED, t)
    mark(s, i, E_REGRADED, t)
    on_list = r.state == WAITING
    if on_list:
        leave_list(s, i)
    how = HOW_TO_CRISIS if prio == 0 else HOW_REGRADED
    end_stay(s, i, STAY_DELAY if s.nodes[r.node].kind == DELAY else STAY_WAIT, how, t)
    r.prio = prio
    r.triaged = prio
    if keeps == 0:
        r.place = t
    if to >= 0 and to != r.node:
        r.state = DELAYED
        r.target = back
        enter(s, i, to, t)
        return
    arm(s, i, t)
    if on_list:
        join_list(s, i, t)
    schedule(s, i)


@kernel
def leave(s: State, i: int, t: float) -> None:
    """A child leaves the list: out of the system, or to another provider's list."""
    r = s.register[i]
    disarm(s, i, t)
    note(s, i, N_LEFT, t)
    to = destination_of(s, i)
    if to < 0:
        close(s, i, -1 - to, t)
        return
    if r.state == WAITING:
        leave_list(s, i)
    end_stay(s, i, STAY_DELAY if s.nodes[r.node].kind == DELAY else STAY_WAIT, HOW_MOVED, t)
    renew_leaving(s, i)
    r.state = DELAYED
    r.target = -1
    enter(s, i, to, t)


@kernel
def place_returns(s: State) -> None:
    """Bring back those whose return found the register full, now that it has grown."""
    number = s.counters[C_UNPLACED]
    s.counters[C_UNPLACED] = 0
    for k in range(number):
        i = s.unplaced[k]
        come_back(s, i, s.register[i].ready)
    settle(s)
