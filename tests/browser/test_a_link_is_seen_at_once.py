"""A link that somebody has opened shows the next reader its answer before anything has started."""

import time
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.browser.rig import visited

LINK = "board?run=small&screen=Areas"
WITHIN = 60
"""Seconds in which a look is drawn once somebody has opened the link; three on a quiet machine."""


def known(address: str) -> str:
    """Return the server's first answer once it has a look in it."""
    end = time.monotonic() + WITHIN
    while time.monotonic() < end:
        with urllib.request.urlopen(address) as answer:
            page = answer.read().decode()
        if 'id="first-look"' in page:
            return page
        time.sleep(0.5)
    raise AssertionError("no look was made of the link")


def test_the_next_reader_sees_the_answer_and_then_the_page_itself(browser, server, visit):
    visit.open("board", run="small", screen="Areas")
    answer = visit.page.locator(".answer").first.inner_text()
    known(f"{server}/{LINK}")
    with visited(browser, server, java_script_enabled=False) as still:
        still.page.goto(f"{server}/{LINK}")
        look = still.page.locator("#first-look")
        expect(look.locator("h1")).to_have_text("For the board")
        assert look.locator(".answer").inner_text() == answer
        assert look.locator("figure svg text").count() > 2
    page = visit.open("board", run="small", screen="Areas")
    page.locator("[role=graphics-document]").first.wait_for()
    expect(page.locator("#first-look")).to_have_count(0)


@pytest.mark.parametrize("view", ["board", "compare", "families"])
def test_the_newest_run_is_seen_at_once_by_its_very_first_reader(server, view):
    page = known(f"{server}/{view}?run=small")
    assert "<figure" in page.partition('id="first-look"')[2]


def test_whoever_touches_the_page_before_it_is_ready_is_shown_how_far_it_is(browser, server, visit):
    known(f"{server}/{LINK}")
    with visited(browser, server) as early:
        early.page.route("**/static/js/**", lambda route: route.abort())
        early.page.goto(f"{server}/{LINK}", wait_until="domcontentloaded")
        expect(early.page.locator("#first-look h1")).to_be_visible()
        early.page.keyboard.press("Tab")
        expect(early.page.locator("#first-look")).to_have_count(0)
        early.errors.clear()  # what was kept back is complained of


THEMES = "Object.keys(localStorage).filter((key) => key.startsWith('stActiveTheme'))"
"""Where Streamlit writes down what colours a reader has chosen, or that they have not."""


def test_whoever_was_here_before_sees_it_too_unless_they_chose_other_colours(browser, server):
    address = f"{server}/board?run=small"
    known(address)
    with visited(browser, server) as again:
        page = again.page
        page.goto(address)
        page.locator("[role=graphics-document]").first.wait_for()
        page.wait_for_function(f"{THEMES}.length > 0")
        page.route("**/static/js/**", lambda route: route.abort())
        page.goto(address, wait_until="domcontentloaded")
        expect(page.locator("#first-look h1")).to_be_visible()
        page.evaluate(f"{THEMES}.forEach((key) => localStorage.setItem(key, '\"Dark\"'))")
        page.goto(address, wait_until="domcontentloaded")
        expect(page.locator("#first-look")).to_have_count(0)
        again.errors.clear()  # what was kept back is complained of
