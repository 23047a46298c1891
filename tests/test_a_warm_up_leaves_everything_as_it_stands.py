"""A run that goes on from a warm-up is the run that was never interrupted.

The same children and the same luck, once without a stop and once with one in the middle, must
give the same moments, to the rounding of dates counted from another day. What is forgotten at
the stop (a threshold, a place, a contact, a return, a responder's visit) shows as a difference.
"""

import datetime as dt

import numpy as np
import pytest
from tiny import MONDAY, change, whole_service

from sim.demand.days import days_before, days_of
from sim.demand.rates import daily_rates
from sim.pathway.blueprint import blueprint_of
from sim.pathway.capacity import staffing
from sim.pathway.codes import STATES, TRACE_WORDS
from sim.pathway.simulate import simulate
from sim.pathway.warm_up import warmed_up
from sim.settings import from_values
from sim.settings.problems import BadInput
from sim.streams import Streams

BEFORE, AFTER = 210, 200
DIRECT = {"outcomes": {"enough": {"exit": "helped"}}}
MONTHS = [f"2026-{month:02d}" for month in range(1, 8)]


def service(**changes) -> dict:
    """Everything at once; referrals come in the first months only, in numbers that are stated."""
    values = change(whole_service(), {
        "demand.calls.mode": "observed", "demand.autism.mode": "observed",
        "demand.calls.observed_counts": {"here": dict.fromkeys(MONTHS, 22),
                                         "there": dict.fromkeys(MONTHS, 11)},
        "demand.autism.observed_counts": {"here": dict.fromkeys(MONTHS, 12)},
        "teams.team.roles.nurse.minutes_by_weekday": [150.0] * 5,
        "teams.far.roles.nurse.minutes_by_weekday": [100.0] * 5,
        "stages.crisis.borrows_from": "team.nurse",
        "stages.choice.discipline": "skew", "stages.choice.skew_share": 0.5,
        "stages.choice.skew_days": 20.0,
        "stages.crisis.service_minutes": {"shape": "exponential", "mean": 2900.0},
        "demand.calls.priority_shares": {"crisis": 0.3, "urgent": 0.1, "routine": 0.6},
        "waiting.camhs.validations": {},
        "opening": {"source": "empty"},
    })  # fmt: skip
    return change(values, changes)


def unbroken(values: dict):
    """One run of all the days, counted from the first."""
    values = change(values, {"calendar.horizon_days": BEFORE + AFTER})
    blueprint = blueprint_of(from_values(values))
    return simulate(blueprint, 1, 0, trace=True, purpose="warm up")


def interrupted(values: dict):
    """The same days, the first of them as a warm-up."""
    values = change(values, {
        "calendar.start_date": MONDAY + dt.timedelta(BEFORE), "calendar.horizon_days": AFTER,
        "calendar.warm_up_days": BEFORE, "opening.source": "warm_up",
    })  # fmt: skip
    scenario = from_values(values)
    return simulate(blueprint_of(scenario), 1, 0, opening=warmed_up(scenario, 1, 0), trace=True)


def told(history, since: float, until: float) -> list:
    """What the trace says happened, in order: moment, what, where, for whom (by their luck)."""
    trace = history.trace
    register = history.register
    words = [w for w in TRACE_WORDS if w != "joined"]
    keep = [TRACE_WORDS.index(word) for word in words]
    found = [
        (round(float(row.time) - since, 5), TRACE_WORDS[row.event],
         history.blueprint.nodes[row.node], int(register["word_1"][row.row]))
        for row in trace[np.isin(trace["event"], keep)]
        if since < row.time < until
    ]  # fmt: skip
    return sorted(found)


@pytest.fixture(scope="module")
def both():
    return unbroken(service()), interrupted(service())


def test_the_same_things_happen_at_the_same_moments(both):
    straight, stopped = both
    expected, found = told(straight, BEFORE, BEFORE + AFTER), told(stopped, 0.0, AFTER)
    assert len(expected) > 500
    assert found == expected


def test_the_case_interrupts_everything_that_can_be_under_way(both):
    rows = both[1].opening.rows
    there = {STATES[code] for code in rows["state"]}
    assert there >= set(STATES) - {"closed"}, there
    assert {0, 1} <= set(rows["seen"][rows["state"] == STATES.index("with responders")])


def test_lists_and_waits_are_the_same_after_it(both):
    straight, stopped = both
    assert stopped.state.waiting.tolist() == straight.state.waiting.tolist()
    assert stopped.state.caseload.tolist() == straight.state.caseload.tolist()


