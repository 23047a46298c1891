"""A slot is spent on a child: attended, missed or cancelled, and what comes next."""

import math

from sim.pathway.agenda import schedule
from sim.pathway.codes import (
    ATTENDED,
    BEFORE_LIST,
    BETWEEN,
    CANCELLED,
    CONTINUOUS,
    D_ATTENDANCE,
    D_CONTACTS,
    D_DROP_OUT,
    D_DROP_WHEN,
    D_SHARED,
    D_SHARED_REFUSED,
    DELAYED,
    E_FIRST,
    E_MISSED,
    E_SECOND,
    GROWN_UP,
    HOW_SEEN,
    MISSED,
    N_ATTENDED,
    N_CANCELLED,
    N_MISSED,
    REBOOKING,
    STAY_WAIT,
    X_NOT_ATTENDED,
)
from sim.pathway.compiled import kernel
from sim.pathway.departure import close
from sim.pathway.journey import finish_stage
from sim.pathway.luck import luck, pick
from sim.pathway.places import place_of
from sim.pathway.record import end_stay, mark, mark_all, note, period_at
from sim.pathway.state import (
    State,
)
from sim.pathway.waiting import disarm
from sim.settings.lengths import DAYS_PER_YEAR

MOST = 250


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
    """Wait again: due again, or back to their own team's list with the place kept."""
    r = s.register[i]
    days = s.nodes[r.node].rebook
    if r.seen == 1:
        due_again(s, i, t, days)
        return
    home = place_of(s, i, t)
    if home >= 0:
        r.line = home
    r.state = DELAYED
    r.why = REBOOKING
    r.ready = math.floor(t + days)
    schedule(s, i)


@kernel
def due_again(s: State, i: int, t: float, days: float) -> None:
    """The next contact falls due so many days on; those due on one date go by their moment.

    A recurring contact that would fall due past the birthday that ends it does not come.
    """
    r = s.register[i]
    node = s.nodes[r.node]
    r.state = BETWEEN
    r.why = BEFORE_LIST
    r.key = t + days
    r.ready = math.floor(r.key)
    grown = r.birth + node.until_age * DAYS_PER_YEAR
    if node.recurs > 0.0 and grown <= r.ready:
        r.why = GROWN_UP
        r.ready = max(t, grown)
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
        due_again(s, i, t, node.spacing)


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
    occurrence = int(r.attempts)
    handed = (
        luck(s, i, r.node, D_SHARED, occurrence) < node.shared
        and not luck(s, i, r.node, D_SHARED_REFUSED, occurrence) < node.shared_refused
    )
    if handed:
        finish_stage(s, i, t)
        return
    due_again(s, i, t, node.recurs)
