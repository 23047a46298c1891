"""Referrals are followed through triage, regrading, returns, second needs and loops."""

import pytest

from sim.measures.arithmetic import demand_reaching
from sim.settings import from_values, load

WEEKS = 365.25 / 7
WEEKLY = 520 / WEEKS


def scenario(triage=None, demand=None, stages=None, pathway=None):
    values = {**load("single_clinic").values}
    values["calendar"] = {**values["calendar"], "country": "none"}
    values["demand"] = {"camhs": {**values["demand"]["camhs"], **(demand or {})}}
    door = values["access_points"]["front_door"]
    rules = {**door["triage"]["camhs"], **(triage or {})}
    values["access_points"] = {"front_door": {**door, "triage": {"camhs": rules}}}
    values["stages"] = {**values["stages"], **(stages or {})}
    values["pathways"] = {"camhs": {**values["pathways"]["camhs"], **(pathway or {})}}
    return from_values(values)


def weekly(one, stage, **where):
    found = demand_reaching(one)
    for column, value in where.items():
        found = found[found[column] == value]
    return float(found[found["stage"] == stage]["children_per_week"].sum())


def test_acceptance_differs_by_source_and_no_chance_is_above_one():
    one = scenario(
        triage={"accepted_share": 0.8, "accepted_by_source": {"gp": 0.5, "school": 2.0}},
        demand={"source_shares": {"gp": 0.5, "school": 0.5}},
    )
    assert weekly(one, "choice") == pytest.approx(WEEKLY * (0.5 * 0.4 + 0.5 * 1.0))


def test_requests_for_information_lapse_or_are_screened_again():
    one = scenario(triage={"information_missing_share": 0.4, "information_lapse_share": 0.25})
    assert weekly(one, "choice") == pytest.approx(WEEKLY * (1 - 0.1) * 0.75)
    point = demand_reaching(one).set_index("stage").loc["front_door"]
    assert point["slots_per_week"] == pytest.approx(WEEKLY * 1.3)


def test_triage_raises_some_referrals_to_urgent():
    one = scenario(triage={"regraded": {"routine": {"urgent": 0.2}}})
    assert weekly(one, "choice", priority="urgent") == pytest.approx(WEEKLY * 0.75 * 0.2)
    assert weekly(one, "choice", priority="routine") == pytest.approx(WEEKLY * 0.75 * 0.8)


def test_children_sent_on_without_being_accepted_are_routine_there():
    one = scenario(
        triage={"accepted_share": 0.0, "signposted_share": 1.0, "signposted_to": "treatment"},
        demand={"priority_shares": {"urgent": 0.4, "routine": 0.6}},
    )
    assert weekly(one, "treatment", priority="routine") == pytest.approx(WEEKLY)
    assert weekly(one, "treatment", priority="urgent") == 0


def test_crisis_skips_the_front_door():
    one = scenario(demand={"priority_shares": {"crisis": 0.1, "routine": 0.9}})
    assert weekly(one, "front_door") == pytest.approx(WEEKLY * 0.9)
    assert weekly(one, "choice", priority="crisis") == pytest.approx(WEEKLY * 0.1)


def test_refused_children_who_come_back_are_a_geometric_series():
    one = scenario(demand={"re_referral": {"share": 0.5, "after": ["refused"]}})
    assert weekly(one, "front_door") == pytest.approx(WEEKLY / (1 - 0.25 * 0.5))


def test_children_who_come_back_may_be_more_pressing():
    back = {"share": 1.0, "after": ["refused"], "raised_share": 1.0}
    one = scenario(demand={"re_referral": back})
    assert weekly(one, "front_door", priority="urgent") == pytest.approx(WEEKLY * 0.25)
    assert weekly(one, "choice", priority="crisis") == pytest.approx(WEEKLY * 0.25 * 0.25)


def test_assessing_again_is_a_loop_that_ends():
    choice = {**load("single_clinic").values["stages"]["choice"]}
    choice["discharge_after_missed"] = 20
    again = {"service": "delay", "delay_days": 90, "outcomes": {"back": {"to": "choice"}}}
    outcomes = {"uncertain": {"share": 0.2, "to": "again"}, "go_on": {"to": "treatment"}}
    one = scenario(
        stages={"choice": {**choice, "outcomes": outcomes}, "again": again},
        pathway={"stages": ["choice", "treatment", "again"]},
    )
    assert weekly(one, "choice") == pytest.approx(WEEKLY * 0.75 / 0.8, rel=1e-6)
    assert weekly(one, "treatment") == pytest.approx(WEEKLY * 0.75, rel=1e-6)


def two_needs(order):
    values = {**load("single_clinic").values}
    values["calendar"] = {**values["calendar"], "country": "none"}
    demand = {**values["demand"]["camhs"], "second_need": "asd", "second_need_share": 0.4,
              "second_need_order": order}  # fmt: skip
    values["demand"] = {"camhs": demand}
    plan = {"choice": 0.4, "treatment": 0.4, "packs_read": 0.2}
    clinic = values["teams"]["clinic"]
    role = {**clinic["roles"]["clinician"], "job_plan": plan}
    values["teams"] = {"clinic": {**clinic, "roles": {"clinician": role}}}
    stage = {"minutes": {"clinician": 60}, "outcomes": {"done": {"exit": "helped"}}}
    values["stages"] = {**values["stages"], "packs_read": stage}
    pathway = {"need": "asd", "stages": ["packs_read"], "entry": {"routine": "packs_read"}}
    values["pathways"] = {**values["pathways"], "asd": pathway}
    return from_values(values)


def test_a_second_need_starts_when_the_first_is_accepted():
    assert weekly(two_needs("parallel"), "packs_read") == pytest.approx(WEEKLY * 0.75 * 0.4)


def test_a_second_need_that_comes_after_is_lost_with_a_discharge_for_not_coming():
    expected = WEEKLY * 0.75 * 0.4 * (1 - 0.01)
    assert weekly(two_needs("after"), "packs_read") == pytest.approx(expected)


def test_children_are_shared_among_teams_by_age():
    found = demand_reaching(load("suffolk").scenario)
    mdt = found[(found["stage"] == "asd_mdt") & (found["area"] == "west_suffolk")]
    by_team = mdt.set_index("team")["children_per_week"]
    young = 0.27 + 0.38
    assert by_team["asd_under_11"] / by_team.sum() == pytest.approx(young)


def test_crisis_goes_to_the_line_for_the_part_of_the_week_without_a_team():
    one = load("suffolk").scenario
    for area, hours_open in (("west_suffolk", 8 * 7), ("waveney", 16 * 5 + 4 * 2)):
        entered = weekly(one, "crisis_response", area=area)
        closed = 1 - hours_open / (24 * 7)
        assert weekly(one, "crisis_line", area=area) == pytest.approx(entered * closed, rel=1e-3)


def test_observed_counts_are_averaged_over_their_months():
    one = scenario(
        demand={"mode": "observed", "observed_counts": {"town": {"2026-04": 60, "2026-05": 62}}}
    )
    assert weekly(one, "front_door") == pytest.approx(122 / 61 * 7)
