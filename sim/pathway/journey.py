"""What happens to an episode: it enters a node, joins a list, is seen, goes on, or leaves.

Every function changes one episode at one moment. Nothing here calls itself: whatever
follows later is put on the agenda.
"""

from sim.pathway.agenda import schedule, unschedule
from sim.pathway.codes import (
    BEFORE_LIST,
    CONTINUOUS,
    D_OUTCOME,
    DELAY,
    DELAYED,
    HOW_DONE,
    IN_CONTINUOUS,
    N_DONE,
    STAY_CARE,
    STAY_DELAY,
    WHOLE_STAGE,
    X_ASSESSED,
    X_DROPPED_OUT,
    X_ELSEWHERE,
    X_HELPED,
    X_TURNED_18,
)
from sim.pathway.compiled import kernel
from sim.pathway.departure import close, depart
from sim.pathway.luck import luck, pick
from sim.pathway.places import place_of, ready_from
from sim.pathway.record import end_stay, mark, mark_all, note
from sim.pathway.state import (
    C_HANDOVER,
    INF,
    State,
)
from sim.pathway.waiting import arm
from sim.settings.lengths import DAYS_PER_YEAR

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
        close(s, i, X_TURNED_18 if t >= r.birth + 18 * DAYS_PER_YEAR else X_ELSEWHERE, t)
        return
    if s.nodes[node].waiting == 1 and t >= r.birth + s.by_need[r.need, 3] * DAYS_PER_YEAR:
        close(s, i, X_TURNED_18, t)
        return
    arm(s, i, t)
    if kind == CONTINUOUS:
        r.state = IN_CONTINUOUS
        unschedule(s, i)
        hand_over(s, i, t)
        return
    r.state = DELAYED
    r.why = WHOLE_STAGE if kind == DELAY else BEFORE_LIST
    r.ready = ready_from(s, i, t)
    schedule(s, i)


@kernel
def hand_over(s: State, i: int, t: float) -> None:
    """Tell SimPy that a child reaches responders at a moment that is now or still to come."""
    r = s.register[i]
    call = s.handover[s.counters[C_HANDOVER]]
    s.counters[C_HANDOVER] += 1
    call.row = i
    call.node = r.node
    call.server = r.line
    call.prio = r.prio
    call.at = t
    call.leaves = r.leave


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
    if to >= 0:
        enter(s, i, to, t)
    elif r.target >= 0 and (to == -1 - X_HELPED or to == -1 - X_ASSESSED):
        go_back(s, i, t)
    else:
        depart(s, i, -1 - to, t)


@kernel
def go_back(s: State, i: int, t: float) -> None:
    """A child who rose to another stage and was met there takes the old place again, at once."""
    r = s.register[i]
    to = int(r.target)
    r.target = -1
    enter(s, i, to, t)
    if r.state == DELAYED and r.why == BEFORE_LIST:
        r.ready = t
        schedule(s, i)
