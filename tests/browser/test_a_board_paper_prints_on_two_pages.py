"""The paper itself takes two printed pages; the annex follows on pages of its own."""

import re
from dataclasses import replace

import pytest

from scenarios.report import board_paper
from scenarios.report.html import html
from sim.runs.folder import read_run


@pytest.fixture(scope="module")
def paper(runs):
    return board_paper(read_run(runs / "small"))


@pytest.fixture
def pages(browser):
    """Count the pages that a paper takes on A4."""
    window = browser.new_page()

    def count(paper):
        window.set_content(html(paper))
        return len(re.findall(rb"/Type\s*/Page\b", window.pdf(prefer_css_page_size=True)))

    yield count
    window.close()


def test_the_paper_of_an_option_is_two_pages_before_its_annex(paper, pages):
    assert pages(replace(paper, annex=())) <= 2


def test_the_annex_begins_on_a_page_of_its_own_and_is_no_book(paper, pages):
    body = pages(replace(paper, annex=()))
    assert body < pages(replace(paper, annex=paper.annex[-1:])) <= body + 2
    assert pages(paper) <= 15
