"""The reference workload as one compiled loop over days: the practical limit.

Nothing here can be configured: stages, rules and order are written into the loop. One row of
120 bytes for each child, binary heaps in flat arrays for the lists, a chain of rows for each
opening for whatever falls due, and children who left noticed only when their turn comes.

Each process compiles it anew (some eight seconds, not timed), because the workload's numbers
are compiled into it.
"""

from typing import Any, NamedTuple

import numpy as np
from luck import Children, Pages
from numba import njit
from outcome import Outcome
from workload import (
    AREAS,
    BEFORE_TREATMENT_DAYS,
    CLOSES,
    CONTACT_MINUTES,
    CONTACTS,
    DECISION_DAYS,
    ESCALATION_PER_DAY,
    LEAVING_PER_DAY,
    MISSED,
    NEEDS,
    OPENS,
    REBOOK_DAYS,
    ROUTINE,
    SCREENING_MINUTES,
    SPACING_DAYS,
    TEAMS,
    TREATED_SHARE,
    URGENT,
    Workload,
)

from sim.streams import PAGE_SIZE

MASK = PAGE_SIZE - 1
N_NEEDS, N_POINTS, N_TEAMS = len(NEEDS), len(AREAS), len(TEAMS)
ASSESS_AT, TREAT_AT = 2 * N_POINTS, 2 * N_POINTS + 2 * N_TEAMS
DUE_AT = TREAT_AT + 2 * N_TEAMS
HEAPS = DUE_AT + N_TEAMS
"""Lists: two priorities for each access point, team's assessment and team's treatment; due."""
SCREENING, ASSESSMENT, TREATMENT = range(3)
DECIDED, ON_LIST, AWAY, IN_TREATMENT, GONE = range(5)

CHILD = np.dtype(
    [
        ("referred", "f8"), ("leaving", "f8"), ("since", "f8"), ("leaves", "f8"),
        ("escalates", "f8"), ("due", "f8"),
        ("screened", "f8"), ("assessed", "f8"), ("started", "f8"), ("finished", "f8"),
        ("left", "f8"), ("escalation", "f4"),
        ("word_1", "u4"), ("word_2", "u4"), ("next_due", "i4"), ("next_worse", "i4"),
        ("team", "i1"), ("priority", "i1"), ("stage", "i1"), ("state", "i1"),
        ("bookings", "i1"), ("attended", "i1"), ("presented", "i1"), ("spare", "i1"),
    ],
    align=True,
)  # fmt: skip


class Loop(NamedTuple):
    """Everything the loop works on."""

    children: Any
    keys: Any
    rows: Any
    starts: Any
    sizes: Any
    due: Any
    worse: Any
    opening_of_day: Any
    openings: Any
    used: Any
    offered: Any
    screening_slots: Any
    assessment_slots: Any
    treatment_slots: Any
    page_1: Any
    page_2: Any
    places: Any


def prepared(workload: Workload, children: Children, pages: Pages) -> Loop:
    """Lay children and lists out in memory."""
    count = len(children.time)
    rows = np.zeros(count, CHILD)
    rows["referred"], rows["team"] = children.time, children.team
    rows["priority"] = rows["presented"] = children.priority
    rows["leaving"], rows["escalation"] = children.leaving, children.escalation
    rows["word_1"], rows["word_2"] = children.words[:, 0], children.words[:, 1]
    for name in ("screened", "assessed", "started", "finished", "left"):
        rows[name] = np.nan
    teams = np.bincount(children.team, minlength=N_TEAMS)
    points = teams.reshape(N_POINTS, N_NEEDS).sum(axis=1)
    room = np.concatenate((np.repeat(points, 2), np.repeat(teams, 2), np.repeat(teams, 2), teams))
    starts = np.concatenate(([0], np.cumsum(room)))
    number = np.arange(workload.days + 1)
    worked = number % 7 < 5
    opening_of_day = np.concatenate((np.cumsum(worked) - worked, [worked.sum()]))
    openings = number[:-1][worked[:-1]] + OPENS
    assess, treat = np.array(workload.assessment_slots), np.array(workload.treatment_slots)
    return Loop(
        rows, np.empty(starts[-1]), np.empty(starts[-1], np.int32), starts,
        np.zeros(HEAPS, np.int64), np.full(len(openings), -1, np.int32),
        np.full(len(openings), -1, np.int32), opening_of_day, openings, np.zeros(N_TEAMS),
        (assess + treat) * CONTACT_MINUTES, np.array(workload.screening_slots), assess, treat,
        pages.one, pages.two, np.stack((pages.assessment, pages.goes_on, pages.treatment)),
    )  # fmt: skip


