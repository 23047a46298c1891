"""What happens to an episode: it enters a node, joins a list, is seen, goes on, or leaves.

Every function changes one episode at one moment. Nothing here calls itself: whatever
follows later is put on the agenda.
"""

from sim.pathway import heap
from sim.pathway.agenda import schedule, unschedule
from sim.pathway.codes import (
    ATTENDED,
    BEFORE_LIST,
    BETWEEN,
    BY_SKEW,
    BY_TARGET,
    CANCELLED,
    CLOSED,
    CONTINUOUS,
    D_ATTENDANCE,
    D_CONTACTS,
    D_DELAY,
    D_DROP_OUT,
    D_DROP_WHEN,
    D_ESCALATION_1,
    D_ESCALATION_2,
    D_LEAVING,
    D_OUTCOME,
    D_RETURN,
    D_RETURN_DELAY,
    D_RETURN_RAISED,
    D_SHARED,
    D_SHARED_REFUSED,
    D_SKEW,
    D_SKEW_DAYS,
    D_WORD_1,
    D_WORD_2,
    DECISION,
    DELAY,
    DELAYED,
    DUE,
    E_FIRST,
    E_MISSED,
    E_SECOND,
    GROWN_UP,
    HELD,
    HOW_DONE,
    HOW_EXIT,
    HOW_SEEN,
    IN_CONTINUOUS,
    MISSED,
    N_ATTENDED,
    N_CANCELLED,
    N_DONE,
    N_EXIT,
    N_JOINED,
    N_MISSED,
    NOT_ARRIVED,
    REBOOKING,
    STAY_CARE,
    STAY_DELAY,
    STAY_WAIT,
    WAITING,
    WHOLE_STAGE,
    X_ASSESSED,
    X_DROPPED_OUT,
    X_ELSEWHERE,
    X_HELPED,
    X_NOT_ATTENDED,
    X_TURNED_18,
)
from sim.pathway.compiled import kernel
from sim.pathway.luck import WHOLE_REFERRAL, luck, pick, quantile, word_of
from sim.pathway.record import end_stay, mark, mark_all, note, period_at
from sim.pathway.state import (
    C_FIRST,
    C_FULL,
    C_HANDOVER,
    C_LAST,
    C_ROWS,
    INF,
    State,
)
from sim.pathway.waiting import UNIT_EXPONENTIAL, arm, disarm

YEAR = 365.25
MOST = 250


@kernel
def enter(s: State, i: int, node: int, t: float) -> None:
    """A child arrives at a node: a delay begins, a list is joined, or SimPy takes over.

    Even a list joined at once is joined by way of the agenda: a child sent on in the middle
    of a clinic day is then on the next list from the next opening, whichever team is served
    first today.
    """
    r = s.register[i]
    r.node = node
    r.join = t
    r.since = t
    r.target = -1
    r.asked = 0
    r.attempts = 0
    r.missed = 0
    r.seen = 0
    r.drops = 0
    r.left = 1
    r.ready = INF
    if s.visits[i, node] < MOST:
        s.visits[i, node] += 1
    kind = s.nodes[node].kind
    r.line = place_of(s, i, t)
    if kind == DELAY:
        r.line = -1
    elif r.line < 0:
        close(s, i, X_TURNED_18 if t >= r.birth + 18 * YEAR else X_ELSEWHERE, t)
        return
    arm(s, i, t)
    if kind == CONTINUOUS:
        r.state = IN_CONTINUOUS
        k = s.counters[C_HANDOVER]
        s.handover[k] = i
        s.counters[C_HANDOVER] = k + 1
        unschedule(s, i)
        return
    r.state = DELAYED
    r.why = WHOLE_STAGE if kind == DELAY else BEFORE_LIST
    r.ready = ready_from(s, i, t)
    schedule(s, i)


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


@kernel
def join_list(s: State, i: int, t: float) -> None:
    """The child joins (or, re-booked, rejoins) the waiting list of a line."""
    r = s.register[i]
    r.state = WAITING
    r.ready = INF
    r.key = place_in_list(s, i, r.ref)
    s.heads[r.line, r.prio] = heap.push(s, s.heads[r.line, r.prio], i)
    s.waiting[r.line, r.prio] += 1
    note(s, i, N_JOINED, t)


