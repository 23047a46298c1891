"""Where there is time enough and nobody leaves, a simulation sees whom the arithmetic expects."""

import numpy as np
import pandas as pd
import pytest

from sim.measures.arithmetic import arithmetic, disagreements
from sim.pathway import codes
from sim.pathway.blueprint import blueprint_of
from sim.pathway.simulate import simulate
from sim.settings import from_values, load

SETTLED = 365


def scenario(wte):
    values = {**load("single_clinic").values}
    values["calendar"] = {**values["calendar"], "horizon_days": 3 * 365}
    values["waiting"] = {}
    values["demand"] = {
        "camhs": {
            **values["demand"]["camhs"],
            "priority_shares": {"urgent": 0.2, "routine": 0.8},
            "source_shares": {"gp": 0.5, "school": 0.5},
            "re_referral": {"share": 0.4, "delay_days": 30},
        }
    }
    rules = {"accepted_share": 0.7, "accepted_by_source": {"gp": 0.8, "school": 1.2},
             "information_missing_share": 0.2, "information_lapse_share": 0.3}  # fmt: skip
    door = values["access_points"]["front_door"]
    values["access_points"] = {"front_door": {**door, "triage": {"camhs": rules}}}
    treatment = {**values["stages"]["treatment"], "drop_out_share": 0.3,
                 "cancelled_by_provider_share": 0.05, "discharge_after_missed": 3}  # fmt: skip
    values["stages"] = {**values["stages"], "treatment": treatment}
    team = values["teams"]["clinic"]
    role = {**team["roles"]["clinician"], "wte": wte}
    values["teams"] = {"clinic": {**team, "roles": {"clinician": role}}}
    return from_values(values)


def simulated(one, runs):
    """Mean children seen and slots used a week at each line, after the first year."""
    blueprint = blueprint_of(one)
    weeks = (one.calendar.horizon_days - SETTLED) / 7 * runs
    late = [k for k, day in enumerate(blueprint.days.period_starts)
            if (day - blueprint.days.start).days >= SETTLED]  # fmt: skip
    seen = np.zeros(len(blueprint.lines))
    slots = np.zeros(len(blueprint.lines))
    for replication in range(runs):
        history = simulate(blueprint, 3, replication)
        stays = history.stays
        counted = (stays["kind"] == codes.STAY_WAIT) & (stays["how"] == codes.HOW_SEEN)
        counted &= stays["end"] > SETTLED
        seen += np.bincount(stays["line"][counted], minlength=len(seen))
        slots += history.state.contacts[:, :, late, :].sum(axis=(1, 2, 3))
    names = [(blueprint.servers[server], blueprint.nodes[node]) for node, server in blueprint.lines]
    frame = pd.DataFrame(names, columns=["team", "stage"])
    return frame.assign(seen=seen / weeks, slots=slots / weeks)


@pytest.fixture(scope="module")
def roomy():
    one = scenario(wte=12.0)
    return arithmetic(one), simulated(one, runs=12)


def test_children_seen_and_slots_used_agree(roomy):
    table, found = roomy
    both = table.merge(found, on=["team", "stage"])
    expected = both["children_per_week"] * both["slots_per_child"]
    assert both["slots"].to_numpy() == pytest.approx(expected.to_numpy(), rel=0.04)


def test_no_disagreement_is_raised(roomy):
    table, found = roomy
    tidy = found.rename(columns={"seen": "value"}).assign(measure="seen_per_week")
    assert disagreements(table, tidy).empty


def test_an_overloaded_line_passes_on_what_its_minutes_allow():
    one = scenario(wte=1.2)
    table = arithmetic(one).set_index("stage")
    found = simulated(one, runs=4).set_index("stage")
    for stage in ("choice", "treatment"):
        assert table.loc[stage, "flag"] == "the list will grow"
        assert found.loc[stage, "seen"] == pytest.approx(
            table.loc[stage, "seen_now_per_week"], rel=0.08
        )
