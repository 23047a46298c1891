"""Contacts, slots and ways of ending are what many children drawn one by one come to."""

import numpy as np
import pytest

from sim.measures.arithmetic.course import course
from sim.pathway.durations import contacts_table
from sim.settings.distribution import as_contacts
from sim.settings.stage import Stage

CHILDREN = 20_000
STAGES = {
    "plain": {"contacts": 4, "missed_share": 0.2},
    "discharged": {"contacts": 5, "missed_share": 0.25, "discharge_after_missed": 2,
                   "cancelled_by_provider_share": 0.1},
    "dropping out": {"contacts": {"shape": "negative_binomial", "mean": 8.65, "sd": 5.0,
                                  "minimum": 2, "single_share": 0.15},
                     "missed_share": 0.12, "cancelled_by_provider_share": 0.037,
                     "discharge_after_missed": 3, "drop_out_share": 0.3},
    "recurring": {"missed_share": 0.1, "discharge_after_missed": 2,
                  "recurrence": {"every_days": 365.0, "shared_care_share": 0.1,
                                 "shared_care_refused_share": 0.4}},
}  # fmt: skip


def stage(settings):
    return Stage.model_validate(
        {"minutes": {"nurse": 60.0}, "outcomes": {"done": {"exit": "helped"}}, **settings}
    )


def drawn(one: Stage, seed: int):
    """Children drawn by the words of the settings, not by the formulas."""
    rng = np.random.default_rng(seed)
    cumulative = contacts_table(as_contacts(one.contacts))
    ends = dict.fromkeys(("completed", "dropped_out", "not_attended", "turned_18"), 0)
    totals = {"contacts": 0, "attempts": 0, "seen": 0}
    for _ in range(CHILDREN):
        attended, attempts, end = child(one, rng, cumulative)
        totals["contacts"] += attended
        totals["attempts"] += attempts
        totals["seen"] += attended > 0
        ends[end] += 1
    return {name: value / CHILDREN for name, value in (totals | ends).items()}


def child(one, rng, cumulative):
    planned = 1 + int(np.searchsorted(cumulative, rng.random(), side="right"))
    drops = planned > 1 and rng.random() < one.drop_out_share
    if drops:
        planned = int(rng.integers(1, planned))
    age, attended, attempts, missed = rng.uniform(8, 14), 0, 0, 0
    while True:
        attempts += 1
        luck = rng.random()
        if luck < one.missed_share:
            missed += 1
            if missed == one.discharge_after_missed:
                return attended, attempts, "not_attended"
        elif luck >= one.missed_share + one.cancelled_by_provider_share:
            missed, attended = 0, attended + 1
            end = after(one, rng, attended, planned, drops, age)
            if end:
                return attended, attempts, end


def after(one, rng, attended, planned, drops, age):
    if one.recurrence is None:
        return "" if attended < planned else "dropped_out" if drops else "completed"
    rule = one.recurrence
    if rng.random() < rule.shared_care_share and rng.random() >= rule.shared_care_refused_share:
        return "completed"
    return "turned_18" if age + attended >= rule.until_age else ""


@pytest.mark.parametrize("name", STAGES)
def test_the_expected_course_matches_drawn_children(name):
    one = stage(STAGES[name])
    expected = course(one, ages=(8, 14))
    found = drawn(one, seed=11)
    for measure, value in found.items():
        assert getattr(expected, measure) == pytest.approx(value, rel=0.02, abs=0.006), measure


def test_ways_of_ending_add_up_to_one():
    for settings in STAGES.values():
        going = course(stage(settings))
        ends = going.completed + going.dropped_out + going.not_attended + going.turned_18
        assert ends == pytest.approx(1)


def test_a_group_that_misses_more_is_discharged_more():
    one = stage(STAGES["discharged"])
    assert course(one, missed_by=2.0).not_attended > course(one).not_attended
