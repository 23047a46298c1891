"""Keyboard alone, a phone's width, reduced motion, a dark screen, and nothing from outside."""

import pytest
from playwright.sync_api import expect

from tests.browser.heard import faults
from tests.browser.rig import visited
from views.registry import VIEWS

NARROW = {"width": 320, "height": 800}
TABS = 60


def tab_to(page, words: str) -> None:
    """Go on with the tabulator until something with these words has the focus."""
    said = []
    for _ in range(TABS):
        page.keyboard.press("Tab")
        said.append(page.evaluate(FOCUSED))
        if words in said[-1]:
            return
    raise AssertionError(f"{words} cannot be reached with Tab: {said}")


FOCUSED = """() => { const e = document.activeElement;
return (e.getAttribute('aria-label') || '') + ' ' + (e.innerText || '').slice(0, 60) }"""


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_no_view_keeps_anybody_out_or_scrolls_sideways_on_a_phone(browser, server, view):
    with visited(browser, server, viewport=NARROW, color_scheme="dark") as visit:
        page = visit.open("" if view.name == VIEWS[0].name else view.name, run="small")
        page.wait_for_function("!document.querySelector('[data-testid=stSkeleton]')")
        assert visit.serious() == []
        assert faults(page) == []
        assert page.title() == f"{view.title} - Pathways"
        assert page.evaluate("document.documentElement.lang").startswith("en")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")


DRAWN = [("compare", {"show": "Answer"}), ("compare", {"show": "Waits"}),
         ("compare", {"show": "Lists"}), ("compare", {"show": "Why"})]  # fmt: skip
CUT = """() => [...document.querySelectorAll('[role=graphics-document]')].flatMap(drawing => {
const place = drawing.getBoundingClientRect();
return [...drawing.querySelectorAll('text')].filter(words => {
const it = words.getBoundingClientRect();
return it.width && (it.left < place.left - 1 || it.right > place.right + 1) })
.map(words => words.textContent) })"""


@pytest.mark.parametrize("part", ["Areas", "Staff"])
def test_a_chart_wider_than_a_phone_is_scrolled_with_the_keyboard(browser, server, part):
    with visited(browser, server, viewport=NARROW) as visit:
        page = visit.open("compare", run="small", show=part)
        assert visit.serious() == []
        assert faults(page) == []
        page.locator(".sideways").first.focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_function("document.querySelector('[class*=st-key-wide-]').scrollLeft > 0")


def test_no_word_of_a_chart_is_cut_on_a_phone(browser, server):
    keys = []
    with visited(browser, server, viewport=NARROW) as visit:
        for view, asked in DRAWN:
            page = visit.open(view, run="small", **asked)
            page.locator("[role=graphics-document]").first.wait_for()
            visit.rest()
            assert page.evaluate(CUT) == [], asked
            keys += page.locator(".key span").all_inner_texts()
    assert {"better", "Today's plan", "104 weeks and over", "no appointment free"} <= set(keys)


def test_a_board_member_needs_no_mouse(visit):
    page = visit.open("board", run="small")
    tab_to(page, "Waits")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(page.get_by_role("heading", name="Will the standards be met")).to_be_visible()
    visit.rest()
    tab_to(page, "Numbers behind this chart")
    page.keyboard.press("Enter")
    expect(page.locator("details[open]").first).to_be_visible()


def test_what_has_the_focus_can_be_seen(visit):
    page = visit.open("board", run="small")
    tab_to(page, "Board")
    style = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert style != "none"


def test_nothing_moves_for_those_who_ask_for_stillness(visit):
    page = visit.open("families", run="small")
    longest = page.evaluate(
        "Math.max(...[...document.querySelectorAll('*')].map("
        "e => parseFloat(getComputedStyle(e).transitionDuration) || 0))"
    )
    assert longest < 0.05


def test_a_drawing_wider_than_a_phone_is_scrolled_with_the_keyboard(browser, server):
    with visited(browser, server, viewport=NARROW) as visit:
        page = visit.open("", run="small")
        drawing = page.get_by_role("region", name="Drawing of the pathway")
        drawing.focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_function("document.querySelector('.drawing').scrollLeft > 0")
        assert drawing.evaluate("drawing => drawing.scrollLeft") > 0


def test_the_first_view_answers_under_its_own_name_too_and_keeps_the_link(visit):
    page = visit.open(VIEWS[0].name, run="small")
    expect(page.get_by_role("heading", level=1, name="What would change")).to_be_visible()
    assert page.get_by_text("Page not found").count() == 0
    assert page.get_by_role("link", name=VIEWS[0].title, exact=True).count() == 1
    assert "run=small" in page.url
