"""What an opening list does not say is filled in, and readers are told what and for how many."""

import pytest
from tiny import change, from_rows, listed, scenario, waits

from scenarios.opening_words import opening_lines
from sim.settings import from_values

WHOLE = (
    "area,need,stage,priority,referral_date,stage_entry_date,contacts_done,next_due_date,"
    "birth_date,first_contact_date"
)


def told(folder, rows: list, columns: str, **changes) -> list[str]:
    """The lines that a run prints about such a list."""
    return opening_lines(from_rows(folder, change(scenario(), changes), rows, columns))


def test_what_the_list_does_not_say_is_counted_and_printed(tmp_path):
    """Three children; the priority of one, the ages of two, the date of joining of one and, of
    the two in contact, one next date are blank."""
    rows = [
        "here,camhs,see,routine,2025-11-01,2025-12-01,1,2026-01-07,",
        "here,camhs,see,,2025-11-01,2025-12-01,2,,2015-01-01",
        "here,camhs,see,routine,2025-11-01,,0,,",
    ]
    columns = WHOLE.removesuffix(",first_contact_date")
    filled = told(tmp_path, rows, columns)[-1]
    assert filled.startswith("Filled in where the list does not say: ")
    for part in (
        "priority, taken to be routine (1 of 3)",
        "stage_entry_date, taken to be the date of referral (1 of 3)",
        "age or birth_date, drawn between 6 and 17 (2 of 3)",
        "next_due_date of children in contact, drawn (1 of 3)",
        "dates of events so far, taken to be the date of referral (every child)",
    ):
        assert part in filled
    assert "contacts_done" not in filled and "in_contact, taken" not in filled


def test_a_column_that_is_missing_is_missing_for_every_child(tmp_path):
    filled = told(tmp_path, ["here,camhs,see,2025-11-01"] * 2, "area,need,stage,referral_date")[-1]
    assert "age or birth_date, drawn between 6 and 17 (every child)" in filled
    assert "in_contact, taken not to have begun (every child)" in filled


def test_a_list_that_says_everything_has_nothing_filled_in(tmp_path):
    rows = ["here,camhs,see,routine,2025-11-01,2025-12-01,1,2026-01-07,2015-01-01,2025-12-03"]
    assert told(tmp_path, rows, WHOLE) == ["Opening list, CAMHS: 0 waiting, 1 in care."]


def test_a_list_from_a_file_is_held_against_the_reported_one(tmp_path):
    """Two wait and one is in care; five were reported as waiting: three fewer than reported."""
    rows = [
        "here,camhs,see,routine,2025-11-01,2025-12-01,1,2026-01-07,2015-01-01,2025-12-03",
        "here,camhs,see,routine,2025-11-01,2025-12-01,0,,2015-01-01,",
        "here,camhs,see,routine,2025-11-01,2025-12-01,0,,2015-01-01,",
    ]
    found = from_rows(tmp_path, scenario(), rows, WHOLE)
    reported = found.opening.model_copy(update={"reported": {"camhs": 5}})
    folder = found._folder
    found = found.model_copy(update={"opening": reported})
    found._folder = folder
    line = opening_lines(found)[0]
    assert line == "Opening list, CAMHS: 2 waiting, 1 in care; reported 5, difference -3."


def test_counts_by_band_are_held_against_the_reported_ones_and_say_what_was_drawn():
    values = listed(scenario(), a=waits(4), b=waits(3, in_contact=True))
    values["opening"]["reported"] = {"camhs": 6}
    lines = opening_lines(from_values(values))
    assert lines[0] == "Opening list, CAMHS: 4 waiting, 3 in care; reported 6, difference -2."
    assert "contacts done and next due date of children in contact, drawn" in lines[1]


@pytest.mark.parametrize(("returns", "after", "words"), [
    ("steady", ["refused", "signposted"], ""),
    ("steady", ["refused", "dropped_out", "not_attended"],
     "discharged for non-attendance; dropped out of treatment"),
    ("none", ["refused"], "refused at the access point"),
])  # fmt: skip
def test_whoever_left_before_the_first_day_and_is_not_drawn_is_named(returns, after, words):
    values = listed(scenario(), a=waits(4))
    values["opening"]["returns"] = returns
    rule = {"share": 0.3, "after": after}
    lines = opening_lines(from_values(change(values, {"demand.calls.re_referral": rule})))
    said = [line for line in lines if line.startswith("Not on the list")]
    assert len(said) == bool(words)
    assert not words or f"come back after it: {words}. A warm-up has them." in said[0]


@pytest.mark.parametrize(("source", "words"), [
    ("empty", "Opening list: empty."),
    ("warm_up", "Opening list: built by a warm-up of 30 days."),
])  # fmt: skip
def test_without_a_list_it_says_what_stands_in_for_one(source, words):
    values = scenario(opening={"source": source}, calendar__warm_up_days=30)
    assert opening_lines(from_values(values)) == [words]
