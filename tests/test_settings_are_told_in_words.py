"""A setting is told by what people call it, and never by the key of a file."""

from scenarios.evidence.entries import PLAIN, _sentences, spoken
from scenarios.evidence.traced import traced
from scenarios.setting_words import setting_words, value_words
from sim.settings import from_values, load
from tests import tiny

SCENARIO = from_values(tiny.scenario(costs={"salary_gbp": {"6": 40_000.0, "doctor": 120_000.0}}))


def test_pay_is_told_by_its_band_or_grade():
    assert setting_words(SCENARIO, "costs.salary_gbp.6") == "Costs, salary: band 6"
    assert setting_words(SCENARIO, "costs.salary_gbp.doctor") == "Costs, salary: doctor"
    assert spoken(SCENARIO, ("costs.salary_gbp.6",)) == "Band 6: basic pay a year by band"


def test_one_of_a_unit_is_told_in_the_singular():
    hours = "teams.a.roles.b.posts.c.supervision_hours_per_week"
    assert value_words(SCENARIO, hours, 1.0) == "1 hour a week"
    assert value_words(SCENARIO, hours, 1.5) == "1.5 hours a week"


def test_what_a_lever_moves_is_told_in_the_words_of_the_lever():
    growth = tuple(f"demand.asd.growth_{name}" for name in ("per_year", "low", "high"))
    assert spoken(SCENARIO, growth) == "Autism: growth in referrals a year"
    assert spoken(SCENARIO, ("stages.choice.missed_share",)).endswith(
        "share of appointments missed"
    )


def test_a_number_that_shares_its_source_is_found_by_its_own_name():
    table = traced(load("suffolk").scenario)
    routine = table[table["What"].str.contains("Hub routine (green)", regex=False)]
    assert len(routine) == 1
    many = table[table["Covers"].str.contains("Autism: who refers", regex=False)]
    assert len(many) == 1


def test_what_is_no_lever_is_told_in_plain_words_that_belong_to_a_setting():
    assert set(PLAIN) <= {path for path, _ in _sentences()}


def test_numbers_of_different_meaning_are_told_under_their_names_and_never_as_one_range():
    ages = [{"age_from": 5.0, "age_to": 11.0, "share": 0.25},
            {"age_from": 11.0, "age_to": 18.0, "share": 0.75}]  # fmt: skip
    entries = [{"settings": [path], "source": "S", "confidence": "low"}
               for path in ("demand.calls.ages", "costs.salary_gbp")]  # fmt: skip
    pay = {f"{band}": 1_000.0 * band for band in range(4, 9)}
    scenario = from_values(tiny.scenario(
        demand__calls__ages=ages, costs={"salary_gbp": pay}, evidence=entries,
        sources={"S": "A paper"},
    ))  # fmt: skip
    told = traced(scenario).set_index("Setting")["Value"]
    assert told["demand.calls.ages"] == "age from 5, 11, age to 11, 18, share 0.25, 0.75"
    assert told["costs.salary_gbp"] == "4,000 to 8,000"


def test_a_list_of_the_first_day_is_told_by_how_many_children_wait():
    told = traced(load("suffolk").scenario)
    lists = told.loc[told["Topic"] == "Who waits on the first day", "Value"]
    assert any(value.endswith("children") for value in lists)
    assert not any("weeks" in value or "share" in value for value in lists)
