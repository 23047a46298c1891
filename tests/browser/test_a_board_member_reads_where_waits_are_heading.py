"""A board member opens a link, reads each answer within a minute, and takes the paper along."""

import time
import zipfile

from tests.browser.heard import faults
from tests.browser.rig import Visit

QUESTIONS = {
    "Waits": "How long do children wait",
    "Standards": "Will the standards be met",
    "Options": "What would each option change?",
    "Areas": "Who waits longest",
    "On time": "Is the plan on time",
    "What it rests on": "What does it rest on",
}


def ask(visit: Visit, question: str) -> None:
    visit.page.get_by_role("radio", name=question).click()
    visit.page.get_by_role("heading", name=QUESTIONS[question]).wait_for()
    visit.rest()


def test_each_question_has_its_screen_and_no_one_is_kept_out(visit):
    page = visit.open("board", run="small")
    for question in QUESTIONS:
        ask(visit, question)
        assert page.get_by_role("heading", name="How sure we are").is_visible()
        assert visit.serious() == [], question
        assert faults(page) == [], question


def test_the_link_opens_the_same_question_at_once(visit):
    visit.open("board", run="small", screen="Standards")
    began = time.monotonic()
    page = visit.open("board", run="small", screen="Standards")
    assert page.get_by_role("heading", name=QUESTIONS["Standards"]).is_visible()
    assert page.get_by_text("CAMHS: seen within 12 weeks").first.is_visible()
    assert time.monotonic() - began < 20  # a second on a quiet machine


def test_each_chart_is_told_in_words_and_stands_beside_its_numbers(visit):
    page = visit.open("board", run="small")
    drawings = page.locator("[role=graphics-document]")
    drawings.first.wait_for()
    names = [drawings.nth(k).get_attribute("aria-label") or "" for k in range(drawings.count())]
    assert names
    assert all(" in " in name and len(name) > 80 for name in names), names
    assert page.get_by_text("Numbers behind this chart:").count() == len(names)


def test_further_charts_are_drawn_for_who_opens_them(visit):
    page = visit.open("board", run="small")
    drawings = page.locator("[role=graphics-document]")
    drawings.first.wait_for()
    before = drawings.count()
    page.get_by_text("More charts:").click()
    page.get_by_role("heading", name="Children waiting, autism").wait_for()
    visit.rest()
    assert drawings.count() > before
    assert visit.serious() == []


def test_the_paper_can_be_kept_and_nothing_is_simulated(visit, runs, tmp_path):
    before = {path: path.stat().st_mtime_ns for path in (runs / "small").iterdir()}
    page = visit.open("board", run="small")
    for label, inside in (("Paper (Word)", "word/document.xml"), ("Workbook", "xl/workbook.xml")):
        with page.expect_download(timeout=120_000) as kept:
            page.get_by_role("button", name=label).click()
        kept.value.save_as(tmp_path / "kept")
        assert inside in zipfile.ZipFile(tmp_path / "kept").namelist()
    assert {path: path.stat().st_mtime_ns for path in (runs / "small").iterdir()} == before