@kernel
def place_in_list(s: State, i: int, referred: float) -> float:
    """Return the sort key by the discipline of the node: smaller is seen sooner."""
    r = s.register[i]
    node = s.nodes[r.node]
    start = r.join if node.from_stage == 1 else referred
    if node.key_rule == BY_TARGET:
        return referred + s.target[r.node, r.prio]
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


@kernel
def booked(s: State, i: int, t: float) -> None:
    """A slot is spent on the child; the line has already taken them off its list."""
    r = s.register[i]
    node = s.nodes[r.node]
    occurrence = int(r.attempts)
    if r.attempts < MOST:
        r.attempts += 1
    chance = luck(s, i, r.node, D_ATTENDANCE, occurrence)
    missed = min(node.missed * r.m_missed, 1.0 - node.cancelled)
    period = period_at(s, t)
    if chance < missed:
        s.contacts[r.line, r.prio, period, MISSED] += 1
        mark(s, i, E_MISSED, t)
        note(s, i, N_MISSED, t)
        r.missed += 1
        if 0 < node.discharge <= r.missed:
            close(s, i, X_NOT_ATTENDED, t)
            return
        rebook(s, i, t)
    elif chance < missed + node.cancelled:
        s.contacts[r.line, r.prio, period, CANCELLED] += 1
        note(s, i, N_CANCELLED, t)
        rebook(s, i, t)
    else:
        s.contacts[r.line, r.prio, period, ATTENDED] += 1
        r.missed = 0
        attended(s, i, t)


@kernel
def rebook(s: State, i: int, t: float) -> None:
    """Wait again: back to the list with the place kept, or due again."""
    r = s.register[i]
    r.ready = t + s.nodes[r.node].rebook
    if r.seen == 1:
        r.state = BETWEEN
    else:
        r.state = DELAYED
        r.why = REBOOKING
    schedule(s, i)


@kernel
def attended(s: State, i: int, t: float) -> None:
    """A contact takes place."""
    r = s.register[i]
    node = s.nodes[r.node]
    note(s, i, N_ATTENDED, t)
    if r.seen == 0:
        begin_care(s, i, t)
    if node.counts == 1:
        if r.total < MOST:
            r.total += 1
        if r.total == 1:
            mark(s, i, E_FIRST, t)
        elif r.total == 2:
            mark(s, i, E_SECOND, t)
    if node.recurs > 0.0:
        recur(s, i, t)
        return
    r.left -= 1
    if r.left <= 0:
        finish_stage(s, i, t)
    else:
        r.state = BETWEEN
        r.ready = t + node.spacing
        schedule(s, i)


@kernel
def begin_care(s: State, i: int, t: float) -> None:
    """The wait for a stage ends with its first attended contact."""
    r = s.register[i]
    disarm(s, i, t)
    end_stay(s, i, STAY_WAIT, HOW_SEEN, t)
    r.seen = 1
    if s.nodes[r.node].kind != CONTINUOUS:
        s.caseload[r.line] += 1
    r.left = contacts_for(s, i)
    if s.nodes[r.node].drop_out > 0.0 and r.left > 1:
        if luck(s, i, r.node, D_DROP_OUT, 0) < s.nodes[r.node].drop_out:
            r.drops = 1
            r.left = 1 + int(luck(s, i, r.node, D_DROP_WHEN, 0) * (r.left - 1))
    mark_all(s, i, s.nodes[r.node].start_events, t)


@kernel
def contacts_for(s: State, i: int) -> int:
    """Return how many contacts the child will have at this stage."""
    node = s.register[i].node
    chances = s.contacts_cum[node]
    return 1 + pick(chances, chances.shape[0], luck(s, i, node, D_CONTACTS, 0))


@kernel
def recur(s: State, i: int, t: float) -> None:
    """A recurring contact comes again, unless handed over to the GP or grown up."""
    r = s.register[i]
    node = s.nodes[r.node]
    grown = r.birth + node.until_age * YEAR
    occurrence = int(r.attempts)
    handed = (
        luck(s, i, r.node, D_SHARED, occurrence) < node.shared
        and not luck(s, i, r.node, D_SHARED_REFUSED, occurrence) < node.shared_refused
    )
    if handed:
        finish_stage(s, i, t)
        return
    r.state = BETWEEN
    r.ready = t + node.recurs
    r.why = BEFORE_LIST
    if grown <= r.ready:
        r.ready = max(t, grown)
        r.why = GROWN_UP
    schedule(s, i)


