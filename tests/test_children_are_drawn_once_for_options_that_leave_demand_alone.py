"""A cohort is drawn once for all options of a replication that leave demand as it is.

Whatever a cohort depends on tells it from others; nobody can write to one that others share.
"""

import datetime as dt

import numpy as np
import pytest
from tiny import change, scenario, stage, team

from sim.demand.cohort import Cohort
from sim.demand.days import days_back, days_of
from sim.demand.referrals import draw_cohort
from sim.settings import from_values
from sim.streams import Streams

VALUES = change(scenario(), {"demand.calls.referrals_per_year": {"here": 500.0}})


def drawn(changes: dict | None = None, seed: int = 5, replication: int = 0) -> Cohort:
    s = from_values(change(VALUES, changes or {}))
    return draw_cohort(s, days_of(s.calendar), Streams(seed, replication))


@pytest.mark.parametrize(
    "changes",
    [
        {"teams.team.roles.nurse.minutes_by_weekday": [90.0] * 5},
        {"stages.see.minutes": {"nurse": 45.0}},
        {"stages.talk": stage(30.0), "teams.talk": team({"talk": 1.0}, [60.0] * 5),
         "stages.see.outcomes": {"on": {"to": "talk"}}},
    ],
    ids=["more staff", "longer slots", "another stage"],
)  # fmt: skip
def test_an_option_that_leaves_demand_alone_has_the_very_same_children(changes):
    assert drawn(changes) is drawn()


@pytest.mark.parametrize(
    ("changes", "luck"),
    [
        ({"demand.calls.referrals_per_year.here": 501.0}, {}),
        ({"demand.calls.priority_shares": {"urgent": 0.5, "routine": 0.5}}, {}),
        ({"calendar.start_date": dt.date(2027, 3, 1)}, {}),
        ({"calendar.country": "Scotland"}, {}),
        ({"calendar.horizon_days": 200}, {}),
        ({}, {"seed": 6}),
        ({}, {"replication": 1}),
    ],
)
def test_other_demand_days_or_luck_are_other_children(changes, luck):
    assert drawn(changes, **luck) is not drawn()


def test_children_that_options_share_cannot_be_written_to():
    with pytest.raises(ValueError, match="read-only"):
        drawn().time[0] = np.nan


def test_days_before_the_first_have_children_of_their_own():
    s = from_values(VALUES)
    before = draw_cohort(s, days_back(s.calendar, 56), Streams(5, 0))
    assert before.time.max() < 0 <= drawn().time.min()
