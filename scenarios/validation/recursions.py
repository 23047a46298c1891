"""Clinic-day stages beside recursions that know nothing of the engine.

Children who joined before opening are seen first come, first served, so many a clinic day. From
the same arrivals the recursion gives every moment of every contact, and Lindley's recursion
every length of the list; the engine must give the same.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from scenarios.validation.held import Case, Held
from scenarios.validation.small import (
    Values,
    change,
    listed,
    run,
    scenario,
    seen,
    stays,
    team,
    waits,
)
from sim.pathway.history import History

OPENS, CLOSES = 9 / 24, 17 / 24
PLANS = {"one slot a day": [1] * 5, "four slots on Wednesdays": [0, 0, 4, 0, 0],
         "an uneven week": [3, 0, 1, 0, 2]}  # fmt: skip
NONE = "none may differ"


def arriving(slots: Sequence[int], per_year: float = 260.0, **more: Any) -> Values:
    """Referrals at random to a stage with so many slots on each weekday."""
    values = scenario(teams__team=team({"see": 1.0}, [60.0 * n for n in slots]))
    return change(
        values,
        {"demand.calls.referrals_per_year": {"here": per_year}, "calendar.horizon_days": 600}
        | more,
    )


def by_hand(referred: Any, slots: Sequence[int], horizon: int = 600) -> list[tuple[int, float]]:
    """Return (child, moment) of every contact, by a loop over days."""
    order = deque(np.argsort(referred, kind="stable").tolist())
    contacts = []
    for day in range(horizon):
        number = slots[day % 7] if day % 7 < len(slots) else 0
        for place in range(number):
            if not order or referred[order[0]] > day + OPENS:
                break
            moment = day + OPENS + (CLOSES - OPENS) * place / number
            contacts.append((order.popleft(), moment))
    return contacts


def differing(history: History, slots: Sequence[int]) -> tuple[int, int]:
    """Return contacts of another child or moment than by hand, and how many there are."""
    found = [(int(row), float(end)) for row, end in seen(history)[["row", "end"]].tolist()]
    expected = by_hand(history.register["ref"], slots)
    same = sum(a[0] == b[0] and abs(a[1] - b[1]) < 1e-9
               for a, b in zip(found, expected, strict=False))  # fmt: skip
    number = max(len(found), len(expected))
    return number - same, number


def contacts() -> Iterator[Held]:
    """Every contact of random referrals, for three weeks' plans and two seeds; and a list."""
    for words, slots in PLANS.items():
        for seed in (1, 2):
            apart, number = differing(run(arriving(slots), seed), slots)
            yield Held(f"Contacts with another child or moment, {words}, seed {seed}, "
                       f"of {number:,}", "contacts", 0, apart, 0, NONE)  # fmt: skip
    history = run(listed(arriving([1] * 5), a=waits(60, weeks=40)))
    apart, number = differing(history, [1] * 5)
    yield Held(f"The same with 60 children on the list at first, of {number:,}", "contacts", 0,
               apart, 0, NONE)  # fmt: skip


def lindley() -> Iterator[Held]:
    """List after a day = the greater of 0 and list before + joined before opening - slots."""
    slots = [3, 0, 1, 0, 2]
    history = run(arriving(slots))
    joined = np.floor(history.register["ref"] + (1 - OPENS)).astype(int)
    come = np.bincount(joined, minlength=601)
    gone = np.bincount(np.floor(seen(history)["end"]).astype(int), minlength=600)
    list_now, by_recursion, apart = 0, 0, 0
    for day in range(600):
        offered = slots[day % 7] if day % 7 < 5 else 0
        list_now += come[day] - gone[day]
        by_recursion = max(0, by_recursion + come[day] - offered)
        apart += list_now != by_recursion
    yield Held("Days with another list, of 600", "days", 0, apart, 0, NONE)


def little() -> Iterator[Held]:
    """The list counted each hour, from joining and leaving, beside arrivals times the mean wait."""
    history = run(arriving([1] * 5, 240.0, **{"calendar.horizon_days": 4000}))
    ended = stays(history, "wait")
    hours = np.arange(300 * 24, 3800 * 24) / 24
    come = np.searchsorted(np.sort(history.register["ref"]), hours, side="right")
    gone = np.searchsorted(np.sort(seen(history)["end"]), hours, side="right")
    inside = (ended["join"] >= 300) & (ended["join"] < 3800)
    rate = inside.sum() / 3500
    expected = float(rate * (ended["end"] - ended["start"])[inside].mean())
    yield Held("Mean list on clinic days", "children", expected, float((come - gone).mean()),
               0.05 * expected, "5%: waits cut off at both ends")  # fmt: skip


CASES = {
    "contacts": Case("Clinic days, contact by contact", "the batch recursion, worked out by a loop",
                     contacts),
    "lindley": Case("Clinic days, list by list", "Lindley's recursion", lindley),
    "little_on_clinic_days": Case("List and waits on clinic days", "Little's law", little),
}  # fmt: skip
"""Cases by name."""
