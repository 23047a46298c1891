"""Explain: each number at both ends of its range; what cannot be moved is left out with why."""

import datetime as dt

import pytest
import tiny

from scenarios.charts import svg
from scenarios.explain import Outcome, Trying, drivers, ranges
from scenarios.explain.words import chart_of, sentences, shown, shown_with_sources, told
from sim.settings import BadInput, Loaded, from_values

REFERRED = "demand.calls.referrals_per_year.*"
MINUTES = "teams.team.roles.nurse.carry_over_minutes"
EVIDENCE = [
    {"settings": [MINUTES], "source": "assumption", "confidence": "low", "low": 0.0, "high": 1.0},
    {"settings": [REFERRED], "source": "assumption", "confidence": "low", "low": 300, "high": 900},
    {"settings": ["stages.see.missed_share"], "source": "assumption", "confidence": "low"},
    {"settings": ["stages.see.minutes.*"], "source": "assumption", "confidence": "low",
     "low": 100.0, "high": 200.0},
]  # fmt: skip


@pytest.fixture
def loaded(tmp_path):
    changes = {"demand.calls.referrals_per_year": {"here": 600.0}, "evidence": EVIDENCE}
    values = tiny.scenario(**changes)
    return Loaded("tiny", tmp_path / "tiny.toml", from_values(values), values, {})


@pytest.fixture
def found(loaded, tmp_path):
    return drivers(loaded, Outcome(need="camhs"), Trying(tmp_path / "store", 4, 1))


def test_the_number_that_matters_comes_first_with_opposite_signs_and_more_replications(found):
    first, second = found.table.to_dict("records")
    assert first["setting"] == REFERRED
    assert first["at_low"] < 0 < first["at_high"]
    assert first["at_high_from"] <= first["at_high"] <= first["at_high_to"]
    assert (first["replications"], second["replications"]) == (4, 2)


def test_what_has_no_range_or_the_range_of_something_else_is_left_out_with_why(loaded):
    _, left = ranges(loaded)
    assert [one.setting for one in left] == ["stages.see.missed_share", "stages.see.minutes.*"]
    assert left[0].reason == "no range is given"
    assert "outside the range" in left[1].reason


def test_sentences_and_chart_name_what_matters_and_what_does_not(found, loaded):
    said = list(sentences(found))
    assert said[1].startswith(f"Matter most: {found.table['words'][0]}")
    assert said[2].endswith(f"{found.table['words'][1]}.")
    assert "<svg" in svg(chart_of(found, loaded.scenario.calendar))


def test_what_changes_nothing_is_said_in_one_line_and_has_no_row(found, loaded):
    idle = found.table["words"][1]
    line = f"Change nothing in any future tried: {idle}."
    assert line in sentences(found)
    assert line in told(found, loaded.scenario.calendar)
    for table in (shown(found), shown_with_sources(found)):
        assert list(table["What"]) == [found.table["words"][0]]


def test_what_was_only_screened_is_said_and_only_then(loaded, found, tmp_path):
    said = list(sentences(found))
    assert said[-1].startswith("The 1 from rank 2 on were only screened, with 2 futures")
    in_full = drivers(loaded, Outcome(need="camhs"), Trying(tmp_path / "store", 2, 2))
    assert not any("screened" in line for line in sentences(in_full))


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (Outcome("list_sise"), "Did you mean list_size"),
        (Outcome(need="cahms"), "Did you mean camhs"),
        (Outcome("wait_completed_p50"), "--clock"),
        (Outcome(by=dt.date(2031, 1, 1)), "outside the run"),
    ],
)
def test_an_outcome_that_is_not_there_is_refused_before_anything_is_screened(
    loaded, tmp_path, outcome, said
):
    store = tmp_path / "store"
    with pytest.raises(BadInput, match=said):
        drivers(loaded, outcome, Trying(store, 2, 1))
    assert len(list(store.rglob("*.parquet"))) <= 1
