"""What is left for a child met part of the way: drawn conditional on the progress so far.

A child met at a random moment is more likely to be in a long treatment or a long delay than one
who has just begun it (length bias; Cox 1962, Renewal Theory, chapter 5).
"""

from typing import Any

from sim.pathway.codes import D_DELAY, D_DONE
from sim.pathway.compiled import kernel
from sim.pathway.luck import luck
from sim.pathway.state import State


@kernel
def meet_in_care(s: State, i: int, done: int) -> None:
    """Draw how many contacts are left, and whether the child then drops out.

    A child who will have m contacts in all is met between two of them, so with chances in
    proportion to m - 1, after any of the first m - 1 alike; when ``done`` is known (above 0),
    only those with more contacts are possible, and each is passed once.
    """
    r = s.register[i]
    r.drops = 0
    r.left = 1
    goal = luck(s, i, r.node, D_DONE, 0) * weight_up_to(s, r.node, done, s.contacts_cum.shape[1])
    reached, tail = 0.0, drop_outs_after_one(s, r.node)
    for m in range(1, s.contacts_cum.shape[1] + 1):
        times = met(m, done)
        completes, drops = completed(s, r.node, m), tail
        tail -= share_of_drop_outs(s, r.node, m + 1)
        reached += times * (completes + drops)
        if times > 0.0 and reached >= goal:
            r.drops = 1 if goal > reached - times * drops else 0
            part = 1 + int(luck(s, i, r.node, D_DONE, 1) * (m - 1))
            r.left = m - done if done > 0 else part
            return


@kernel
def met(contacts: int, done: int) -> float:
    """Return in how many of a child's stretches between contacts they could be met."""
    if done > 0:
        return 1.0 if contacts > done else 0.0
    return float(contacts - 1)


@kernel
def chance_of(s: State, node: int, number: int) -> float:
    """Return the chance that so many contacts are planned."""
    if number > s.contacts_cum.shape[1]:
        return 0.0
    below = s.contacts_cum[node, number - 2] if number > 1 else 0.0
    return float(s.contacts_cum[node, number - 1] - below)


@kernel
def completed(s: State, node: int, number: int) -> float:
    """Return the chance that so many contacts are planned, and all are attended."""
    stays = 1.0 - s.nodes[node].drop_out if number > 1 else 1.0
    return chance_of(s, node, number) * stays


@kernel
def share_of_drop_outs(s: State, node: int, planned: int) -> float:
    """Return the chance of so many contacts planned and any one number short of it attended."""
    return chance_of(s, node, planned) * s.nodes[node].drop_out / (planned - 1)


@kernel
def drop_outs_after_one(s: State, node: int) -> float:
    """Return the chance of dropping out after one contact, of all who begin."""
    total = 0.0
    for planned in range(2, s.contacts_cum.shape[1] + 1):
        total += share_of_drop_outs(s, node, planned)
    return total


@kernel
def weight_up_to(s: State, node: int, done: int, most: int) -> float:
    """Return the sum of weights over numbers of contacts in all."""
    total, tail = 0.0, drop_outs_after_one(s, node)
    for m in range(1, most + 1):
        total += met(m, done) * (completed(s, node, m) + tail)
        tail -= share_of_drop_outs(s, node, m + 1)
    return total


@kernel
def left_of_delay(s: State, i: int, elapsed: float) -> float:
    """Return what is left of a delay, in its days; ``elapsed`` below 0 means not known.

    When it is known, the delay is one of those longer than it. Otherwise the child is met at a
    random moment of it: long delays in proportion to their length, and any part of it alike.
    """
    r = s.register[i]
    table = s.quantiles[s.nodes[r.node].delay]
    steps = table.shape[0] - 1
    if 0.0 <= elapsed < table[steps]:
        place = passed_by(table, elapsed)
        place += luck(s, i, r.node, D_DELAY, 0) * (steps - place)
        return max(0.0, between(table, place) - elapsed)
    total = 0.0
    for k in range(steps):
        total += (table[k] + table[k + 1]) / 2.0
    goal = luck(s, i, r.node, D_DELAY, 0) * total
    for k in range(steps):
        middle = (table[k] + table[k + 1]) / 2.0
        if goal <= middle or k == steps - 1:
            return luck(s, i, r.node, D_DELAY, 1) * middle
        goal -= middle
    return 0.0


@kernel
def passed_by(table: Any, length: float) -> float:
    """Return the place in a table of durations at which a length stands."""
    low, high = 0, table.shape[0] - 1
    while high - low > 1:
        middle = (low + high) // 2
        if table[middle] <= length:
            low = middle
        else:
            high = middle
    width = table[high] - table[low]
    part = (length - table[low]) / width if width > 0.0 else 0.0
    return low + min(max(part, 0.0), 1.0)


@kernel
def between(table: Any, place: float) -> float:
    """Return the duration at a place in a table, by straight lines."""
    k = min(int(place), table.shape[0] - 2)
    return float(table[k] + (table[k + 1] - table[k]) * (place - k))
