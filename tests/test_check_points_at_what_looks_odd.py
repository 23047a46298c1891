"""``pathways check`` says what is allowed and looks odd: endless lists, promises that cannot be
kept, lists nobody joins, settings nothing reads. It refuses none of it."""

import pytest
import tiny

from scenarios.oddities import oddities
from sim.measures.arithmetic import arithmetic
from sim.settings import from_values

SOUND = {"demand.calls.referrals_per_year.here": 200.0}
FIRST = {"clocks.first": {"stop": [["first_contact"]]}}


def odd(**changes) -> list[str]:
    scenario = from_values(tiny.scenario(**SOUND | changes))
    return [f"{one.setting}: {one.problem}" for one in oddities(scenario, arithmetic(scenario))]


def test_a_sound_scenario_has_nothing_odd():
    kept = {"standards.weeks": {"clock": "first", "limit": 28.0}}
    assert odd(**FIRST, **kept) == []


@pytest.mark.parametrize("per_week", [0.0, 0.02])
def test_a_list_that_leavers_join_has_somebody_on_it_when_anybody_leaves(per_week):
    elsewhere = {
        "stages.more": tiny.stage(30.0),
        "teams.team.roles.nurse.job_plan": {"see": 0.9, "more": 0.1},
        "pathways.camhs.stages": ["see", "more"],
        "waiting.camhs": {"leaving": [{"per_week": per_week}],
                          "destinations": {"other": {"share": 1.0, "to": "more"}}},
    }  # fmt: skip
    nobody = "team at more: nobody comes to this list"
    assert (nobody in odd(**elsewhere)) == (per_week == 0)


OVER = {"demand.calls.referrals_per_year.here": 300.0}
FAR_OVER = {"demand.calls.referrals_per_year.here": 600.0}
LEAVING = {"waiting.camhs.leaving": [{"per_week": 0.02}]}
ODD = {
    "a list from which nobody leaves": (
        OVER, "team at see: 1.15 times its minutes are needed; and nobody leaves while waiting"),
    "a load far above one": (FAR_OVER | LEAVING, "team at see: 2.30 times its minutes are needed"),
    "a list that nobody joins": (
        {"stages.more": tiny.stage(30.0), "pathways.camhs.stages": ["see", "more"],
         "stages.see.outcomes": {"on": {"to": "more", "share": 0.0}, "off": {"exit": "helped"}},
         "teams.team.roles.nurse.job_plan": {"see": 0.9, "more": 0.1}},
        "team at more: nobody comes to this list"),
    "a promise whose clock never stops": (
        {"clocks.d": {"stop": [["diagnosis"]]}, "standards.d": {"clock": "d", "limit": 91.0}},
        "standards.d: can never be met: no stage marks what stops the clock d"),
    "a promise not in force": (
        FIRST | {"standards.old": {"clock": "first", "limit": 91.0,
                                   "to_date": tiny.MONDAY.replace(year=2020)}},
        "standards.old: is not in force on any day of the run"),
    "a promise to priorities its clock leaves out": (
        {"clocks.c": {"stop": [["first_contact"]], "priorities": ["crisis"]},
         "standards.c": {"clock": "c", "limit": 1.0, "priorities": ["routine"]}},
        "standards.c: covers no priority that the clock c times"),
    "counts of an opening list that is empty": (
        {"opening.bands": {"w": tiny.waits(3)}},
        'opening.bands: is never read, because opening.source is "empty"'),
    "a warm-up that is not asked for": (
        {"calendar.warm_up_days": 30},
        'calendar.warm_up_days: is never read, because opening.source is "empty"'),
    "days of a discipline that is not used": (
        {"stages.see.target_days": {"routine": 7.0}}, "stages.see.target_days: is never read"),
    "a salary of a band nobody has": (
        {"costs.salary_gbp": {"9": 1.0}}, "costs.salary_gbp.9: is never read, because no role"),
    "an area without demand": (
        {"areas.moor": {}}, "areas.moor: is never read, because no demand comes from there"),
    "support that reaches nobody": (
        {"waiting.camhs.support.leaving_multiplier": 0.5},
        "waiting.camhs.support: is never read, because reach_share is 0"),
}  # fmt: skip


@pytest.mark.parametrize("changes, expected", ODD.values(), ids=ODD)
def test_what_looks_odd_is_named(changes, expected):
    found = odd(**changes)
    assert any(line.startswith(expected) for line in found), found


def test_people_who_leave_keep_a_list_from_growing_without_end():
    assert odd(**OVER, **LEAVING) == []