@njit(inline="always")
def before(key, row, other_key, other_row):
    """Equal dates go by identity, as they do everywhere."""
    return key < other_key or (key == other_key and row < other_row)


@njit(inline="always")
def push(s, heap, key, row):
    start, at = s.starts[heap], s.sizes[heap]
    s.sizes[heap] = at + 1
    while at > 0:
        above = (at - 1) >> 1
        if not before(key, row, s.keys[start + above], s.rows[start + above]):
            break
        s.keys[start + at], s.rows[start + at] = s.keys[start + above], s.rows[start + above]
        at = above
    s.keys[start + at], s.rows[start + at] = key, row


@njit(inline="always")
def pop(s, heap):
    start, last = s.starts[heap], s.sizes[heap] - 1
    first = s.rows[start]
    s.sizes[heap] = last
    key, row, at = s.keys[start + last], s.rows[start + last], 0
    while True:
        below = 2 * at + 1
        if below >= last:
            break
        one, two = start + below, start + below + 1
        if below + 1 < last and before(s.keys[two], s.rows[two], s.keys[one], s.rows[one]):
            below += 1
        if not before(s.keys[start + below], s.rows[start + below], key, row):
            break
        s.keys[start + at], s.rows[start + at] = s.keys[start + below], s.rows[start + below]
        at = below
    s.keys[start + at], s.rows[start + at] = key, row
    return first


@njit(inline="always")
def uniform(s, child, decision, occurrence):
    place = s.places[decision, child.team % N_NEEDS]
    one = s.page_1[(np.int64(child.word_1) + place[0] + occurrence) & MASK]
    two = s.page_2[(np.int64(child.word_2) + place[1] + occurrence) & MASK]
    return (np.int64(one ^ two) + 0.5) * 2.0**-32


@njit(inline="always")
def opening_after(s, moment):
    """Return the number of the first opening at or after a moment; past the last for never."""
    if not moment < s.opening_of_day.size - 2:
        return s.openings.size
    day = int(moment)
    return s.opening_of_day[day + 1] if moment > day + OPENS else s.opening_of_day[day]


@njit(inline="always")
def wake(s, i, moment):
    """Look at a child again at the first opening after a moment."""
    wake_from(s, i, moment, moment)


@njit(inline="always")
def wake_on_its_date(s, i, moment):
    """Look at a child again on the date of a moment; those of one date go by moment."""
    wake_from(s, i, moment, np.floor(moment))


@njit(inline="always")
def wake_from(s, i, moment, earliest):
    s.children[i].due = moment
    k = opening_after(s, earliest)
    if k < s.openings.size:
        s.children[i].next_due = s.due[k]
        s.due[k] = i


@njit(inline="always")
def stop_hazards(child, now):
    child.leaving = max(child.leaving - LEAVING_PER_DAY * (now - child.since), 0.0)
    child.leaves = np.inf


@njit(inline="always")
def next_waiting(s, first, now, stage):
    """Take the next child off a pair of lists; -1 when nobody is left."""
    for priority in (URGENT, ROUTINE):
        heap = first + priority - URGENT
        while s.sizes[heap] > 0:
            i = pop(s, heap)
            child = s.children[i]
            if child.stage != stage or child.state != ON_LIST or child.priority != priority:
                continue
            if child.leaves <= now:
                child.state, child.left = GONE, child.leaves
                continue
            return i
    return -1


@njit(inline="always")
def contact_begins(s, team, now):
    begins = now + (CLOSES - OPENS) * min(s.used[team] / s.offered[team], 1.0)
    s.used[team] += CONTACT_MINUTES
    return begins


@njit(inline="always")
def becomes_due(s, i):
    """A decision takes effect, a list is joined (again), or a follow-up is due."""
    child = s.children[i]
    moment = child.due
    if child.state == IN_TREATMENT:
        push(s, DUE_AT + child.team, moment, i)
        return
    if child.state == DECIDED:
        child.stage, child.bookings, child.since = ASSESSMENT, 0, moment
        child.leaves = moment + child.leaving / LEAVING_PER_DAY
        child.escalates = np.inf
        if child.priority == ROUTINE:
            child.escalates = moment + child.escalation / ESCALATION_PER_DAY
            k = opening_after(s, child.escalates)
            if child.escalates < child.leaves and k < s.openings.size:
                child.next_worse = s.worse[k]
                s.worse[k] = i
    child.state = ON_LIST
    first = ASSESS_AT if child.stage == ASSESSMENT else TREAT_AT
    push(s, first + 2 * child.team + child.priority - URGENT, child.referred, i)


