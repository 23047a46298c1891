"""Options differ by what they change, never by chance.

More referrals, another stream, another area, more minutes, another stage or a replaced stage
leave every child with the same attributes, the same luck and, at stages that options share,
the same turn of events. Where they do not, suspect a stream whose numbers depend on what else
is drawn, or a luck offset that depends on a position.
"""

import numpy as np
import pytest
from tiny import MONDAY, change, run, scenario, stage, team, waits, whole_service

from sim.demand.days import days_of
from sim.demand.referrals import draw_cohort
from sim.pathway.codes import DECISIONS, N_ATTENDED, N_MISSED
from sim.settings import from_values
from sim.streams import Streams, luck_offsets

CARRIED = ("time", "age", "priority", "source", "words", "leaving", "escalation", "support",
           "accepted_by", "missed_by", "leaving_by")  # fmt: skip


def children(values: dict, seed: int = 3) -> dict:
    """Everything each referral carries, by area, stream and which of its needs it is."""
    plan = from_values(values)
    cohort = draw_cohort(plan, days_of(plan.calendar), Streams(seed, 0))
    areas, streams = list(plan.areas), list(plan.demand)
    found = {}
    for k in range(len(cohort)):
        second = bool(0 <= cohort.partner[k] < k)
        key = (areas[cohort.area[k]], streams[cohort.stream[k]], float(cohort.time[k]), second)
        found[key] = b"".join(getattr(cohort, name)[k].tobytes() for name in CARRIED)
    assert len(found) == len(cohort)
    return found


NEW_AREA = {
    "areas.beyond": {},
    "demand.calls.referrals_per_year": {"beyond": 300.0, "here": 260.0, "there": 130.0},
    "access_points.spa.serves": [{"areas": ["beyond", "here", "there"]}],
    "teams.far.serves": [{"areas": ["beyond", "there"]}],
    "teams.duty.serves": [{"areas": ["beyond", "here", "there"]}],
    "teams.autism.serves": [{"areas": ["beyond", "here", "there"]}],
}
MORE = {
    "more referrals": {"demand.calls.referrals_per_year.here": 1100.0},
    "a few more referrals": {"demand.calls.referrals_per_year.here": 261.0},
    "growth": {"demand.autism.growth_per_year": 0.5},
    "another stream": {"demand.more": {"need": "asd", "referrals_per_year": {"here": 99.0}}},
    "another area": NEW_AREA,
}
SAME = {
    "more minutes": {"teams.far.roles.nurse.wte": 5.0},
    "another list": {"opening.bands.waiting.count": 7},
    "another stage": {"stages.talk": stage(30.0), "teams.talk": team({"talk": 1.0}, [60.0] * 5),
                      "stages.choice.outcomes": {"on": {"to": "talk"}}},
}  # fmt: skip


def test_children_are_told_apart():
    found = children(whole_service())
    assert len(found) > 600 and len(set(found.values())) == len(found)
    assert any(key[-1] for key in found)


@pytest.mark.parametrize("option", MORE)
def test_added_demand_keeps_every_child_there_was(option):
    before, after = children(whole_service()), children(change(whole_service(), MORE[option]))
    assert len(after) > len(before)
    assert {key: after.get(key) for key in before} == before


@pytest.mark.parametrize("option", ["more minutes", "another list"])
def test_other_settings_leave_the_cohort_alone(option):
    assert children(change(whole_service(), SAME[option])) == children(whole_service())


def test_referrals_in_layers_are_nested():
    """Each rate keeps all children of every lower rate, over many doublings."""
    last: dict = {}
    for rate in (1.0, 50.0, 365.0, 366.0, 900.0, 4000.0, 9000.0):
        now = children(scenario(demand__calls__referrals_per_year={"here": rate}))
        assert {key: now.get(key) for key in last} == last
        assert len(now) >= len(last)
        last = now
    assert len(last) > 1000


