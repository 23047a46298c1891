"""Slot minutes go where the rules say, in the order the rules say.

Offered, split by job plan, carve-out within a stage, follow-ups, new starts, and last the
flow of what is left. Day 0 is a Monday; each case is worked out by hand.
"""

import datetime as dt

import numpy as np
import pytest
from tiny import MONDAY, days_seen, listed, rows_seen, run, scenario, seen, stage, team, waits


def two_stages(flex: bool, minutes: float = 120.0) -> dict:
    """Half of each day for `first`, half for `second`; either takes 60 minutes."""
    plan = {"first": 0.5, "second": 0.5}
    values = scenario(teams__team=team(plan, [minutes] * 5, role={"flex": flex}))
    values["stages"] = {"first": stage(60.0), "second": stage(60.0)}
    values["pathways"]["camhs"] |= {
        "stages": ["first", "second"],
        "entry": {"urgent": "first", "routine": "second"},
    }
    return values


def test_the_job_plan_splits_the_day():
    values = listed(two_stages(False), a=waits(4, stage="first"), b=waits(4, stage="second"))
    history = run(values)
    assert days_seen(history, "first") == days_seen(history, "second") == [0, 1, 2, 3]


@pytest.mark.parametrize(("flex", "expected"), [(False, [0, 1, 2, 3]), (True, [0, 0, 1, 1])])
def test_unused_time_flows_to_the_next_stage_when_the_plan_says_so(flex, expected):
    history = run(listed(two_stages(flex), b=waits(4, stage="second")))
    assert days_seen(history, "second") == expected


def test_unused_time_never_flows_back_to_an_earlier_stage_of_the_plan():
    history = run(listed(two_stages(True), a=waits(4, stage="first")))
    assert days_seen(history, "first") == [0, 1, 2, 3]


def test_a_stage_with_people_waiting_keeps_its_own_minutes():
    values = listed(two_stages(True), a=waits(4, stage="first"), b=waits(4, stage="second"))
    assert days_seen(run(values), "second") == [0, 1, 2, 3]


def carved(release, **bands) -> dict:
    """Two slots a day, one kept for urgent children."""
    values = scenario(teams__team=team({"see": 1.0}, [120.0] * 5))
    values["stages"]["see"] |= {"carve_out": {"urgent": 0.5}, "carve_out_release": release}
    return listed(values, **bands)


@pytest.mark.parametrize(
    ("release", "expected"),
    [("never", [0, 1, 2, 3]), ("same_day", [0, 0, 1, 1]), (3, [0, 0, 1, 1])],
)
def test_kept_minutes_nobody_claims_go_to_others_only_when_released(release, expected):
    assert days_seen(run(carved(release, a=waits(4)))) == expected


def test_kept_minutes_go_to_their_priority_even_when_others_stand_before_it():
    """Two slots a day and four routine children who waited longer: one of each is seen."""
    values = carved("never", a=waits(4, weeks=50), b=waits(2, weeks=1, priority="urgent"))
    values["stages"]["see"]["discipline"] = "longest_wait"
    history = run(values)
    assert [row >= 4 for row in rows_seen(history)].count(True) == 2
    urgent = seen(history)[seen(history)["row"] >= 4]
    assert np.floor(urgent["end"]).tolist() == [0, 1]


def test_a_carve_out_is_a_floor_and_not_a_ceiling():
    """Urgent children go first in what is not kept as well."""
    values = carved("never", a=waits(3, weeks=50), b=waits(4, weeks=1, priority="urgent"))
    history = run(values)
    assert [row >= 3 for row in rows_seen(history)] == [True] * 4 + [False] * 3


@pytest.mark.parametrize(("release", "first_urgent"), [("same_day", 0), (1, 0), (2, 1)])
def test_minutes_released_some_days_before_can_be_claimed_only_by_who_joined_by_then(
    release, first_urgent
):
    """The urgent child joined the day before day 0; every minute is kept for urgent children.

    Released two days before, the minutes of day 0 were gone before they joined, and go to
    the longest wait; those of day 1 are theirs.
    """
    values = scenario()
    values["stages"]["see"] |= {
        "carve_out": {"urgent": 1.0}, "carve_out_release": release, "discipline": "longest_wait",
    }  # fmt: skip
    values = listed(values, a=waits(5, weeks=60), b=waits(1, weeks=0.14, priority="urgent"))
    history = run(values)
    assert days_seen(history)[rows_seen(history).index(5)] == first_urgent


def with_doctor(doctor_days: list) -> dict:
    """`joint` needs a nurse and a doctor for an hour, `alone` the nurse for an hour."""
    plan = {"joint": 0.5, "alone": 0.5}
    values = scenario(teams__team=team(plan, [120.0] * 5))
    values["teams"]["team"]["roles"]["doctor"] = {
        "minutes_by_weekday": doctor_days, "job_plan": {"joint": 1.0}, "carry_over_minutes": 0.0,
    }  # fmt: skip
    joint = stage(60.0)
    joint["minutes"]["doctor"] = 60.0
    values["stages"] = {"joint": joint, "alone": stage(60.0)}
    values["pathways"]["camhs"] |= {
        "stages": ["joint", "alone"],
        "entry": {"urgent": "joint", "routine": "alone"},
    }
    return values


def test_a_contact_with_two_roles_takes_place_when_both_have_time():
    values = listed(with_doctor([0.0, 0.0, 60.0, 0.0, 0.0]), a=waits(2, stage="joint"))
    assert days_seen(run(values), "joint") == [2, 9]


def test_a_contact_with_two_roles_takes_no_minutes_from_one_alone():
    """The doctor's half hour is never enough, so neither the doctor nor the nurse spends any."""
    values = listed(with_doctor([30.0] * 5), a=waits(2, stage="joint"))
    history = run(values)
    assert days_seen(history, "joint") == []
    assert history.state.spent.sum() == 0


