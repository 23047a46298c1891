"""The single points of access: a referral arrives, is screened, and is decided on."""

from sim.pathway.agenda import schedule
from sim.pathway.codes import (
    CLOSED,
    D_ACCEPT,
    D_INFORMATION,
    D_INFORMATION_DELAY,
    D_LAPSE,
    D_PASS,
    D_REGRADE,
    D_SIGNPOST,
    DECISION,
    DELAYED,
    E_ACCEPTED,
    E_PROVIDER,
    HELD,
    HOW_MOVED,
    HOW_SEEN,
    INFORMATION,
    LAPSE,
    N_ARRIVED,
    N_ASKED,
    STAY_WAIT,
    X_REFUSED,
    X_SIGNPOSTED,
)
from sim.pathway.compiled import kernel
from sim.pathway.departure import depart
from sim.pathway.journey import enter
from sim.pathway.luck import luck, pick, quantile
from sim.pathway.places import in_term
from sim.pathway.record import end_stay, mark, note
from sim.pathway.state import (
    C_FIRST,
    INF,
    SECOND_FOLLOWS,
    T_ACCEPTED,
    T_DECISION,
    T_LAPSE,
    T_LAPSE_DAYS,
    T_MISSING,
    T_PASSED,
    T_SIGNPOSTED,
    State,
)
from sim.pathway.waiting import disarm
from sim.settings.lengths import DAYS_PER_YEAR

CRISIS, ROUTINE = 0, 2


@kernel
def set_age(s: State, i: int, t: float) -> None:
    """Set the age band and the next birthday at which something changes."""
    r = s.register[i]
    band = 0
    last = s.bands.shape[0] - 1
    while band < last and r.birth + s.bands[band + 1] <= t:
        band += 1
    r.band = band
    r.birthday = r.birth + s.bands[band + 1] if band < last else INF


@kernel
def arrive(s: State, i: int, t: float) -> None:
    """A referral reaches its access point; a crisis call is handled at once."""
    r = s.register[i]
    set_age(s, i, t)
    note(s, i, N_ARRIVED, t)
    if r.partner >= 0:
        q = s.register[r.partner]
        q.state = HELD
        q.ready = INF
        set_age(s, r.partner, t)
        q.birthday = INF
    era = s.era[int(t - s.counters[C_FIRST])]
    point = s.point[era, r.area, r.need, r.band]
    if point < 0:
        accept(s, i, t, 0.0)
        return
    screened_too = s.triage_to[s.nodes[point].point, r.need, 3] == 1
    if r.prio == CRISIS and not screened_too:
        accept(s, i, t, 0.0)
        return
    enter(s, i, point, t)


@kernel
def screened(s: State, i: int, t: float) -> None:
    """A referral has been screened: ask, pass on, accept, signpost or refuse."""
    r = s.register[i]
    disarm(s, i, t)
    end_stay(s, i, STAY_WAIT, HOW_SEEN, t)
    point = s.nodes[r.node].point
    rules = s.triage[point, r.need]
    if r.why != INFORMATION and luck(s, i, r.node, D_INFORMATION, 0) < rules[T_MISSING]:
        ask(s, i, t)
        return
    if luck(s, i, r.node, D_PASS, 0) < rules[T_PASSED]:
        enter(s, i, s.triage_to[point, r.need, 1], t)
        return
    chance = rules[T_ACCEPTED] * s.by_source[point, r.need, r.source] * r.m_accept
    chance *= s.by_priority[point, r.need, r.prio]
    if luck(s, i, r.node, D_ACCEPT, 0) < chance:
        regrade(s, i, point)
        accept(s, i, t, rules[T_DECISION])
    elif luck(s, i, r.node, D_SIGNPOST, 0) < rules[T_SIGNPOSTED]:
        to = s.triage_to[point, r.need, 0]
        if to >= 0:
            send_on(s, i, to, t)
        else:
            depart(s, i, X_SIGNPOSTED, t)
    else:
        depart(s, i, X_REFUSED, t)


@kernel
def send_on(s: State, i: int, to: int, t: float) -> None:
    """A child who was not accepted joins another team's list, as nobody found them urgent."""
    r = s.register[i]
    r.prio = ROUTINE
    r.triaged = ROUTINE
    enter(s, i, to, t)


@kernel
def ask(s: State, i: int, t: float) -> None:
    """More information is asked: it comes back, or the referral lapses."""
    r = s.register[i]
    point = s.nodes[r.node].point
    rules = s.triage[point, r.need]
    r.state = DELAYED
    note(s, i, N_ASKED, t)
    if luck(s, i, r.node, D_LAPSE, 0) < rules[T_LAPSE]:
        r.why = LAPSE
        r.ready = t + rules[T_LAPSE_DAYS]
    else:
        r.why = INFORMATION
        table = s.triage_to[point, r.need, 2]
        length = quantile(s, table, luck(s, i, r.node, D_INFORMATION_DELAY, 0))
        in_term_only = s.triage_to[point, r.need, 4] == 1
        r.ready = in_term(s, t, length) if in_term_only else t + length
    schedule(s, i)


@kernel
def regrade(s: State, i: int, point: int) -> None:
    """Triage may raise or lower the presenting priority."""
    r = s.register[i]
    chances = s.regrade_cum[point, r.need, r.prio]
    r.prio = pick(chances, 3, luck(s, i, r.node, D_REGRADE, 0))


@kernel
def accept(s: State, i: int, t: float, decision_days: float) -> None:
    """The referral is accepted to the pathway of its need, at its triaged priority."""
    r = s.register[i]
    r.triaged = r.prio
    mark(s, i, E_ACCEPTED, t)
    start(s, i, r.prio, t, decision_days)
    if r.partner < 0:
        return
    q = s.register[r.partner]
    if q.state != HELD:
        return
    q.prio = r.prio
    q.triaged = r.prio
    q.node = r.node
    q.line = r.line
    mark(s, r.partner, E_ACCEPTED, t)
    q.target = s.entry[q.need, q.prio]
    if q.second != SECOND_FOLLOWS:
        start(s, r.partner, q.prio, t, decision_days)


@kernel
def start(s: State, i: int, prio: int, t: float, decision_days: float) -> None:
    """An accepted episode goes to its first stage, when the decision takes effect."""
    r = s.register[i]
    node = s.entry[r.need, prio]
    set_age(s, i, t)
    if decision_days > 0.0:
        r.state = DELAYED
        r.since = t
        r.why = DECISION
        r.target = node
        r.ready = t + decision_days
        schedule(s, i)
    else:
        r.target = -1
        enter(s, i, node, t)


@kernel
def grow(s: State, i: int, t: float) -> int:
    """A birthday at which something changes; returns 1 if the child leaves for adult services."""
    r = s.register[i]
    set_age(s, i, t)
    waiting = s.nodes[r.node].waiting == 1 and r.seen == 0
    of_age = t >= r.birth + s.by_need[r.need, 3] * DAYS_PER_YEAR - 1e-6
    return 1 if waiting and of_age and r.state != CLOSED else 0


@kernel
def changed_provider(s: State, i: int, t: float) -> None:
    """Note a change of provider while waiting; the rule keeps or restarts the clocks."""
    r = s.register[i]
    end_stay(s, i, STAY_WAIT, HOW_MOVED, t)
    mark(s, i, E_PROVIDER, t)
    if s.restart[r.need] == 1:
        r.place = t
        r.join = t