@kernel
def finish_stage(s: State, i: int, t: float) -> None:
    """The stage is over: mark its end and go where its outcome leads."""
    r = s.register[i]
    if r.drops == 1:
        close(s, i, X_DROPPED_OUT, t)
        return
    node = r.node
    kind = s.nodes[node].kind
    end_stay(s, i, STAY_DELAY if kind == DELAY else STAY_CARE, HOW_DONE, t)
    if r.seen == 1 and kind != CONTINUOUS:
        s.caseload[r.line] -= 1
    r.seen = 0
    note(s, i, N_DONE, t)
    mark_all(s, i, s.nodes[node].end_events, t)
    k = pick(s.outcome_cum[node], s.nodes[node].outcomes, luck(s, i, node, D_OUTCOME, 0))
    if s.outcome_event[node, k] >= 0:
        mark(s, i, s.outcome_event[node, k], t)
    if s.outcome_prio[node, k] >= 0:
        r.prio = s.outcome_prio[node, k]
    to = s.outcome_to[node, k]
    if to < 0:
        depart(s, i, -1 - to, t)
    else:
        enter(s, i, to, t)


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
    if r.second == 0 and s.returns_after[r.stream] & (1 << exit):
        come_back(s, i, t)


@kernel
def release_partner(s: State, p: int, exit: int, t: float) -> None:
    """An episode held until its partner ends now starts, or ends with it.

    It starts when the child was seen through or dropped out; a child who was refused, left
    or grew up takes the held episode along.
    """
    q = s.register[p]
    starts = exit in (X_HELPED, X_ASSESSED, X_DROPPED_OUT)
    q.ready = t
    if starts and q.target >= 0:
        q.state = DELAYED
        q.why = DECISION
        q.node = q.target
        schedule(s, p)
    else:
        q.state = CLOSED
        q.exit = exit
        note(s, p, N_EXIT, t)


@kernel
def come_back(s: State, i: int, t: float) -> None:
    """A child whose referral ended without help may be referred again, as a new referral."""
    r = s.register[i]
    if not luck(s, i, WHOLE_REFERRAL, D_RETURN, 0) < s.returns[r.stream, 0]:
        return
    delay = int(s.returns[r.stream, 2])
    when = t + quantile(s, delay, luck(s, i, WHOLE_REFERRAL, D_RETURN_DELAY, 0))
    if not when < s.counters[C_LAST]:
        return
    k = s.counters[C_ROWS]
    if k >= s.register.shape[0]:
        s.counters[C_FULL] = 1
        return
    s.counters[C_ROWS] = k + 1
    n = s.register[k]
    n.ref = when
    n.ready = when
    n.birth = r.birth
    n.area, n.stream, n.need, n.source, n.child = r.area, r.stream, r.need, r.source, r.child
    n.m_accept, n.m_missed, n.m_leave, n.m_esc = r.m_accept, r.m_missed, r.m_leave, r.m_esc
    n.supported = r.supported
    n.word_1 = word_of(s, i, D_WORD_1, 0)
    n.word_2 = word_of(s, i, D_WORD_2, 0)
    n.left_leave = quantile(s, UNIT_EXPONENTIAL, luck(s, i, WHOLE_REFERRAL, D_LEAVING, 0))
    n.left_esc = quantile(s, UNIT_EXPONENTIAL, luck(s, i, WHOLE_REFERRAL, D_ESCALATION_1, 0))
    n.next_esc = quantile(s, UNIT_EXPONENTIAL, luck(s, i, WHOLE_REFERRAL, D_ESCALATION_2, 0))
    raised = luck(s, i, WHOLE_REFERRAL, D_RETURN_RAISED, 0) < s.returns[r.stream, 1]
    n.prio = max(r.first_prio - 1, 0) if raised else r.first_prio
    n.first_prio = n.prio
    n.state = NOT_ARRIVED
    schedule(s, k)
