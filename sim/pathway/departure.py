"""An episode ends: what is written down, and who starts or comes back because of it."""

from sim.pathway.agenda import schedule, unschedule
from sim.pathway.codes import (
    CLOSED,
    CONTINUOUS,
    D_ESCALATION_1,
    D_ESCALATION_2,
    D_LEAVING,
    D_RETURN,
    D_RETURN_DELAY,
    D_RETURN_RAISED,
    D_WORD_1,
    D_WORD_2,
    DECISION,
    DELAY,
    DELAYED,
    DUE,
    HELD,
    HOW_EXIT,
    N_EXIT,
    NOT_ARRIVED,
    STAY_CARE,
    STAY_DELAY,
    STAY_WAIT,
    WAITING,
    X_ASSESSED,
    X_DROPPED_OUT,
    X_HELPED,
    X_SIGNPOSTED,
)
from sim.pathway.compiled import kernel
from sim.pathway.luck import WHOLE_REFERRAL, luck, quantile, word_of
from sim.pathway.record import end_stay, note
from sim.pathway.state import C_ROWS, C_UNPLACED, FIRST_NEED, INF, State
from sim.pathway.waiting import UNIT_EXPONENTIAL
from sim.pathway.waiting_list import leave_due, leave_list


@kernel
def close(s: State, i: int, exit: int, t: float) -> None:
    """The episode ends where it stands; the stretch it was in is written down."""
    r = s.register[i]
    if r.state == WAITING:
        leave_list(s, i)
    elif r.state == DUE:
        leave_due(s, i)
    if r.seen == 1:
        end_stay(s, i, STAY_CARE, HOW_EXIT + exit, t)
        if s.nodes[r.node].kind != CONTINUOUS:
            s.caseload[r.line] -= 1
    else:
        kind = STAY_DELAY if s.nodes[r.node].kind == DELAY else STAY_WAIT
        end_stay(s, i, kind, HOW_EXIT + exit, t)
    depart(s, i, exit, t)


@kernel
def depart(s: State, i: int, exit: int, t: float) -> None:
    """The episode leaves the system; the other episode and any return are arranged."""
    r = s.register[i]
    note(s, i, N_EXIT, t)
    r.state = CLOSED
    r.exit = exit
    unschedule(s, i)
    r.ready = t
    if r.partner >= 0 and s.register[r.partner].state == HELD:
        release_partner(s, r.partner, exit, t)
    if r.second == FIRST_NEED and s.returns_after[r.stream] & (1 << exit):
        come_back(s, i, t)


@kernel
def release_partner(s: State, p: int, exit: int, t: float) -> None:
    """An episode held until its partner ends now starts, or ends with it.

    It starts when the child was seen through or dropped out; a child who was refused, left
    or grew up takes the held episode along; one helped elsewhere before acceptance leaves it
    signposted, never counted as helped.
    """
    q = s.register[p]
    starts = exit in (X_HELPED, X_ASSESSED, X_DROPPED_OUT)
    q.ready = t
    if starts and q.target >= 0:
        q.state = DELAYED
        q.why = DECISION
        q.node = q.target
        q.join = t
        q.since = t
        schedule(s, p)
    else:
        q.state = CLOSED
        q.exit = X_SIGNPOSTED if starts else exit
        note(s, p, N_EXIT, t)


@kernel
def come_back(s: State, i: int, t: float) -> None:
    """A child whose referral ended without help may be referred again, as a new referral.

    A second need that ended with the first, never begun, comes back with it.
    """
    r = s.register[i]
    if not luck(s, i, WHOLE_REFERRAL, D_RETURN, 0) < s.returns[r.stream, 0]:
        return
    p = int(r.partner)
    both = p >= 0 and s.register[p].state == CLOSED and s.register[p].ready == t
    k = s.counters[C_ROWS]
    if k + 1 + both > s.register.shape[0]:
        s.unplaced[s.counters[C_UNPLACED]] = i
        s.counters[C_UNPLACED] += 1
        return
    s.counters[C_ROWS] = k + 1 + both
    delay = int(s.returns[r.stream, 2])
    when = t + quantile(s, delay, luck(s, i, WHOLE_REFERRAL, D_RETURN_DELAY, 0))
    raised = luck(s, i, WHOLE_REFERRAL, D_RETURN_RAISED, 0) < s.returns[r.stream, 1]
    prio = max(r.first_prio - 1, 0) if raised else int(r.first_prio)
    refer_again(s, i, k, when, prio)
    if both:
        refer_again(s, p, k + 1, when, prio)
        s.register[k].partner = k + 1
        q = s.register[k + 1]
        q.partner = k
        q.second = s.register[p].second
        q.ready = INF
    schedule(s, k)


@kernel
def refer_again(s: State, i: int, k: int, when: float, prio: int) -> None:
    """Make row k a referral of the same child and need as row i, with luck of its own."""
    r = s.register[i]
    n = s.register[k]
    n.ref = when
    n.place = when
    n.ready = when
    n.birth = r.birth
    n.area, n.stream, n.need, n.source, n.child = r.area, r.stream, r.need, r.source, r.child
    n.m_accept, n.m_missed, n.m_leave = r.m_accept, r.m_missed, r.m_leave
    n.supported = r.supported
    n.word_1 = word_of(s, i, D_WORD_1, 0)
    n.word_2 = word_of(s, i, D_WORD_2, 0)
    n.left_leave = quantile(s, UNIT_EXPONENTIAL, luck(s, i, WHOLE_REFERRAL, D_LEAVING, 0))
    n.left_esc = quantile(s, UNIT_EXPONENTIAL, luck(s, i, WHOLE_REFERRAL, D_ESCALATION_1, 0))
    n.next_esc = quantile(s, UNIT_EXPONENTIAL, luck(s, i, WHOLE_REFERRAL, D_ESCALATION_2, 0))
    n.prio = prio
    n.first_prio = prio
    n.triaged = prio
    n.state = NOT_ARRIVED
    n.band = r.band