def test_a_contact_that_does_not_fit_blocks_nobody():
    """With no doctor in, the nurse's time for `joint` flows on and two are seen at `alone`."""
    values = with_doctor([0.0, 0.0, 60.0, 0.0, 0.0])
    values = listed(values, a=waits(9, stage="joint"), b=waits(6, stage="alone"))
    history = run(values)
    assert days_seen(history, "alone")[:5] == [0, 0, 1, 1, 2]
    assert days_seen(history, "joint")[:2] == [2, 9]


def test_a_part_time_role_saves_up_for_a_long_appointment():
    """40 minutes a day towards 60: 40, 80, 60, 40, 80, 60: seen on days 1, 2, 4, 7, 9."""
    role = {"carry_over_minutes": 240.0}
    values = scenario(teams__team=team({"see": 1.0}, [40.0] * 5, role=role))
    assert days_seen(run(listed(values, a=waits(5)))) == [1, 2, 4, 7, 9]


def test_carry_over_is_capped():
    """40 a day, at most 30 kept: 40, 70, 50, 70: seen on days 1, 3, 7, 9."""
    role = {"carry_over_minutes": 30.0}
    values = scenario(teams__team=team({"see": 1.0}, [40.0] * 5, role=role))
    assert days_seen(run(listed(values, a=waits(4)))) == [1, 3, 7, 9]


def test_whole_contacts_nobody_wanted_are_lost():
    """150 minutes with nobody there leave nothing for the day children come."""
    values = scenario(
        teams__team=team({"see": 1.0}, [150.0, 0, 0, 0, 0], role={"carry_over_minutes": 240.0})
    )
    values["stages"]["before"] = stage(60.0) | {"outcomes": {"on": {"to": "see"}}}
    values["teams"]["other"] = team({"before": 1.0}, [0.0, 600.0, 0.0, 0.0, 0.0])
    values["pathways"]["camhs"] |= {"stages": ["before", "see"], "entry": {"routine": "before"}}
    history = run(listed(values, a=waits(9, stage="before")))
    assert days_seen(history) == [7, 7, 14, 14, 14, 21, 21, 28, 28]


def test_extra_minutes_are_offered_in_their_weeks_only():
    """300 minutes a week for a fortnight from day 7 are one more slot each weekday."""
    values = scenario()
    values["teams"]["team"]["extra_minutes"] = {
        "push": {
            "stage": "see", "role": "nurse", "minutes_per_week": 300.0,
            "start": MONDAY + dt.timedelta(7), "end": MONDAY + dt.timedelta(20),
        }
    }  # fmt: skip
    counts = np.bincount(days_seen(run(listed(values, a=waits(40)))))
    assert counts[:26].tolist() == [1] * 5 + [0, 0] + ([2] * 5 + [0, 0]) * 2 + [1] * 5


def test_a_shared_role_gives_the_same_minutes_to_both_teams():
    """One nurse, two slots a day, one planned for each team's stage; relief flows across."""
    values = two_stages(True)
    values["teams"]["team"]["roles"]["nurse"]["job_plan"] = {"first": 0.5, "second": 0.5}
    values["teams"]["lender"] = values["teams"].pop("team")
    values["areas"]["there"] = {}
    values["teams"]["lender"]["serves"] = [{"areas": ["here"], "needs": ["camhs"]}]
    values["pathways"]["camhs"] |= {"stages": ["first"], "entry": {"routine": "first"}}
    values["pathways"]["asd"] = {
        "need": "asd",
        "stages": ["second"],
        "entry": {"routine": "second"},
    }
    values["teams"]["borrower"] = {
        "serves": [{"areas": ["here"], "needs": ["asd"]}],
        "roles": {"nurse": {"shared_from": "lender.nurse"}},
    }
    here, there = waits(4, stage="first"), waits(8, stage="second", need="asd")
    history = run(listed(values, a=here, b=there))
    assert days_seen(history, "first") == [0, 1, 2, 3]
    assert days_seen(history, "second") == [0, 1, 2, 3, 4, 4, 7, 7]


def pooled(takes_from: list) -> dict:
    """Two areas, each with a team that sees one child a day."""
    values = scenario(areas={"here": {}, "there": {}})
    values["teams"]["other"] = team({"see": 1.0}, [60.0] * 5) | {
        "serves": [{"areas": ["there"]}], "takes_from": takes_from,
    }  # fmt: skip
    return values


@pytest.mark.parametrize(("takes_from", "expected"), [([], [0, 1, 2, 3]), (["team"], [0, 0, 1, 1])])
def test_a_team_that_pools_sees_children_from_the_other_list(takes_from, expected):
    assert days_seen(run(listed(pooled(takes_from), a=waits(4)))) == expected


def test_pooling_goes_one_way():
    """`other` helps `team`; nobody helps `other`."""
    assert days_seen(run(listed(pooled(["team"]), b=waits(4, area="there")))) == [0, 1, 2, 3]


def test_a_pooled_team_sees_the_longest_wait_of_both_lists():
    values = listed(pooled(["team"]), a=waits(8, weeks=50), b=waits(8, weeks=5, area="there"))
    history = run(values)
    order = np.argsort(history.register["ref"], kind="stable")[:8].tolist()
    assert sorted(rows_seen(history)[:8]) == sorted(order)


def test_minutes_spent_are_contacts_times_minutes():
    values = listed(two_stages(True), a=waits(9, stage="first"), b=waits(7, stage="second"))
    state = run(values).state
    assert state.spent.sum() == 60 * state.contacts.sum()
    assert state.offered.sum() == 120 * 40
