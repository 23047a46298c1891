"""Directions that must hold, and the ends of every scale.

At one first-come stage with one role, where nobody leaves, more minutes let no child be seen
on a later day, and fewer referrals let nobody wait longer. Where a child is seen later,
suspect minutes lost between days, or an order of the list that depends on who else is there.
"""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from tiny import MONDAY, change, exits, run, scenario, seen, stage, states, stays, team, waits

NEVER = 10**6


def busy(minutes: float = 60.0, referrals: float = 400.0, **changes) -> dict:
    """One first-come stage of 50 minutes, with some waiting already and more to come."""
    values = scenario(
        teams__team=team({"see": 1.0}, [minutes] * 5, role={"carry_over_minutes": 240.0}),
        stages__see=stage(50.0, discipline="longest_wait"),
        demand__calls__referrals_per_year={"here": referrals},
        demand__calls__priority_shares={"crisis": 0.1, "urgent": 0.2, "routine": 0.7},
        opening={"source": "bands", "bands": {"a": waits(15, 6.0)}},
        calendar__horizon_days=140,
    )
    return change(values, changes)


def days_of_children(history) -> dict:
    """The day on which each child was first seen, by the child's luck."""
    r, found = history.register, seen(history)
    day = np.full(len(r), NEVER)
    day[found["row"]] = np.floor(found["end"])
    names = zip(r["ref"].tolist(), r["word_1"].tolist(), strict=True)
    return dict(zip(names, day.tolist(), strict=True))


@settings(max_examples=15)
@given(some.floats(20, 300), some.floats(0, 200), some.integers(0, 99))
def test_more_minutes_let_no_child_be_seen_later(minutes, more, seed):
    few = days_of_children(run(busy(minutes), seed))
    many = days_of_children(run(busy(minutes + more), seed))
    assert few.keys() == many.keys()
    assert [name for name in few if many[name] > few[name]] == []


@settings(max_examples=15)
@given(some.floats(0, 500), some.floats(0, 500), some.integers(0, 99))
def test_fewer_referrals_let_no_child_be_seen_later(referrals, more, seed):
    fewer = days_of_children(run(busy(100.0, referrals), seed))
    all_of_them = days_of_children(run(busy(100.0, referrals + more), seed))
    assert fewer.keys() <= all_of_them.keys()
    assert [name for name in fewer if fewer[name] > all_of_them[name]] == []


def mean_wait(history) -> float:
    """Mean wait so far of the children referred in the first ten weeks."""
    found = stays(history, "wait")
    referred = history.register["ref"][found["row"]]
    found = found[(referred >= 0) & (referred < 70)]
    return float((found["end"] - found["start"]).mean())


def test_mean_waits_rise_with_referrals_and_fall_with_minutes():
    by_referrals = [mean_wait(run(busy(60.0, n))) for n in (200.0, 400.0, 800.0, 1600.0)]
    by_minutes = [mean_wait(run(busy(m))) for m in (30.0, 60.0, 120.0, 240.0)]
    assert by_referrals == sorted(by_referrals) and by_referrals[0] < by_referrals[-1]
    assert by_minutes == sorted(by_minutes, reverse=True) and by_minutes[0] > by_minutes[-1]


def test_nobody_comes():
    history = run(scenario(), trace=True)
    assert len(history.register) == len(history.stays) == len(history.trace) == 0
    assert history.state.spent.sum() == 0 and history.state.offered.sum() > 0


def test_with_endless_minutes_everyone_is_seen_at_the_next_opening():
    """Open at 9: whoever is referred before is seen that day, if it is a weekday."""
    history = run(busy(1e6, opening={"source": "empty"}))
    found = seen(history)
    referred = history.register["ref"][found["row"]]
    expected = np.floor(referred + (24 - 9) / 24).astype(int)
    expected += np.array([0, 0, 0, 0, 0, 2, 1])[expected % 7]
    assert len(found) > 100
    assert np.floor(found["end"]).astype(int).tolist() == expected.tolist()


def test_at_a_closed_stage_everyone_waits():
    closed = {"start": MONDAY, "end": MONDAY + dt.timedelta(200)}
    history = run(busy(1e6, teams__team__closures=[closed]))
    assert states(history) == {"waiting": len(history.register)}
    assert len(stays(history, "wait", "still there")) == len(history.register)


def missing(**more) -> dict:
    """Every slot is missed: a share of a half, doubled for the only group."""
    groups = {"kind": {"everyone": {"share": 1.0, "missed": 2.0}}}
    values = busy(1000.0, opening={"source": "empty"}, demand__calls__groups=groups)
    values["stages"]["see"] |= {"missed_share": 0.5} | more
    return values


def test_when_everyone_misses_nobody_is_seen():
    history = run(missing())
    missed = history.state.contacts.sum(axis=(0, 1, 2))
    assert exits(history) == {} and len(seen(history)) == 0
    assert missed[0] == missed[2] == 0 and missed[1] > len(history.register)
    assert history.state.spent.sum() == 50 * missed[1]


def test_when_everyone_misses_twice_everyone_is_discharged():
    history = run(missing(discharge_after_missed=2, rebook_days=7.0))
    r = history.register
    old = r["ref"] < 140 - 7 - 8
    assert np.all(r["state"][old] == 7) and set(exits(history)) == {"not_attended"}
    assert len(seen(history)) == 0


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_an_access_point_may_refuse_or_accept_everyone(share):
    point = {"serves": [{"areas": ["here"]}], "roles": {"nurse": {"minutes_by_weekday": [9e3] * 5}},
             "triage": {"camhs": {"accepted_share": share}}}  # fmt: skip
    values = busy(1e6, opening={"source": "empty"}, access_points={"spa": point})
    values["demand"]["calls"]["priority_shares"] = {"routine": 1.0}
    history = run(values)
    decided = len(stays(history, "wait", "seen", "spa"))
    assert decided > 100
    assert exits(history).get("refused", 0) == (0 if share else decided)
    assert len(stays(history, "wait", None, "see")) == (decided if share else 0)
