"""A search stands in its link: who comes back or is sent it finds the form and the answer again."""

from dataclasses import replace

from tests.test_the_page_opens_in_every_state import click, opened, runs
from views.engine_room import Room
from views.engine_room.job import JobFolder, State

__all__ = ["runs"]
LEVER = "teams.clinic.roles.clinician.wte"
ANSWER = {"target": "Sought: this.", "sentences": ["Smallest change found: that."], "met": True}


def levers(page):
    return next(box for box in page.multiselect if "What may be changed" in box.label)


def searched(runs):
    """Ask for a search as a reader does; return its job, as though the engine had done it."""
    page = opened("reach", plan="single_clinic")
    levers(page).set_value([LEVER]).run()
    click(page, "Search")
    ((job, _),) = Room(runs).jobs()
    assert page.query_params["search"] == job.name
    folder = JobFolder(runs, job.name)
    folder.keep_answer(ANSWER)
    folder.tell(State("done", shown=2))
    return job


def test_a_link_puts_back_what_was_asked_and_shows_the_answer(runs):
    job = searched(runs)
    page = opened("reach", plan="single_clinic", search=job.name)
    assert levers(page).value == [LEVER]
    assert any("Smallest change found" in one.value for one in page.success)


def test_what_was_searched_for_before_is_listed_and_opens(runs):
    searched(runs)
    page = opened("reach", plan="single_clinic")
    assert not page.success
    click(page, "Open")
    assert levers(page).value == [LEVER]
    assert any("Smallest change found" in one.value for one in page.success)


def test_a_link_to_a_search_that_is_not_here_says_so(runs):
    for name in ("seek-single_clinic-0000000000", "../../etc", "\x00", "x" * 5_000):
        page = opened("reach", plan="single_clinic", search=name)
        assert any("not on this machine" in one.value for one in page.info)
        assert not page.exception


def test_a_search_made_before_the_plan_was_changed_is_not_shown_as_an_answer_to_it(runs):
    job = searched(runs)
    asked = replace(job, wanted=replace(job.wanted, by="2031-01-01", area="nowhere"))
    JobFolder(runs, job.name).ask(asked)
    page = opened("reach", plan="single_clinic", search=job.name)
    assert any("before the plan was changed" in one.value for one in page.info)
    assert levers(page).value == []