def course(luck: str = "", name: str = "see", **changes) -> dict:
    """A stage with something of every chance in it; room for everyone unless changed."""
    outcomes = {"a": {"exit": "helped", "share": 0.3}, "b": {"exit": "gone_elsewhere"}}
    contacts = {"shape": "negative_binomial", "mean": 3.0, "sd": 3.0}
    settings = {"missed_share": 0.2, "cancelled_by_provider_share": 0.1, "contacts": contacts,
                "drop_out_share": 0.3, "outcomes": outcomes, "luck": luck,
                "rebook_days": 1.0, "spacing_days": 1.0}  # fmt: skip
    values = scenario(
        calendar__horizon_days=300,
        demand__calls__referrals_per_year={"here": 500.0},
        stages={name: stage(60.0, **settings)},
        teams__team=team({name: 1.0}, [9000.0] * 5),
        pathways__camhs={"need": "camhs", "stages": [name], "entry": {"routine": name}},
    )
    return change(values, changes)


def courses(values: dict, name: str = "see", seed: int = 2) -> dict:
    """What became of each child referred in the first weeks who is done: contacts and exit."""
    history = run(values, seed, trace=True)
    r, trace = history.register, history.trace
    here = trace[trace["node"] == history.blueprint.node(name)]
    count = [np.bincount(here["row"][here["event"] == e], minlength=len(r))
             for e in (N_ATTENDED, N_MISSED)]  # fmt: skip
    fresh = np.arange(len(r)) >= len(history.opening)
    done = np.flatnonzero((r["exit"] >= 0) & (r["ref"] < 120) & fresh)
    return {
        (float(r["ref"][i]), int(r["word_1"][i])): tuple(int(c[i]) for c in (*count, r["exit"]))
        for i in done
    }


def both(one: dict, other: dict, least: int = 100) -> list:
    """Children whose course is known in both options, and differs."""
    shared = one.keys() & other.keys()
    assert len(shared) >= least
    return [key for key in shared if one[key] != other[key]]


def test_the_course_shows_every_chance():
    found = np.array(list(courses(course()).values()))
    assert len(np.unique(found[:, 0])) > 5 and len(np.unique(found[:, 1])) > 2
    assert len(np.unique(found[:, 2])) == 3


OPTIONS = {
    "few minutes": {"teams.team.roles.nurse.minutes_by_weekday": [480.0] * 5},
    "more children": {"demand.calls.referrals_per_year.here": 900.0},
    "children already waiting": {"opening": {"source": "bands", "bands": {"a": waits(40)}}},
    "a check of the list": {"waiting.camhs.validations.x": {"date": MONDAY, "removed_share": 1.0}},
    "another need before it": {
        "pathways": {
            "asd": {"need": "asd", "stages": ["pause"], "entry": {"routine": "pause"}},
            "camhs": {"need": "camhs", "stages": ["see"], "entry": {"routine": "see"}},
        },
        "stages.pause": {"service": "delay", "delay_days": 9.0, "outcomes": {"x": {"to": "see"}}},
        "demand.more": {"need": "asd", "referrals_per_year": {"here": 50.0}},
    },
}  # fmt: skip


@pytest.mark.parametrize("option", OPTIONS)
def test_a_child_fares_the_same_at_the_same_stage(option):
    assert both(courses(course()), courses(course(**OPTIONS[option]))) == []


def test_a_stage_put_before_it_does_not_change_how_a_child_fares():
    before = {"service": "delay", "delay_days": 9.0, "outcomes": {"x": {"to": "see"}}}
    entry = {"need": "camhs", "stages": ["pause", "see"], "entry": {"routine": "pause"}}
    option = course(**{"stages.pause": before, "pathways.camhs": entry})
    option["stages"] = {"pause": before} | option["stages"]
    assert both(courses(course()), courses(option)) == []


def test_a_stage_that_replaces_another_takes_its_luck_by_name():
    plain = courses(course())
    heir, stranger = course("see", "new"), course("", "new")
    assert both(plain, courses(heir, "new")) == []
    assert len(both(plain, courses(stranger, "new"))) > 50


def test_places_on_the_pages_belong_to_names():
    names = [f"stage {k}\x1f{what}" for k in range(40) for what in DECISIONS]
    found = luck_offsets(names)
    assert np.array_equal(luck_offsets(names[::-1])[::-1], found)
    assert len(np.unique(found, axis=0)) == len(names)
