"""A commissioner chooses an option, sees its cost, runs it, and reads what it would change."""

import pytest

from tests.browser.rig import visited

SESSIONS = 20


def test_from_choosing_an_option_to_what_it_changes(visit):
    page = visit.open("change")
    page.get_by_role("combobox", name="Plan to start from").click()
    page.get_by_role("option", name="A small service").click()
    visit.rest()
    page.get_by_role("combobox", name="Options to compare").click()
    page.get_by_role("option", name="One more clinician").click()
    page.keyboard.press("Escape")
    page.get_by_text("Cost:").first.wait_for()
    page.get_by_role("radio", name="Quick look: 8 futures").click()
    visit.rest()
    page.get_by_role("button", name="Run and compare").click()
    page.get_by_role("button", name="See the results").click(timeout=400_000)
    page.get_by_role("heading", name="Compare options").wait_for()
    visit.rest()
    assert page.get_by_text("One more clinician").first.is_visible()
    assert "run=" in page.url
    assert visit.serious() == []


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
