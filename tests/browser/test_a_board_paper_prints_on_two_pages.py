"""The paper itself takes two printed pages; the annex follows on pages of its own."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from calibration.observed import observed
from scenarios.report import board_paper
from scenarios.report.html import html
from sim.runs.folder import read_run


@pytest.fixture(scope="module")
def paper(runs):
    return board_paper(read_run(runs / "small"))


@pytest.fixture
def pages(browser):
    """Count the pages that a paper takes on A4."""
    window = browser.page()

    def count(paper):
        window.set_content(html(paper))
        return len(re.findall(rb"/Type\s*/Page\b", window.pdf(prefer_css_page_size=True)))

    yield count
    window.close()


def test_the_paper_of_an_option_is_two_pages_before_its_annex(paper, pages):
    assert pages(replace(paper, annex=())) <= 2


def test_the_paper_with_observed_months_is_two_pages_before_its_annex(runs, pages):
    months = pd.period_range("2025-01", periods=12, freq="M")
    rows = [
        {"period_start": month.start_time, "period_end": month.end_time.normalize(), "need": need,
         "population": population, "statistic": statistic, "value": 40.0 + month.month % 3,
         "source": "our own list"}
        for need in ("camhs", "asd", "adhd") for month in months
        for population, statistic in (("still waiting", "waiting"), ("received", "received"))
    ]  # fmt: skip
    seen = board_paper(read_run(runs / "small"), observed(pd.DataFrame(rows)))
    assert any(part.heading.startswith("What was observed") for part in seen.body)
    assert pages(replace(seen, annex=())) <= 2


def test_the_annex_begins_on_a_page_of_its_own_and_is_no_book(paper, pages):
    body = pages(replace(paper, annex=()))
    assert body < pages(replace(paper, annex=paper.annex[-1:])) <= body + 2
    assert pages(paper) <= 15
