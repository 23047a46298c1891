"""A commissioner chooses an option, sees its cost, runs it, and reads what it would change."""

import shutil

import pytest

from tests.browser.heard import faults
from tests.browser.rig import Visit, visited

SESSIONS = 20
ROW, HEAD = 35, 35
"""Pixels of a row of the grid, and of its head."""


def start_from_the_small_service(visit: Visit) -> None:
    visit.page.get_by_role("combobox", name="Plan to start from").click()
    visit.page.get_by_role("option", name="A small service").click()
    visit.rest()


def test_from_choosing_an_option_to_what_it_changes(visit):
    page = visit.open("change")
    start_from_the_small_service(visit)
    page.get_by_role("combobox", name="Options to compare").click()
    page.get_by_role("option", name="One more clinician").click()
    page.keyboard.press("Escape")
    page.get_by_text("Cost:").first.wait_for()
    page.get_by_role("radio", name="Quick look: 8 futures").click()
    visit.rest()
    page.get_by_role("button", name="Run and compare").press("Enter")
    page.get_by_role("alert").get_by_text("Finished").wait_for(timeout=400_000)
    page.get_by_role("button", name="See the results").click()
    page.get_by_role("heading", name="Compare options").wait_for()
    visit.rest()
    assert page.get_by_text("One more clinician").first.is_visible()
    assert "run=" in page.url
    assert visit.serious() == []
    assert faults(page) == []


def test_staff_changed_in_the_grid_is_kept_as_an_option_with_its_cost(visit):
    page = visit.open("change")
    start_from_the_small_service(visit)
    page.get_by_text("Build an option of your own").click()
    page.get_by_role("tab", name="Staff month by month").click()
    visit.rest()
    grid = page.get_by_test_id("stDataFrame").locator("visible=true").first
    grid.scroll_into_view_if_needed()
    place = grid.bounding_box()
    page.mouse.dblclick(place["x"] + place["width"] - 60, place["y"] + HEAD + 2.5 * ROW)
    field = page.locator("#portal input")
    field.fill("9")
    field.press("Enter")
    visit.rest()
    page.get_by_role("button", name="Keep as an option").locator("visible=true").click()
    page.get_by_role("alert").get_by_text("Kept, and chosen").wait_for()
    visit.rest()
    assert "options=my.staff_plan" in page.url
    page.get_by_text("What changes, old and new").click()
    told = page.get_by_role("region", name="Old and new")
    told.wait_for()
    assert "June 2026" in told.inner_text()
    assert "7.4" in told.inner_text()
    assert visit.serious() == []


def test_a_search_ends_in_an_answer_in_words_that_can_be_kept_and_tested(visit):
    page = visit.open("reach")
    start_from_the_small_service(visit)
    page.get_by_role("radio", name="95%").click()
    visit.rest()
    levers = page.get_by_role("combobox", name="What may be changed?")
    levers.scroll_into_view_if_needed()
    visit.rest()
    levers.click()
    page.get_by_role("option", name="New posts").first.click()
    page.keyboard.press("Escape")
    visit.rest()
    page.get_by_role("button", name="Search").click()
    page.get_by_role("heading", name="The answer").wait_for(timeout=400_000)
    visit.rest()
    assert page.get_by_text("Sought: CAMHS: seen within 12 weeks, 90% of children").is_visible()
    tried = page.get_by_role("region", name="What was tried, in order").inner_text()
    assert "Share of futures in which it is met" in tried
    assert "100% (90% to 100%)" in tried
    assert visit.serious() == []
    page.get_by_role("button", name="Keep this change as an option").click()
    page.get_by_role("heading", name="Test a change").wait_for()
    visit.rest()
    assert "options=my." in page.url


def test_the_list_of_runs_tells_how_many_futures_are_shown_as_more_arrive(visit, runs):
    manifest = shutil.copytree(runs / "small", runs / "deeper") / "manifest.json"
    first = manifest.read_text()
    try:
        page = visit.open("compare", run="deeper", show="Waits")
        listed = page.get_by_role("combobox", name="Run to compare")
        assert "6 futures" in listed.input_value()
        manifest.write_text(first.replace('"replications": 6', '"replications": 8'))
        page.get_by_role("radio", name="Lists").click()
        visit.rest()
        assert "8 futures" in listed.input_value()
    finally:
        shutil.rmtree(manifest.parent)


@pytest.mark.slow
def test_twenty_people_at_once_each_see_their_own_page(browser, server):
    views = ("board", "families", "check", "compare")
    open_ones = [visited(browser, server) for _ in range(SESSIONS)]
    visits = [one.__enter__() for one in open_ones]
    try:
        for number, visit in enumerate(visits):
            visit.page.goto(f"{server}/{views[number % len(views)]}?run=small")
        for visit in visits:
            visit.page.get_by_role("heading", level=1).first.wait_for(timeout=300_000)
            visit.rest()
            assert visit.page.locator("[data-testid=stException]").count() == 0
    finally:
        for one in open_ones:
            one.__exit__(None, None, None)
