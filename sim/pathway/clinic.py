"""A clinic day: minutes are offered, split by job plan and carve-out, and spent on children.

In this order: minutes offered, split by stage, carve-out within a stage,
follow-ups due, new starts, and last the flow of what is left to the next stage of the plan.
Everyone seen today was on the list before opening. Times within the day follow the share
of the team's minutes already spent.

Lines that compete for the same children or minutes form a *shop* and are served together,
so that no answer depends on which team is looked at first.
"""

import math

from sim.pathway import heap
from sim.pathway.access import screened
from sim.pathway.codes import BETWEEN, CASELOAD_FULL, NO_ROLE, NO_SLOT, SCREENING
from sim.pathway.compiled import kernel
from sim.pathway.contact import booked
from sim.pathway.minutes import (
    caseload_full,
    fits,
    group_meets,
    joined_too_late,
    offer,
    part_of_contact,
    release,
    spend,
)
from sim.pathway.moments import settle
from sim.pathway.state import C_FIRST, GENERAL, State

TINY = 1e-9
NEVER = -1
NOBODY = -1


@kernel
def open_day(s: State, now: float, call: int) -> None:
    """Do a day's work of every team that opens at this call; ``now`` is the opening."""
    day = int(math.floor(now)) - s.counters[C_FIRST]
    offer(s, call, day)
    for shop in range(s.shop_call.shape[0]):
        if s.shop_call[shop] == call:
            serve_shop(s, shop, now, day)
    flow(s, call, now, day)
    close_day(s, call, now, day)
    settle(s)


@kernel
def serve_shop(s: State, shop: int, now: float, day: int) -> None:
    """See children at the lines of a shop: follow-ups, then new starts, then released minutes."""
    low, high = s.shop_from[shop], s.shop_from[shop + 1]
    for k in range(low, high):
        line = s.shop_lines[k]
        for prio in range(3):
            s.blocked[line, prio] = 0
        follow_ups(s, line, now, day)
    new_starts(s, shop, now, day)
    node = s.lines[s.shop_lines[low]].node
    if s.nodes[node].carved == 1 and s.nodes[node].release != NEVER:
        for k in range(low, high):
            release(s, s.shop_lines[k])
        for k in range(low, high):
            follow_ups(s, s.shop_lines[k], now, day)
        new_starts(s, shop, now, day)


@kernel
def follow_ups(s: State, line: int, now: float, day: int) -> None:
    """See follow-ups due, in order of their due dates; each is charged to its priority."""
    aside = NOBODY
    full_0, full_1, full_2 = False, False, False
    while True:
        best = -1
        for prio in range(3):
            i = s.due[line, prio]
            full = full_0 if prio == 0 else (full_1 if prio == 1 else full_2)
            if i >= 0 and not full and (best < 0 or heap.before(s, i, best)):
                best = i
        if best < 0:
            break
        prio = int(s.register[best].prio)
        if not fits(s, line, best, now):
            if joined_too_late(s, line, best, now):
                s.due[line, prio] = heap.pop(s, best)
                s.register[best].h_next = aside
                aside = best
                continue
            full_0, full_1, full_2 = full_0 or prio == 0, full_1 or prio == 1, full_2 or prio == 2
            continue
        s.due[line, prio] = heap.pop(s, s.due[line, prio])
        period = s.period[day]
        t = spend(s, line, best, now, day)
        s.lateness[line, period, 0] += t - math.floor(s.register[best].key)
        s.lateness[line, period, 1] += 1.0
        s.register[best].state = BETWEEN
        booked(s, best, t)
    while aside >= 0:
        following = int(s.register[aside].h_next)
        prio = int(s.register[aside].prio)
        s.due[line, prio] = heap.push(s, s.due[line, prio], aside)
        aside = following


@kernel
def new_starts(s: State, shop: int, now: float, day: int) -> None:
    """See children on the waiting lists, in the order of the discipline, while minutes last.

    Who joined too late to claim minutes kept for their priority steps aside for those behind,
    and then stands where they stood.
    """
    aside = NOBODY
    while True:
        home = next_line(s, shop)
        if home < 0:
            break
        prio = next_priority(s, home)
        i = s.heads[home, prio]
        line = line_for(s, home, i, now, day)
        if line < 0 and others_may_claim(s, home, i, now):
            s.heads[home, prio] = heap.pop(s, i)
            s.register[i].h_next = aside
            aside = int(i)
            continue
        if line < 0:
            s.blocked[home, prio] = 1
            continue
        s.heads[home, prio] = heap.pop(s, i)
        s.waiting[home, prio] -= 1
        s.register[i].line = line
        s.register[i].state = BETWEEN
        t = spend(s, line, i, now, day)
        if s.nodes[s.lines[line].node].kind == SCREENING:
            s.contacts[line, prio, s.period[day], 0] += 1
            screened(s, i, t)
        else:
            booked(s, i, t)
    while aside >= 0:
        following = int(s.register[aside].h_next)
        home, prio = int(s.register[aside].line), int(s.register[aside].prio)
        s.heads[home, prio] = heap.push(s, s.heads[home, prio], aside)
        aside = following


