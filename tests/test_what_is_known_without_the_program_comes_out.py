"""Formulas, recursions, other tools and a plain model give what the program gives, case by case.

What each case is, and how far apart two figures may lie, is told in `scenarios/validation/`.
"""

import pandas as pd
import pytest

from scenarios.cli import ANSWER_IS_NO, DONE
from scenarios.validation import as_csv, in_short, markdown, shipped
from scenarios.validation.cases import CASES, GROUPS
from scenarios.validation.held import Case, Held, exact
from scenarios.validation.work import results_of
from tests.test_imports_go_down import ROOT
from tests.the_command import pathways

MADE_AGAIN = "pathways validate --out scenarios/validation/results.csv"


LONG = {"devon_waits"}
"""Cases that take most of the time: 600 replications of two years and more."""


@pytest.mark.parametrize(
    "name", [pytest.param(one, marks=[pytest.mark.slow] * (one in LONG)) for one in CASES]
)
def test_every_figure_agrees_and_is_as_shipped(name):
    """The page, the papers and the manual show what is shipped, so it must be what comes out."""
    now = results_of([name]).table
    assert len(now)
    assert now["agrees"].all(), now.loc[~now["agrees"], ["figure", "expected", "model", "allowed"]]
    table = shipped().table
    was = table[table["case"] == name].reset_index(drop=True)
    assert was["figure"].tolist() == now["figure"].tolist(), MADE_AGAIN
    for column in ("expected", "model", "allowed"):
        assert was[column].to_numpy() == pytest.approx(now[column].to_numpy(), rel=1e-6, abs=1e-9)


def test_every_case_has_its_results_and_every_result_its_case():
    assert set(shipped().table["case"]) == set(CASES)
    assert set(shipped().table["group"]) == set(GROUPS)


def test_the_manual_prints_what_is_shipped():
    manual = (ROOT / "docs" / "validation.md").read_text("utf-8")
    assert markdown(shipped()) in manual, "pathways validate --shipped --markdown prints it"


def test_results_are_read_as_they_were_written(tmp_path, monkeypatch):
    found = shipped()
    (tmp_path / "results.csv").write_text(as_csv(found), encoding="utf-8")
    monkeypatch.setattr("scenarios.validation.results.resources.files", lambda _: tmp_path)
    again = shipped()
    pd.testing.assert_frame_equal(again.table, found.table)
    assert again.made == found.made
    assert set(found.made) == {"version", "day", "python"}


@pytest.fixture
def wrong(monkeypatch):
    """A case of which one figure is out."""

    def held():
        yield exact("Twice two", "", 4.0, 4.0)
        yield Held("Twice three", "children", 6.0, 7.0, 0.5, "half a child")

    monkeypatch.setitem(CASES, "twice", Case("Sums", "Adam Riese", held))
    monkeypatch.setitem(GROUPS, "Sums", {"twice": CASES["twice"]})


def test_a_figure_that_is_out_is_told_and_the_answer_is_no(wrong):
    said = pathways("validate", "twice")
    assert said.returncode == ANSWER_IS_NO
    assert "differs" in said.stdout
    assert "1 of 2 figures of 1 case agree" in said.stdout
    assert "+1" in said.stdout
    assert "0.5 (half a child)" in said.stdout


def test_what_is_shipped_is_shown_without_running_anything(monkeypatch):
    monkeypatch.setattr("scenarios.validation.work.results_of", None)
    said = pathways("validate", "--shipped")
    assert said.returncode == DONE
    assert in_short(shipped()) in said.stdout


def test_named_cases_are_told_figure_by_figure_and_all_of_them_case_by_case():
    few, every = pathways("validate", "--shipped", "mmc"), pathways("validate", "--shipped")
    assert "All 3 figures of 1 case agree" in few.stdout
    assert "Mean wait: one responder" in few.stdout
    assert "Mean wait: one responder" not in every.stdout
    assert "Queueing theory" in every.stdout
    assert max(map(len, every.stdout.splitlines())) < 110


def test_a_case_that_is_none_is_told_with_those_there_are():
    said = pathways("validate", "nothing")
    assert "nothing: is no case" in said.stderr
    assert "mmc" in said.stderr
