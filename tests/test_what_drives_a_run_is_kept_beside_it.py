"""What drives the result of a run is kept beside it, for whoever reads the run afterwards."""

import errno
import json
from dataclasses import replace
from pathlib import Path

import pytest

from scenarios.explain import (
    Outcome,
    Trying,
    all_drivers_of,
    drivers,
    drivers_of,
    keep_drivers,
    loaded_of,
)
from scenarios.project import project
from scenarios.report import board_paper
from scenarios.report.screens import reading_of, screen, screens_of
from sim.runs.folder import read_run
from sim.settings import BadInput
from tests.reading_age import reading_age
from tests.test_the_page_opens_in_every_state import BETTER, TINY
from views.engine_room import Explained, drivers_job

RANGES = """
[[evidence]]
settings = ["demand.calls.referrals_per_year.*"]
source = "invented"
confidence = "low"
low = 50
high = 300
[[evidence]]
settings = ["stages.see.missed_share"]
source = "assumption"
confidence = "assumption"
"""
ALL_LISTS = Outcome()


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = tmp_path_factory.mktemp("driven")
    (home / "tiny.toml").write_text(TINY + RANGES)
    (home / "options").mkdir()
    (home / "options" / "better.toml").write_text(BETTER)
    return home


@pytest.fixture(scope="module")
def run(home):
    """A run with what drives it beside it."""
    options = ["better"]
    run = project(home / "tiny.toml", options=options, replications=2, out=home / "run").run
    trying = Trying(home / ".store", 4, 1)
    keep_drivers(drivers(loaded_of(run), ALL_LISTS, trying), run)
    return run


def test_what_is_kept_is_read_as_it_was_found(run, home):
    found = drivers(loaded_of(run), ALL_LISTS, Trying(home / ".store", 4, 1))
    again = drivers_of(run, ALL_LISTS)
    assert again.table.to_dict() == found.table.to_dict()
    assert (again.today, again.outcome, again.left_out, again.unit) == (
        found.today, found.outcome, found.left_out, "children")  # fmt: skip


def test_a_run_folder_that_takes_no_file_is_told_and_what_was_known_stays(run, monkeypatch):
    known = drivers_of(run, ALL_LISTS)
    before = sorted(path.name for path in run.folder.iterdir())

    def refuse(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", refuse)
    with pytest.raises(BadInput, match=r"drivers-.*No space left.*is not kept.*give it again"):
        keep_drivers(replace(known, today=0.0), run)
    monkeypatch.undo()
    assert drivers_of(run, ALL_LISTS).today == known.today
    assert sorted(path.name for path in run.folder.iterdir()) == before


def test_it_is_kept_for_the_result_that_was_asked_and_no_other(run):
    assert drivers_of(run, Outcome(need="camhs")) is None
    assert [one.outcome for one in all_drivers_of(run)] == [ALL_LISTS]


def test_a_run_that_deepens_keeps_it_and_one_of_other_settings_does_not_show_it(run, home):
    deeper = project(home / "tiny.toml", options=["better"], replications=4, out=run.folder).run
    assert drivers_of(deeper, ALL_LISTS) is not None
    jobs = {drivers_job(one, Explained("run"), "here").name for one in (run, deeper)}
    assert len(jobs) == 1
    other = home / "other.toml"
    other.write_text((TINY + RANGES).replace("here = 200.0", "here = 210.0"))
    (home / "else").mkdir()
    changed = project(other, replications=2, out=home / "else" / "run").run
    kept = next(deeper.folder.glob("drivers-*.json"))
    (changed.folder / kept.name).write_bytes(kept.read_bytes())
    assert all_drivers_of(changed) == []


def test_a_damaged_file_beside_a_run_is_as_none(run, home):
    copy = project(home / "tiny.toml", replications=2, out=home / "damaged").run
    for content in ("", "[]", json.dumps({"settings": "x"}), "\x00"):
        (copy.folder / "drivers-list_size.json").write_text(content)
        assert all_drivers_of(copy) == []


def test_a_run_whose_opening_list_is_in_a_file_is_refused_with_the_remedy(run, tmp_path):
    settings = run.scenario()
    settings["opening"] |= {"source": "file", "file": "opening.csv"}
    (tmp_path / "scenario.json").write_text(json.dumps(settings))
    with pytest.raises(BadInput, match="Give the scenario file instead"):
        loaded_of(replace(run, folder=tmp_path))


def test_a_board_is_shown_what_would_change_the_answer_and_told_it_in_plain_words(run):
    reading = reading_of(read_run(run.folder))
    waits = screen(reading, "waits")
    assert any(line.startswith("Tried one by one, these move children waiting")
               for line in waits.change)  # fmt: skip
    rests = screen(reading, "rests")
    assert rests.charts[0].title.startswith("Children waiting, all needs, in ")
    assert "invented" in " ".join(rests.tables[0].table["What the range rests on"])
    said = [line for name in screens_of(reading) for line in screen(reading, name).change]
    assert reading_age(" ".join(said)) <= 13


def test_the_paper_tells_it_and_draws_it(run):
    paper = board_paper(read_run(run.folder))
    assert any(line.startswith("Tried one by one, these move children waiting")
               for line in paper.body[-1].sentences)  # fmt: skip
    (moved,) = (part for part in paper.annex if part.heading == "What moves the results most")
    assert moved.charts[0].title.startswith("Children waiting, all needs, in ")
    assert moved.tables[0].looked_up


def test_a_run_without_it_says_nothing_of_it(home):
    bare = project(home / "tiny.toml", replications=2, out=home / "bare").run
    assert not any(part.heading.startswith("What moves") for part in board_paper(bare).annex)
    rests = screen(reading_of(bare), "rests")
    assert rests.charts == ()
    assert not any("Tried one by one" in line for line in rests.change)
