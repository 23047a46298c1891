"""More minutes, or fewer referrals, never lengthen anybody's wait.

Pathwise, child by child, this must hold for one role, one stage, first come first served,
with nobody leaving: whoever is k-th in the queue is then never later. With priorities,
leaving or several roles one child can wait longer because others wait less; there only the
mean over paired runs is held, with leavers counted to the day they left.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from tiny import change, run, scenario, stays, whole_service


def queue(per_year: float, **more) -> dict:
    values = scenario(calendar__horizon_days=400)
    return change(values, {"demand.calls.referrals_per_year": {"here": per_year}} | more)


def ends_by_child(history) -> dict:
    """Moment each child was first seen, by the child's luck; the horizon if never."""
    r = history.register
    ends = np.full(len(r), float(history.blueprint.days.last))
    found = stays(history, "wait", "seen")
    ends[found["row"]] = found["end"]
    return dict(
        zip(zip(r["word_1"].tolist(), r["word_2"].tolist(), strict=True), ends, strict=True)
    )


MINUTES = "teams.team.roles.nurse.minutes_by_weekday"


@settings(max_examples=15)
@given(some.lists(some.integers(0, 3), min_size=5, max_size=5), some.integers(0, 4),
       some.integers(1, 3), some.integers(0, 99))  # fmt: skip
def test_more_slots_on_any_weekday_make_nobody_later(slots, weekday, extra, seed):
    minutes = [60.0 * n for n in slots]
    more = minutes.copy()
    more[weekday] += 60.0 * extra
    if not any(minutes):
        return
    before = ends_by_child(run(queue(200.0, **{MINUTES: minutes}), seed))
    after = ends_by_child(run(queue(200.0, **{MINUTES: more}), seed))
    assert before.keys() == after.keys(), "minutes changed who was referred"
    later = [child for child in before if after[child] > before[child] + 1e-9]
    assert not later, f"{len(later)} children are seen later with more minutes"


@settings(max_examples=10)
@given(some.floats(50, 400), some.floats(0, 1), some.integers(0, 99))
def test_fewer_referrals_make_nobody_later(per_year, share, seed):
    many = ends_by_child(run(queue(per_year), seed))
    few = ends_by_child(run(queue(per_year * share), seed))
    assert few.keys() <= many.keys(), "lower demand is not a part of higher demand: see thinning"
    assert all(few[child] <= many[child] + 1e-9 for child in few)


def mean_wait(values: dict, node: str) -> float:
    """Mean days at a list over paired runs, leavers and those still there included."""
    waited = []
    for k in range(4):
        found = stays(run(values, replication=k), "wait", None, node)
        waited.append((found["end"] - found["start"]).mean())
    return float(np.mean(waited))


BETTER = {
    "more staff": ("teams.team.roles.nurse.wte", 4.0, "choice"),
    "more doctors' minutes": (
        "teams.autism.roles.doctor.minutes_by_weekday", [200.0] * 5, "assess",
    ),
    "more screening": (
        "access_points.spa.roles.screener.minutes_by_weekday", [90.0] * 5, "spa",
    ),
    "fewer misses": ("stages.choice.missed_share", 0.0, "choice"),
    "fewer referrals": ("demand.calls.referrals_per_year", {"here": 130.0}, "choice"),
}  # fmt: skip


@pytest.mark.parametrize(("path", "value", "node"), BETTER.values(), ids=BETTER.keys())
def test_relief_does_not_lengthen_the_mean_wait_of_a_whole_service(path, value, node):
    """In expectation only: see the head of this file."""
    tight = {"teams.team.roles.nurse.wte": 1.2}
    before = mean_wait(change(whole_service(), tight), node)
    after = mean_wait(change(whole_service(), tight | {path: value}), node)
    assert after <= before * 1.02, f"{before:.2f} days became {after:.2f}"