def warmed(baseline: dict, option: dict):
    """An option that begins where the baseline's warm-up ended."""
    stands = {"calendar.start_date": MONDAY + dt.timedelta(BEFORE), "calendar.horizon_days": 60,
              "calendar.warm_up_days": BEFORE, "opening.source": "warm_up"}  # fmt: skip
    opening = warmed_up(from_values(change(baseline, stands)), 1, 0)
    scenario = from_values(change(change(baseline, stands), option))
    return simulate(blueprint_of(scenario), 1, 0, opening=opening, trace=True)


def test_children_at_a_stage_an_option_has_not_enter_the_pathway_again():
    """Nobody is lost, and the clock since the referral runs on."""
    option = service()["stages"] | {"choice": service()["stages"]["choice"] | DIRECT}
    del option["treatment"]
    option["crisis"] = option["crisis"] | {"outcomes": {"home": {"exit": "helped"}}}
    plans = {f"teams.{name}.roles.nurse.job_plan": {"choice": 1.0} for name in ("team", "far")}
    history = warmed(service(), {"stages": option, **plans,
                                 "pathways.camhs.stages": ["choice", "crisis"]})  # fmt: skip
    opening = history.opening
    was = np.array([opening.before.nodes[node] for node in opening.rows["node"]])
    treated = np.flatnonzero((was == "treatment") & (opening.rows["seen"] == 1))
    assert len(treated) >= 10
    again = history.stays[np.isin(history.stays["row"], treated)]
    assert set(again["row"]) == set(treated)
    assert {history.blueprint.nodes[node] for node in again["node"]} <= {"choice", "crisis"}
    assert np.all(history.register["ref"][treated] < 0)


def test_a_stage_that_takes_over_the_luck_of_another_takes_over_its_children():
    stages = service()["stages"]
    stages["therapy"] = stages.pop("treatment") | {"luck": "treatment"}
    stages["choice"]["outcomes"]["on"]["to"] = "therapy"
    stages["crisis"]["outcomes"]["down"]["to"] = "therapy"
    plans = {f"teams.{name}.roles.nurse.job_plan": {"choice": 0.4, "therapy": 0.6}
             for name in ("team", "far")}  # fmt: skip
    renamed = warmed(
        service(),
        {"stages": stages, **plans, "pathways.camhs.stages": ["choice", "therapy", "crisis"]},
    )
    plans = {name: {"choice": 0.4, "treatment": 0.6} for name in plans}
    same = warmed(service(), plans)
    assert renamed.state.caseload.sum() == same.state.caseload.sum() > 0
    assert len(renamed.trace) == len(same.trace)


def test_an_option_cannot_lose_the_need_of_children_who_are_there():
    values = change(service(), {"demand.calls.second_need_share": 0.0})
    without = {"demand": {"calls": service()["demand"]["calls"]
                          | {"second_need": None, "second_need_share": 0.0}},
               "pathways": {"camhs": service()["pathways"]["camhs"]},
               "waiting": {"camhs": service()["waiting"]["camhs"]}}  # fmt: skip
    stages = {k: v for k, v in service()["stages"].items() if k not in ("packs", "assess")}
    teams = {k: v for k, v in service()["teams"].items() if k != "autism"}
    with pytest.raises(BadInput, match="asd"):
        warmed(values, {**without, "stages": stages, "teams": teams})


def test_growth_and_posts_run_through_the_start():
    """One draw of growth, and one of when a post is filled, for the warm-up and the run."""
    values = change(service(), {
        "demand.calls.mode": "expected", "calendar.warm_up_days": BEFORE,
        "demand.calls.growth_low": -0.5, "demand.calls.growth_high": 2.0,
    })  # fmt: skip
    values["teams"]["team"]["roles"]["nurse"] |= {
        "posts": {
            "new": {
                "wte": 1.0,
                "funded_from": MONDAY - dt.timedelta(150),
                "months_to_fill_high": 4.0,
            }
        }
    }
    scenario = from_values(values)
    demand = scenario.demand["calls"].model_copy(update={"over_dispersion": 0.0})
    for replication in range(5):
        warm, run = Streams(1, replication, "warm up"), Streams(1, replication)
        before = daily_rates(demand, "calls", days_before(scenario.calendar), warm)["here"]
        after = daily_rates(demand, "calls", days_of(scenario.calendar), run)["here"]
        assert before[BEFORE : BEFORE + 50] == pytest.approx(after[:50], rel=0.01)
        staff = [staffing(blueprint_of(scenario, days).pools, days, streams).wte
                 for days, streams in ((days_before(scenario.calendar), warm),
                                       (days_of(scenario.calendar), run))]  # fmt: skip
        assert np.array_equal(staff[0][:, BEFORE : BEFORE + 200], staff[1][:, :200])
