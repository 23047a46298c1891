"""Every number of a scenario has limits, and what is absurd together is refused too.

The settings are read from the models, so that a new number without limits fails here.
"""

import copy

import pytest
import tiny

from scenarios.schema import settings_table
from sim.settings import BadInput, from_values

FREE = {"evidence[].low", "evidence[].high"}
"""Plausible values of whatever number they stand beside."""


def test_every_number_has_a_least_and_a_most():
    table = settings_table()
    numbers = table[table["type"].str.contains("number") & ~table["setting"].isin(FREE)]
    bounded = numbers["limits"].str.contains("at least|above") & numbers["limits"].str.contains(
        "at most|below"
    )
    assert list(numbers.loc[~bounded, "setting"]) == []


def problems_of(**changes) -> list[str]:
    with pytest.raises(BadInput) as refused:
        from_values(tiny.scenario(**changes))
    return [str(problem) for problem in refused.value.problems]


ABSURD = {
    "demand.calls.referrals_per_year.here": [1e300, 3_000_001.0],
    "calendar.horizon_days": [10**9, 7321],
    "teams.team.roles.nurse.wte": [1e6],
    "teams.team.roles.nurse.contracted_hours_per_week": [169.0, 61.0],
    "teams.team.roles.nurse.weeks_worked_per_year": [53.0],
    "teams.team.roles.nurse.carry_over_minutes": [1e12],
    "stages.see.minutes.nurse": [1e6],
    "stages.see.contacts": [61],
    "stages.see.spacing_days": [1e5],
    "calendar.start_date": [tiny.MONDAY.replace(year=9999), tiny.MONDAY.replace(year=1)],
}


@pytest.mark.parametrize("setting, value", [(k, v) for k, vs in ABSURD.items() for v in vs])
def test_an_absurd_number_is_refused_by_name(setting, value):
    (problem,) = problems_of(**{setting: value})
    assert problem.startswith(f"scenario: {setting}: must be at ")


def test_a_scenario_that_no_computer_can_hold_is_refused_with_its_size():
    volume = {f"areas.a{k}": {} for k in range(20)}
    calls = {f"a{k}": 1e6 for k in range(20)}
    teams = {"teams.team.serves": [{"areas": list(calls)}]}
    changes = {"demand.calls.referrals_per_year": calls, "demand.calls.growth_per_year": 1.0}
    (problem,) = problems_of(**volume, **teams, **changes, **{"calendar.horizon_days": 1461})
    assert "makes about 432,808," in problem
    assert "above 50,000,000" in problem
    assert "shorten the calendar" in problem


POINT = {"serves": [{"areas": ["here"]}], "roles": {"clerk": {"wte": 1.0}}}


def points(*chain: str, **rules) -> dict:
    """Access points that each pass a part of their referrals to the next."""
    found = {name: copy.deepcopy(POINT) for name in chain}
    for name, to in zip(chain, chain[1:], strict=False):
        found[name]["triage"] = {"camhs": {"passed_share": 0.1, "passed_to": to, **rules}}
    for name in chain[1:]:
        found[name]["serves"] = []
    return found


def test_access_points_that_pass_referrals_in_a_circle_are_refused():
    circle = points("one", "two", "three") | {}
    circle["three"]["triage"] = {"camhs": {"passed_share": 0.2, "passed_to": "one"}}
    found = problems_of(access_points=circle)
    assert len(found) == 3
    assert found[0] == (
        "scenario: access_points.one.triage.camhs.passed_to: referrals are passed in a circle. "
        "Let the last one decide."
    )
    from_values(tiny.scenario(access_points=points("one", "two", "three")))


def test_steps_that_take_no_time_are_refused_in_a_circle():
    outcomes = {"again": {"to": "flash", "share": 0.9}, "on": {"to": "see"}}
    instant = {"service": "continuous", "service_minutes": 0.0, "outcomes": outcomes}
    duty = {"serves": [{"areas": ["here"]}], "works_at": ["flash"], "shifts": [{}]}
    found = problems_of(stages__flash=instant, teams__duty=duty, pathways__camhs__stages=["flash"],
                        pathways__camhs__entry={"routine": "flash"})  # fmt: skip
    assert found == [
        "scenario: stages.flash: steps that take no time go in a circle. Give one a length."
    ]


DEAD = {
    "an access point's role has no plan of stages": (
        {"access_points": {"door": POINT | {"roles": {"clerk": {"wte": 1.0, "job_plan": {}}}}}},
        "access_points.door.roles.clerk.job_plan: is not a setting.",
    ),
    "time bought for a stage that the role does not work at": (
        {"teams.team.extra_minutes.more": {"stage": "other", "role": "nurse",
         "minutes_per_week": 60.0, "start": tiny.MONDAY, "end": tiny.MONDAY},
         "stages.other": tiny.stage(30.0), "pathways.camhs.stages": ["see", "other"],
         "stages.see.outcomes": {"on": {"to": "other"}},
         "teams.rest": tiny.team({"other": 1.0}, [60.0] * 5)},
        "teams.team.extra_minutes.more: buys time of nurse for other, which its job_plan leaves",
    ),
    "time bought until before it begins": (
        {"teams.team.extra_minutes.more": {"stage": "see", "role": "nurse", "minutes_per_week": 9.0,
         "start": tiny.MONDAY, "end": tiny.MONDAY.replace(year=2025)}},
        "teams.team.extra_minutes.more: end must not be before start.",
    ),
    "shifts that serve no stage": (
        {"teams.team.shifts": [{}]}, "teams.team.works_at: is missing. Say where its shifts",
    ),
    "staff of a role that is shared from another": (
        {"teams.other": tiny.team({}, [60.0] * 5, role={"shared_from": "team.nurse"},
                                  serves=[])},
        "teams.other.roles.nurse: is shared from another team, so its carry_over_minutes and "
        "minutes_by_weekday count for nothing. Set them on team.nurse.",
    ),
    "half a responder": (
        {"teams.team.shifts": [{"servers": 0.5}], "teams.team.works_at": ["see"]},
        "teams.team.shifts.0.servers: must be a whole number, not 0.5.",
    ),
    "a title that a terminal would obey": (
        {"title": "\x1b[2Jgone"}, "title: holds a control character. Take it out.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("changes, expected", DEAD.values(), ids=DEAD)
def test_what_could_do_nothing_is_refused(changes, expected):
    assert any(line.startswith(f"scenario: {expected}") for line in problems_of(**changes))
