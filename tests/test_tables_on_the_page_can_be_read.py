"""A table on the page is read whole, in words: nothing is cut, and no setting's code is shown."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from calibration.targets import read_targets
from scenarios.by_hand import apart_in_words, by_hand, in_words
from scenarios.evidence.traced import CHOSEN, RESTING, resting, traced
from scenarios.held import where_found
from scenarios.report.exact_words import clocks, standards
from scenarios.setting_words import change_table
from sim.settings import load, option_of
from views.look.tables import as_html

SERVICE = Path(__file__).parent / "small_service" / "scenario.toml"
CODE = re.compile(r"\b[a-z0-9]+_[a-z0-9_]+\b")


@pytest.fixture(scope="module")
def suffolk():
    return load("suffolk")


def cells(markup: str) -> list[str]:
    return re.findall(r"<t[dh][^>]*>([^<]*)</t[dh]>", markup)


def codes(table: pd.DataFrame) -> list[str]:
    return CODE.findall(" ".join(cells(as_html(table, "")))) if len(table) else ["nothing to read"]


def test_every_number_with_evidence_is_told_by_whose_it_is_and_what_it_is(suffolk):
    said = traced(suffolk.scenario)["What"].tolist()
    assert "Choice appointment (first assessment): share of appointments missed" in said
    assert "All teams: hours a week of one whole-time equivalent" in said
    assert any(words.startswith("CAMHS: days from the exit to the new referral") for words in said)
    assert not CODE.findall(" ".join(said))
    assert not [words for words in said if re.search(r"lognormal|[Nn]ame for readers", words)]


def test_every_cell_stands_in_full_and_numbers_are_written_as_people_write_them():
    long = "a sentence that goes on " * 10
    table = pd.DataFrame({
        "What": [long, "short"], "Children": [12345.0, np.nan], "Share": np.float32([0.25, 1.0]),
        "Kept": [True, False],
    })  # fmt: skip
    assert cells(as_html(table, "Some numbers")) == [
        "What", "Children", "Share", "Kept", long, "12,345", "0.25", "yes", "short", "", "1", "no",
    ]  # fmt: skip


def test_numbers_stand_to_the_right_with_their_units_and_words_to_the_left():
    table = pd.DataFrame({"Year": ["1 July", "2 July"], "Wait": ["4 hours", "-"],
                          "Met": ["from July", "not met: 9%"]})  # fmt: skip
    markup = as_html(table, "")
    assert markup.count('class="number"') == 3
    assert markup.count('class="words"') == 3
    assert markup.count('class="brief"') == 3


def test_a_range_stands_beneath_its_number_where_both_have_no_room():
    table = pd.DataFrame({"What": ["list"], "Then": ["1,274 (913 to 1,787)"]})
    assert "<span>1,274</span> <span>(913 to 1,787)</span>" in as_html(table, "")


def test_what_somebody_wrote_is_never_taken_for_markup():
    table = pd.DataFrame({"<b>What</b>": ["<img src=x onerror=alert(1)>"]})
    markup = as_html(table, '"><script>')
    assert "<img" not in markup
    assert "<script" not in markup
    assert "<b>" not in markup


def test_a_table_has_a_name_and_is_reached_and_scrolled_by_keyboard():
    markup = as_html(pd.DataFrame({"What": ["x"]}), "Lists & waits")
    assert 'aria-label="Lists &amp; waits"' in markup
    assert 'tabindex="0"' in markup
    assert '<th scope="row"' in markup


def test_arithmetic_by_hand_is_told_without_codes(suffolk):
    arithmetic = by_hand(suffolk.scenario)
    assert codes(in_words(arithmetic, suffolk.scenario)) == []
    apart = pd.DataFrame([{"team": "camhs_waveney", "stage": "urgent_assessment", "ratio": 1.5,
                           "measure": "seen_per_week", "arithmetic": 4.0, "simulated": 6.0,
                           "why": "the list is being worked off"}])  # fmt: skip
    told = apart_in_words(apart, suffolk.scenario)
    assert codes(told) == []
    assert told["What"].tolist() == ["Seen a week"]


def test_nobody_expected_and_somebody_seen_is_no_ratio(suffolk):
    apart = pd.DataFrame([{"team": "camhs_waveney", "stage": "urgent_assessment", "ratio": np.inf,
                           "measure": "seen_per_week", "arithmetic": 0.0, "simulated": 1.3,
                           "why": "the list is being worked off"}])  # fmt: skip
    assert "inf" not in cells(as_html(apart_in_words(apart, suffolk.scenario), ""))


def test_a_limit_of_one_is_told_in_the_singular(suffolk):
    told = standards(suffolk.scenario).table["Limit"]
    assert "1 hour" in told.tolist()
    assert not told.str.match("1 .*s$").any()


def test_the_source_of_a_standard_is_told_by_its_title(suffolk):
    told = standards(suffolk.scenario).table.set_index("Standard")["Source"]
    assert told.str.contains("NHS England").any()
    assert not told.str.fullmatch(r"S\d+").any()


def test_clocks_are_told_without_codes(suffolk):
    assert codes(clocks(suffolk.scenario).table) == []


def test_every_change_of_an_option_says_on_what_old_and_new_value_rest(suffolk):
    option = option_of(suffolk, "three_more_posts_west")
    told = resting(option.changes, suffolk.scenario, option.scenario)
    assert list(told.columns) == list(RESTING)
    assert len(told) == len(change_table(suffolk.scenario, option.changes))
    new = told[RESTING[1]]
    assert new.str.startswith("assumption: No figures for CAMHS recruitment").any()
    assert (new != "").all()


def test_every_published_figure_is_told_with_the_title_of_its_source(suffolk):
    targets = read_targets("suffolk").values()
    names = ("label", "source", "difference")
    table = pd.DataFrame([[getattr(one, name) for name in names] for one in targets], columns=names)
    found = where_found(table, suffolk.scenario.sources)["Where it was found"]
    assert len(found) == len(targets) > 20
    assert (found.str.len() > 20).all()
    assert found.str.contains(r"\[[SW]\d+\]").all()


def test_a_price_is_told_in_pounds_without_the_word_of_the_file(suffolk):
    option = option_of(suffolk, "three_more_posts_west")
    table = change_table(suffolk.scenario, option.changes)
    row = table[table["What"].str.contains("one off cost")].iloc[0]
    assert row["What"].endswith(": one off cost")
    assert row["In this option"] == "£3,000"


def test_the_source_of_a_new_value_is_told_by_its_title(suffolk):
    option = option_of(suffolk, "crisis_team_until_midnight")
    [told] = resting(option.changes, suffolk.scenario, option.scenario)[RESTING[1]]
    assert told.startswith("low: NSFT, extra help for children in crisis")


def test_a_value_for_which_an_option_gives_no_source_is_told_as_chosen():
    loaded = load(str(SERVICE))
    option = option_of(loaded, "one_more_clinician")
    told = resting(option.changes, loaded.scenario, option.scenario)
    assert (told[RESTING[1]] == CHOSEN).all()


def test_a_table_is_shown_whole_and_a_long_one_says_how_many_rows_it_has():
    """A frame of a fixed height cut the twelfth option in the middle of its line."""
    whole, long = (as_html(pd.DataFrame({"Row": range(rows)}), "") for rows in (25, 62))
    assert 'class="sheet"' in whole
    assert "rows:" not in whole
    assert 'class="sheet long"' in long
    assert "62 rows" in long
