"""Slot minutes within a clinic day: offered, kept for a priority, spent, carried over."""

import math

from sim.pathway.compiled import kernel
from sim.pathway.state import GENERAL, State

TINY = 1e-9


@kernel
def offer(s: State, call: int, day: int) -> None:
    """Put today's minutes, and what was carried over, into the budgets of the job plans."""
    period = s.period[day]
    for p in range(s.pools.shape[0]):
        pool = s.pools[p]
        if pool.call != call:
            continue
        paid = min(pool.debt, s.minutes[p, day])
        pool.debt -= paid
        pool.offered = s.minutes[p, day] - paid
        pool.used = 0.0
        for slot in range(pool.first, pool.first + pool.slots):
            share = s.share[slot, day] * pool.offered
            kept = 0.0
            node = s.slots[slot].node
            for prio in range(GENERAL):
                floor = s.carve[node, prio] * share
                if s.nodes[node].whole == 1:
                    floor = round(floor / s.slots[slot].minutes) * s.slots[slot].minutes
                floor = min(floor, share - kept)
                s.budget[slot, prio] = s.carry[slot, prio] + floor
                kept += floor
            s.budget[slot, GENERAL] = s.carry[slot, GENERAL] + share - kept + s.extra[slot, day]
            pool.offered += s.extra[slot, day]
        s.offered[p, period] += pool.offered


@kernel
def release(s: State, line: int) -> None:
    """Give minutes kept for a priority, and not claimed, to everyone; try everyone again."""
    for k in range(s.lines[line].roles):
        slot = s.line_slot[line, k]
        for prio in range(GENERAL):
            s.budget[slot, GENERAL] += s.budget[slot, prio]
            s.budget[slot, prio] = 0.0
    for prio in range(3):
        s.blocked[line, prio] = 0


@kernel
def caseload_full(s: State, line: int, day: int) -> bool:
    """Return whether a line's caseload has reached its limit."""
    limit = s.lines[line].caseload_per_wte
    if not limit > 0.0:
        return False
    return s.caseload[line] + 1 > limit * s.wte[s.lines[line].caseload_pool, day] + TINY


@kernel
def group_meets(s: State, home: int, line: int) -> bool:
    """Return whether enough children wait to hold a group, or one has begun today."""
    least = s.nodes[s.lines[line].node].group_minimum
    if least <= 1 or s.seats[line] > 0:
        return True
    return s.waiting[home, 0] + s.waiting[home, 1] + s.waiting[home, 2] >= least


@kernel
def may_claim(s: State, line: int, i: int, now: float) -> bool:
    """Return whether a child may use minutes kept for their priority."""
    days_before = s.nodes[s.lines[line].node].release
    return days_before <= 0 or s.register[i].since < math.floor(now) - days_before + 1


@kernel
def joined_too_late(s: State, line: int, i: int, now: float) -> bool:
    """Return whether a line keeps minutes for the child's priority that others may claim."""
    kept = s.budget[s.line_slot[line, 0], s.register[i].prio]
    return kept > TINY and not may_claim(s, line, i, now)


@kernel
def fits(s: State, line: int, i: int, now: float) -> bool:
    """Return whether every role has the minutes for a contact with this child today."""
    if s.seats[line] > 0:
        return True
    prio = s.register[i].prio
    kept = may_claim(s, line, i, now)
    for k in range(s.lines[line].roles):
        slot = s.line_slot[line, k]
        left = s.budget[slot, GENERAL]
        if kept:
            left += s.budget[slot, prio]
        if left < s.line_minutes[line, k] - TINY:
            return False
    return True


@kernel
def spend(s: State, line: int, i: int, now: float, day: int) -> float:
    """Take a contact's minutes out of the budgets; return when the contact begins."""
    server = s.servers[s.lines[line].server]
    first = s.pools[s.slots[s.line_slot[line, 0]].pool]
    part = min(first.used / first.offered, 1.0) if first.offered > 0.0 else 0.0
    t = max(now, math.floor(now) + server.opens) + (server.closes - server.opens) * part
    node = s.lines[line].node
    if s.nodes[node].group_size > 1:
        if s.seats[line] > 0:
            s.seats[line] -= 1
            return float(s.lines[line].group_at)
        s.seats[line] = s.nodes[node].group_size - 1
        s.lines[line].group_at = t
    prio = s.register[i].prio
    kept = may_claim(s, line, i, now)
    for k in range(s.lines[line].roles):
        slot = s.line_slot[line, k]
        minutes = s.line_minutes[line, k]
        own = min(minutes, s.budget[slot, prio]) if kept else 0.0
        s.budget[slot, prio] -= own
        s.budget[slot, GENERAL] -= minutes - own
        s.pools[s.slots[slot].pool].used += minutes
        s.spent[slot, s.period[day]] += minutes
    return t


@kernel
def part_of_contact(s: State, slot: int, left: float, cap: float) -> float:
    """Return what is carried over: what is left short of a whole contact, up to the cap.

    Where a contact needs several roles, a role that has its minutes together keeps them for
    the day on which its partners have theirs too.
    """
    if s.slots[slot].several == 1:
        return min(left, max(cap, 0.0))
    minutes = s.slots[slot].minutes
    part = left - math.floor(left / minutes + TINY) * minutes
    return min(max(part, 0.0), cap)