@kernel
def others_may_claim(s: State, home: int, i: int, now: float) -> bool:
    """Return whether minutes are kept that a child joined too late to claim, and others not."""
    for k in range(s.helper_from[home], s.helper_from[home + 1]):
        if joined_too_late(s, s.helpers[k], i, now):
            return True
    return False


@kernel
def ahead_of(s: State, by_priority: int, a: int, b: int) -> bool:
    """Return whether child a is seen before child b."""
    if by_priority == 1 and s.register[a].prio != s.register[b].prio:
        return s.register[a].prio < s.register[b].prio
    return heap.before(s, a, b)


@kernel
def next_priority(s: State, line: int) -> int:
    """Return the priority whose first child is next at a line, or -1."""
    by_priority = s.nodes[s.lines[line].node].by_priority
    best = -1
    for prio in range(3):
        i = s.heads[line, prio]
        if i < 0 or s.blocked[line, prio] == 1:
            continue
        if best < 0 or ahead_of(s, by_priority, i, s.heads[line, best]):
            best = prio
    return best


@kernel
def next_line(s: State, shop: int) -> int:
    """Return the line whose first child is next in a shop, or -1."""
    low, high = s.shop_from[shop], s.shop_from[shop + 1]
    best, first = -1, -1
    for k in range(low, high):
        line = s.shop_lines[k]
        prio = next_priority(s, line)
        if prio < 0:
            continue
        i = s.heads[line, prio]
        if best < 0 or ahead_of(s, s.nodes[s.lines[line].node].by_priority, i, first):
            best, first = line, i
    return best


@kernel
def line_for(s: State, home: int, i: int, now: float, day: int) -> int:
    """Return the line that sees a child now, by the rule of the stage; -1 if none can."""
    best, most = -1, -1.0
    listed = s.nodes[s.lines[home].node].listed == 1
    for k in range(s.helper_from[home], s.helper_from[home + 1]):
        line = s.helpers[k]
        if caseload_full(s, line, day) or not group_meets(s, home, line):
            continue
        if not fits(s, line, i, now):
            continue
        if line == home or listed:
            return line
        left = s.budget[s.line_slot[line, 0], GENERAL]
        if left > most:
            best, most = line, left
    return best


@kernel
def flow(s: State, call: int, now: float, day: int) -> None:
    """Let whole contacts that nobody could use flow to the next stage of each job plan."""
    longest = 0
    for p in range(s.pools.shape[0]):
        if s.pools[p].call == call and s.pools[p].flex == 1:
            longest = max(longest, s.pools[p].slots)
    for place in range(longest - 1):
        for p in range(s.pools.shape[0]):
            pool = s.pools[p]
            if pool.call != call or pool.flex == 0 or place + 1 >= pool.slots:
                continue
            slot = pool.first + place
            left = s.budget[slot, GENERAL]
            spare = left - part_of_contact(s, slot, left, pool.cap)
            if spare > TINY:
                s.budget[slot, GENERAL] -= spare
                s.budget[slot + 1, GENERAL] += spare
                serve_shop(s, s.slots[slot + 1].shop, now, day)


@kernel
def close_day(s: State, call: int, now: float, day: int) -> None:
    """Carry over parts of contacts; note why those still waiting were not seen."""
    for p in range(s.pools.shape[0]):
        pool = s.pools[p]
        if pool.call != call:
            continue
        for slot in range(pool.first, pool.first + pool.slots):
            wanted = anyone_left(s, s.slots[slot].shop)
            for k in range(GENERAL + 1):
                part = part_of_contact(s, slot, s.budget[slot, k], pool.cap)
                s.carry[slot, k] = part if wanted else 0.0
    period = s.period[day]
    for line in range(s.lines.shape[0]):
        if s.shop_call[s.lines[line].shop] == call:
            waiting = s.waiting[line, 0] + s.waiting[line, 1] + s.waiting[line, 2]
            if waiting > 0:
                days = now - s.lines[line].last_look
                s.cause[line, period, cause_of_wait(s, line, day)] += waiting * days
            s.lines[line].last_look = now
            s.seats[line] = 0


@kernel
def anyone_left(s: State, shop: int) -> bool:
    """Return whether anyone still waits or is due at a shop.

    Minutes are carried only towards somebody: what is left of a day on which everyone was
    seen is lost, or a little more time could leave a smaller part over and delay a child.
    """
    for k in range(s.shop_from[shop], s.shop_from[shop + 1]):
        line = s.shop_lines[k]
        for prio in range(3):
            if s.heads[line, prio] >= 0 or s.due[line, prio] >= 0:
                return True
    return False


@kernel
def cause_of_wait(s: State, line: int, day: int) -> int:
    """Return why a line left children waiting today."""
    if caseload_full(s, line, day):
        return CASELOAD_FULL
    short, enough = False, False
    for k in range(s.lines[line].roles):
        slot = s.line_slot[line, k]
        if s.budget[slot, GENERAL] < s.line_minutes[line, k] - TINY:
            short = True
        else:
            enough = True
    return NO_ROLE if short and enough else NO_SLOT
