"""The monthly routine: exceptions have reasons, no step is done twice, nothing is lost."""

from pathlib import Path

import pandas as pd
import pytest

from calibration.forecast.case import board_case
from calibration.forecast.outlook import outlook_of
from scenarios.cells import cell
from scenarios.refresh import read_project_file
from scenarios.refresh.exceptions import overridden, sentences
from scenarios.refresh.explain import WORDS, changes
from scenarios.refresh.project_file import Override, files_of
from scenarios.refresh.routine import _month, refresh
from sim.runs.folder import read_run
from sim.settings import BadInput
from tests.invented_board import board

PROJECT = """
title = "Every month"
[data]
kind = "scotland"
files = ["in/*.csv"]
area = "NHS Here"
"""
FEW = """
[forecast]
months = 6
sets = 3
"""
SCOTLAND = Path(__file__).resolve().parents[1] / "calibration" / "cases" / "scotland" / "data"
MISSED = "stages.first.missed_share"


def project(folder, text):
    """Read a project file of that text."""
    path = folder / "project.toml"
    path.write_text(text, encoding="utf-8")
    return read_project_file(path)


def test_an_override_without_a_reason_is_refused(tmp_path):
    text = PROJECT + f'[[overrides]]\nsetting = "{MISSED}"\nvalue = 0.1\nreason = ""\n'
    with pytest.raises(BadInput, match="reason"):
        project(tmp_path, text)
    with pytest.raises(BadInput, match="say in a sentence why"):
        project(tmp_path, text.replace('reason = ""', 'reason = "so it is"'))


def test_a_kind_nobody_knows_is_refused_with_those_that_are_known(tmp_path):
    with pytest.raises(BadInput, match="mhsds"):
        project(tmp_path, PROJECT.replace('"scotland"', '"scotlnd"'))


def test_files_that_are_not_there_are_said_to_be_so(tmp_path):
    with pytest.raises(BadInput, match=r"no file matches in/\*\.csv"):
        files_of(project(tmp_path, PROJECT), tmp_path)


def test_an_exception_stands_beside_what_was_measured_and_leaves_the_accepted_sets():
    case = board_case(outlook_of(board()), 6, 10, 1)
    skew = "stages.first.skew_share"
    why = "Seen strictly in turn since January."
    used, table = overridden(case, [Override(setting=skew, value=0.0, reason=why)])
    assert used.values["stages"]["first"]["skew_share"] == 0.0
    assert skew in case.sets
    assert skew not in used.sets
    assert table["measured"].tolist() == [case.values["stages"]["first"]["skew_share"]]
    assert why in sentences(table)[0]


def test_an_exception_to_nothing_is_refused():
    case = board_case(outlook_of(board()), 6, 10, 1)
    wrong = Override(setting="stages.frist.missed_share", value=0.1, reason="A slip of the keys.")
    with pytest.raises(BadInput, match="not stated in the scenario"):
        overridden(case, [wrong])


def test_a_step_that_left_its_file_is_not_done_again(tmp_path):
    def never(_):
        raise AssertionError

    month = _month(tmp_path, "2024-03", "same")
    month.step("a.txt", lambda path: path.write_text("first"))
    assert _month(tmp_path, "2024-03", "same").step("a.txt", never).read_text() == "first"


def test_a_step_that_fails_leaves_no_file(tmp_path):
    def fails(path):
        path.write_text("half")
        raise OSError

    month = _month(tmp_path, "2024-03", "same")
    with pytest.raises(OSError):
        month.step("a.txt", fails)
    assert not (month.folder / "a.txt").exists()


def test_a_month_made_from_other_figures_is_put_aside_and_kept(tmp_path):
    _month(tmp_path, "2024-03", "old").step("a.txt", lambda path: path.write_text("old"))
    fresh = _month(tmp_path, "2024-03", "revised")
    assert not (fresh.folder / "a.txt").exists()
    assert (tmp_path / "2024-03.1" / "a.txt").read_text() == "old"


def test_what_changed_most_is_told_first():
    before = dict.fromkeys(WORDS, 100.0)
    told = changes(before, before | {"waiting": 50.0, "seen": 110.0, "accepted": 101.0})
    assert [line.split(" ")[0:2] for line in told] == [
        ["Children", "waiting"],
        ["Children", "seen"],
    ]
    assert len(changes(before, before)) == 1


def shown_until(folder, last):
    """Lay out the published files as they stood after a month."""
    for path in SCOTLAND.glob("scotland_camhs_*.csv"):
        rows = pd.read_csv(path, dtype=str)
        rows[rows["Month"].astype(int) <= last].to_csv(folder / path.name, index=False)


def test_two_months_are_forecast_and_the_first_is_scored_by_the_second(tmp_path):
    (tmp_path / "in").mkdir()
    asked = project(tmp_path, PROJECT.replace("NHS Here", "NHS Borders") + FEW)
    told = []
    for last in (202309, 202312):
        shown_until(tmp_path / "in", last)
        told.append(refresh(asked, tmp_path, tmp_path / "out", workers=1))
    first, second = told
    rows = read_run(second.folder / "run").summary()
    whole = cell(rows, "list_size")["mean"].iloc[-1]
    assert f": {whole:,.0f} children waiting" in second.words[1]
    assert any("There is none yet" in line for line in first.words)
    page = (second.folder / "refresh.md").read_text("utf-8")
    assert "Made from figures to September 2023." in page
    assert "Children waiting: 3 months" in page
    assert "The list forecast for December 2023 was" not in page
    assert "The list forecast for March 2024 was" in page
    slip = Override(setting="stages.frist.missed_share", value=0.1, reason="A slip of the keys.")
    with pytest.raises(BadInput, match="not stated"):
        refresh(asked.model_copy(update={"overrides": (slip,)}), tmp_path, tmp_path / "out")
    assert (second.folder / "refresh.md").read_text("utf-8") == page  # not put aside for a slip
