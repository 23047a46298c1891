"""Clinic-day stages agree exactly with recursions that know nothing of the engine.

Children who joined before opening are seen first come, first served, so many a clinic day.
From the same arrivals the recursion gives every moment of every contact, and Lindley's
recursion every length of the list; the engine must give the same.
"""

from collections import deque

import numpy as np
import pytest
from tiny import change, listed, run, scenario, seen, stays, team, waits

OPENS, CLOSES = 9 / 24, 17 / 24


def arriving(slots: list, per_year: float = 260.0, **more) -> dict:
    """Referrals at random to a stage with so many slots on each weekday."""
    values = scenario(teams__team=team({"see": 1.0}, [60.0 * n for n in slots]))
    return change(
        values,
        {"demand.calls.referrals_per_year": {"here": per_year}, "calendar.horizon_days": 600}
        | more,
    )


def by_hand(referred, slots, horizon: int = 600) -> list:
    """(child, moment) of every contact, by a loop over days."""
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


PLANS = {"one a day": [1] * 5, "Wednesdays": [0, 0, 4, 0, 0], "uneven": [3, 0, 1, 0, 2]}


@pytest.mark.parametrize("slots", PLANS.values(), ids=PLANS.keys())
@pytest.mark.parametrize("seed", [1, 2])
def test_every_contact_falls_where_the_recursion_puts_it(slots, seed):
    history = run(arriving(slots), seed)
    found = [(int(row), float(end)) for row, end in seen(history)[["row", "end"]].tolist()]
    expected = by_hand(history.register["ref"], slots)
    assert [row for row, _ in found] == [row for row, _ in expected]
    assert [t for _, t in found] == pytest.approx([t for _, t in expected], abs=1e-9)
    assert len(found) > 200


def test_an_opening_list_is_part_of_the_recursion():
    history = run(listed(arriving([1] * 5), a=waits(60, weeks=40)))
    expected = by_hand(history.register["ref"], [1] * 5)
    assert seen(history)["row"].tolist() == [row for row, _ in expected]


def test_the_list_follows_lindley_s_recursion():
    """List after a day = the greater of 0 and list before + joined before opening - slots."""
    slots = [3, 0, 1, 0, 2]
    history = run(arriving(slots))
    joined = np.floor(history.register["ref"] + (1 - OPENS)).astype(int)
    come = np.bincount(joined, minlength=601)
    gone = np.bincount(np.floor(seen(history)["end"]).astype(int), minlength=600)
    list_now, lindley = 0, 0
    for day in range(600):
        offered = slots[day % 7] if day % 7 < 5 else 0
        list_now += come[day] - gone[day]
        lindley = max(0, lindley + come[day] - offered)
        assert list_now == lindley, f"day {day}"


def test_littles_law_on_clinic_days():
    """The list counted each hour, from joining and leaving, is arrivals times the mean wait."""
    history = run(arriving([1] * 5, 240.0, **{"calendar.horizon_days": 4000}))
    ended = stays(history, "wait")
    hours = np.arange(300 * 24, 3800 * 24) / 24
    come = np.searchsorted(np.sort(history.register["ref"]), hours, side="right")
    gone = np.searchsorted(np.sort(seen(history)["end"]), hours, side="right")
    inside = (ended["join"] >= 300) & (ended["join"] < 3800)
    rate = inside.sum() / 3500
    expected = rate * (ended["end"] - ended["start"])[inside].mean()
    assert (come - gone).mean() == pytest.approx(expected, rel=0.05)
    assert expected > 3, "hardly anyone waited: the check says nothing"
