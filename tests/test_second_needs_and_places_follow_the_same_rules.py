"""Where a rule was stated and the engine did otherwise: one small case for each.

A test marked as expected to fail shows a fault that stands; the mark goes with the fault.
"""

import numpy as np
from tiny import change, listed, priority, run, scenario, stage, team, waits

from sim.settings.words import EXITS

HERE = [{"areas": ["here"]}]


def waiting(count: int = 4000, weeks: float = 0.01, days: int = 140, **rules) -> dict:
    """Many children on a list that nobody serves."""
    values = scenario(calendar__horizon_days=days, teams__team=team({"see": 1.0}, [1.0] * 5))
    return change(listed(values, a=waits(count, weeks)), {"waiting.camhs": rules})


def test_the_back_of_a_list_by_stage_is_the_back():
    up = {"up": {"from_priority": "routine", "to_priority": "urgent", "per_week": 0.5,
                 "keeps_place": False}}  # fmt: skip
    values = waiting(200, 8.0, escalation=up)
    values["stages"]["see"]["longest_wait_from"] = "stage"
    r = run(values).register
    raised = (r["state"] == 1) & (r["prio"] == priority("urgent"))
    assert np.all(r["key"][raised] >= 0)


def two_needs(**changes) -> dict:
    """Every child has a second need; nobody is seen unless changed."""
    values = scenario(
        calendar__horizon_days=300, stages__assess=stage(60.0),
        teams__two=team({"assess": 1.0}, [1.0] * 5), teams__team=team({"see": 1.0}, [1.0] * 5),
        pathways__asd={"need": "asd", "stages": ["assess"], "entry": {"routine": "assess"}},
        waiting={"camhs": {}, "asd": {}},
    )  # fmt: skip
    values["demand"]["calls"] |= {
        "referrals_per_year": {"here": 300.0}, "second_need": "asd", "second_need_share": 1.0,
        "ages": [{"age_from": 17.6, "age_to": 17.9, "share": 1.0}],
    }  # fmt: skip
    return change(values, changes)


def of_age(history):
    """Rows that turned 18 before the horizon, and whether they are second episodes."""
    r = history.register
    grown = (r["birth"] + 18 * 365.25 < 300) & (r["ref"] < 300)
    return r["exit"][grown] == EXITS.index("turned_18"), r["second"][grown] > 0


def test_a_first_need_waiting_at_eighteen_leaves():
    left, second = of_age(run(two_needs()))
    assert left[~second].all() and (~second).sum() > 50


def test_a_second_need_waiting_at_eighteen_leaves():
    left, second = of_age(run(two_needs()))
    assert left[second].all()


def test_a_second_need_is_not_helped_because_the_first_was_signposted():
    point = {"serves": HERE, "roles": {"nurse": {"minutes_by_weekday": [9e3] * 5}},
             "triage": {"camhs": {"accepted_share": 0.0, "signposted_share": 1.0,
                                  "signposted_to": "early"}}}  # fmt: skip
    history = run(two_needs(**{
        "access_points.spa": point, "stages.early": stage(10.0),
        "teams.early": team({"early": 1.0}, [9e3] * 5),
        "pathways.camhs.stages": ["see", "early"],
    }))  # fmt: skip
    r = history.register
    assert not np.any(r["exit"][r["second"] > 0] == EXITS.index("helped"))
