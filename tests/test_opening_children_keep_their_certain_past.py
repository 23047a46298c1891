"""What a child on the opening list has certainly behind them is never counted again."""

import pytest

from sim.settings import load
from sim.settings.routes import events_behind


@pytest.fixture(scope="module")
def suffolk():
    return load("suffolk").scenario


def test_a_list_behind_either_of_two_contacts_has_one_contact_behind_it(suffolk):
    # Treatment is reached by way of choice, or of an urgent contact: one or the other was had.
    behind = events_behind(suffolk, "camhs", "partnership", begun=False)
    assert "first_contact" in behind
    assert "second_contact" not in behind
    assert "baseline_outcome" not in behind  # a crisis leads there without a baseline


def test_nobody_has_been_seen_on_the_first_list_of_a_pathway(suffolk):
    assert events_behind(suffolk, "camhs", "choice", begun=False) == {"accepted"}
    assert events_behind(suffolk, "camhs", "crisis_response", begun=False) == {"accepted"}


def test_a_stage_passed_on_because_it_was_closed_is_no_contact(suffolk):
    # The hospital may be reached at once, or because team and line were both closed.
    assert "first_contact" not in events_behind(suffolk, "camhs", "hospital_liaison", begun=False)


def test_a_child_whom_only_a_rise_in_priority_brought_there_was_certainly_accepted_no_more(suffolk):
    # No way of the autism pathway leads to crisis: a rise did, from wherever the child was.
    assert events_behind(suffolk, "asd", "crisis_response", begun=False) == {"accepted"}


def test_children_in_treatment_have_had_two_contacts(suffolk):
    assert "second_contact" in events_behind(suffolk, "camhs", "partnership", begun=True)


def test_what_every_way_marks_is_behind_though_no_stage_is(suffolk):
    # The council has the advice of all it writes plans for; only some were assessed for it.
    behind = events_behind(suffolk, "ehc", "ehc_council_steps", begun=False)
    assert "advice_returned" in behind
    assert "assessed" not in behind


def test_what_an_outcome_marks_is_behind_those_it_leads_on(suffolk):
    # Support follows a team's assessment or a joint clinic's, and from both a diagnosis.
    assert "diagnosis" in events_behind(suffolk, "asd", "asd_support", begun=False)
