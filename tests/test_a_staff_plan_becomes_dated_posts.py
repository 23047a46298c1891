"""Staff edited month by month become posts with dates, told and priced before anything is run."""

import datetime as dt

import pytest

from scenarios.setting_words import change_table, value_words
from scenarios.staff_plan import plan, plan_option
from scenarios.value.before import known_cost
from sim.settings import BadInput, Loaded, from_values, load
from sim.settings.options import differences, option_of
from tests import tiny

ROLES = {"nurse": {"wte": 4.0, "band": "6", "vacancy_share": 0.25, "job_plan": {"see": 1.0}}}
VALUES = tiny.scenario(
    calendar={"start_date": dt.date(2026, 1, 1), "horizon_days": 181, "country": "none"},
    costs={"salary_gbp": {"6": 40_000.0}, "oncost_multiplier": 1.5, "non_pay_gbp_per_wte": 1_000.0},
    teams__team={"serves": [{"areas": ["here"]}], "roles": ROLES, "label": "West team"},
)


@pytest.fixture
def loaded(tmp_path):
    return Loaded("tiny", tmp_path / "tiny.toml", from_values(VALUES), VALUES, {})


def made(loaded, edited, **how):
    return plan_option(loaded.scenario, "team", edited, **how)["set"]["teams"]["team"]["roles"]


def test_a_stretch_of_months_with_more_staff_is_one_post_that_ends(loaded):
    edited = plan(loaded.scenario, "team")
    edited.loc["nurse", ["2026-03", "2026-04"]] += 1.5
    assert made(loaded, edited)["nurse"]["posts"] == {
        "plan_1": {"wte": 1.5, "funded_from": dt.date(2026, 3, 1), "until": dt.date(2026, 4, 30)}
    }


def test_a_lasting_post_is_recruited_unless_it_is_said_to_be_filled(loaded):
    edited = plan(loaded.scenario, "team")
    edited.loc["nurse", "2026-04":] += 1.0
    recruited, filled = (made(loaded, edited, recruited=one)["nurse"]["posts"]["plan_1"]
                         for one in (True, False))  # fmt: skip
    assert recruited["fill_chance"] < 1 and "until" not in recruited
    assert filled == {"wte": 1.0, "funded_from": dt.date(2026, 4, 1)}


def test_fewer_staff_are_a_post_of_less_than_nothing(loaded):
    edited = plan(loaded.scenario, "team")
    edited.loc["nurse", "2026-02"] = 0.0
    assert made(loaded, edited)["nurse"]["posts"]["plan_1"]["wte"] == -4.0


def test_the_plan_of_the_option_is_the_edited_plan(loaded):
    edited = plan(loaded.scenario, "team")
    edited.loc["nurse", ["2026-02", "2026-05", "2026-06"]] = [6.0, 3.0, 7.5]
    values = plan_option(loaded.scenario, "team", edited, recruited=False)
    option = differences(loaded, "own", values, "own")(loaded)
    assert plan(option.scenario, "team").equals(edited)


@pytest.mark.parametrize("cell", [None, float("nan"), -1.0, 1e9, "many"])
def test_a_cell_that_is_no_number_of_staff_is_named(loaded, cell):
    edited = plan(loaded.scenario, "team").astype(object)
    edited.loc["nurse", "2026-03"] = cell
    with pytest.raises(BadInput, match="nurse, 2026-03"):
        plan_option(loaded.scenario, "team", edited)


def test_a_plan_that_was_not_edited_is_no_option(loaded):
    with pytest.raises(BadInput, match="nothing differs"):
        plan_option(loaded.scenario, "team", plan(loaded.scenario, "team"))


def test_what_changes_is_told_in_words_with_units(loaded):
    edited = plan(loaded.scenario, "team")
    edited.loc["nurse", "2026-04":] += 1.0
    option = differences(loaded, "own", plan_option(loaded.scenario, "team", edited), "own")(loaded)
    told = change_table(loaded.scenario, option.changes).set_index("What")
    funded = told.loc["West team, nurse, posts, plan 1: funded from"]
    assert list(funded) == ["not there", "1 April 2026"]
    assert told.loc["West team, nurse, posts, plan 1: WTE", "In this option"] == "1 WTE"
    assert value_words(loaded.scenario, "stages.see.missed_share", 0.125) == "12.5%"


def test_the_known_cost_is_pay_with_on_costs_and_the_rest(loaded):
    edited = plan(loaded.scenario, "team")
    edited.loc["nurse", "2026-04":] += 2.0
    lasting = differences(loaded, "own", plan_option(loaded.scenario, "team", edited), "own")(
        loaded
    )
    cost = known_cost(loaded.scenario, lasting.scenario)
    assert cost.recurrent == pytest.approx(2 * (40_000 * 1.5 + 1_000))
    assert cost.once == 0
    edited = plan(loaded.scenario, "team")
    edited.loc["nurse", "2026-02"] += 1.0
    ending = differences(loaded, "own", plan_option(loaded.scenario, "team", edited), "own")(loaded)
    cost = known_cost(loaded.scenario, ending.scenario)
    assert cost.recurrent == 0
    assert cost.once == pytest.approx(61_000 * 28 / 365.25)
    assert known_cost(loaded.scenario, loaded.scenario).nothing


def test_the_known_cost_of_longer_shifts_is_that_of_their_hours():
    suffolk = load("suffolk")
    late = option_of(suffolk, "crisis_team_until_midnight").scenario  # 8 to 24, and not to 16
    an_hour = suffolk.scenario.teams["crisis_suffolk"].responder_cost_gbp_per_hour
    cost = known_cost(suffolk.scenario, late)
    assert cost.recurrent == pytest.approx(365.25 * 8 * 2 * an_hour)
    assert cost.once == 0