@njit(inline="always")
def gets_worse(s, i):
    child = s.children[i]
    if child.stage != ASSESSMENT or child.state == GONE or child.priority != ROUTINE:
        return
    child.priority = URGENT
    if child.state == ON_LIST:
        push(s, ASSESS_AT + 2 * child.team, child.referred, i)


@njit(inline="always")
def screen(s, point, now):
    for slot in range(s.screening_slots[point]):
        i = next_waiting(s, 2 * point, now, SCREENING)
        if i < 0:
            return
        child = s.children[i]
        part = slot * SCREENING_MINUTES / (s.screening_slots[point] * SCREENING_MINUTES)
        child.screened = now + (CLOSES - OPENS) * part
        child.since = child.referred
        stop_hazards(child, child.screened)
        child.state = DECIDED
        wake(s, i, child.screened + DECISION_DAYS)


@njit(inline="always")
def assess(s, team, now):
    for _ in range(s.assessment_slots[team]):
        i = next_waiting(s, ASSESS_AT + 2 * team, now, ASSESSMENT)
        if i < 0:
            return
        child = s.children[i]
        begins = contact_begins(s, team, now)
        child.bookings += 1
        child.state = AWAY
        if uniform(s, child, 0, child.bookings - 1) < MISSED:
            wake_on_its_date(s, i, begins + REBOOK_DAYS)
            continue
        child.assessed = begins
        child.attended += 1
        stop_hazards(child, begins)
        child.stage, child.bookings = TREATMENT, 0
        if uniform(s, child, 1, 0) < TREATED_SHARE:
            child.since = begins
            child.leaves = begins + child.leaving / LEAVING_PER_DAY
            wake(s, i, begins + BEFORE_TREATMENT_DAYS)
        else:
            child.state = GONE


@njit(inline="always")
def treat(s, team, now):
    for _ in range(s.treatment_slots[team]):
        if s.sizes[DUE_AT + team] > 0:
            i = pop(s, DUE_AT + team)
        else:
            i = next_waiting(s, TREAT_AT + 2 * team, now, TREATMENT)
            if i < 0:
                return
            s.children[i].state = AWAY
        child = s.children[i]
        begins = contact_begins(s, team, now)
        child.bookings += 1
        if uniform(s, child, 2, child.bookings - 1) < MISSED:
            wake_on_its_date(s, i, begins + REBOOK_DAYS)
            continue
        child.attended += 1
        if child.state == AWAY:
            child.started, child.leaves, child.state = begins, np.inf, IN_TREATMENT
        if child.attended > CONTACTS:
            child.finished, child.state = begins, GONE
        else:
            wake_on_its_date(s, i, begins + SPACING_DAYS)


@njit
def whole(s, horizon):
    """Run every opening, then note who left without their turn having come."""
    arriving = 0
    for k in range(s.openings.size):
        now = s.openings[k]
        while arriving < s.children.size and s.children[arriving].referred <= now:
            child = s.children[arriving]
            child.state = ON_LIST
            child.leaves = child.referred + child.leaving / LEAVING_PER_DAY
            heap = 2 * (child.team // N_NEEDS) + child.priority - URGENT
            push(s, heap, child.referred, arriving)
            arriving += 1
        i = s.due[k]
        while i >= 0:
            after = s.children[i].next_due
            becomes_due(s, i)
            i = after
        i = s.worse[k]
        while i >= 0:
            gets_worse(s, i)
            i = s.children[i].next_worse
        for point in range(N_POINTS):
            screen(s, point, now)
        for team in range(N_TEAMS):
            s.used[team] = 0.0
            assess(s, team, now)
            treat(s, team, now)
    for i in range(s.children.size):
        child = s.children[i]
        waiting = child.state == ON_LIST or child.state == AWAY
        if waiting and child.leaves < horizon:
            child.left = child.leaves


def run(workload: Workload, children: Children, pages: Pages) -> Any:
    """Run the loop; return the rows."""
    loop = prepared(workload, children, pages)
    whole(loop, float(workload.days))
    return loop.children


def outcome_of(rows: Any) -> Outcome:
    """Return dates by referral."""
    names = ("referred", "presented", "screened", "assessed", "started", "finished", "left")
    return Outcome(*(rows[name].astype(float) for name in names), rows["attended"].astype(float))
