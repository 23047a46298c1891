"""A setting is told by what people call it, and never by the key of a file."""

from scenarios.report.evidence import spoken
from scenarios.setting_words import setting_words
from sim.settings import from_values
from tests import tiny

SCENARIO = from_values(tiny.scenario(costs={"salary_gbp": {"6": 40_000.0, "doctor": 120_000.0}}))


def test_pay_is_told_by_its_band_or_grade():
    assert setting_words(SCENARIO, "costs.salary_gbp.6") == "Costs, salary: band 6"
    assert setting_words(SCENARIO, "costs.salary_gbp.doctor") == "Costs, salary: doctor"
    assert spoken(SCENARIO, ("costs.salary_gbp.6",)) == "Band 6: basic pay a year by band"
