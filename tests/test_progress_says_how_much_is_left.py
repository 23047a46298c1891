"""Plain progress tells how far the work is and, at the pace so far, how much longer it takes."""

from types import SimpleNamespace

import pytest

from scenarios import progress
from views import running
from views.engine_room import State


@pytest.fixture
def said(monkeypatch, capsys):
    """Report some counts, ten seconds apart; return the lines."""

    def report(*counts):
        clock = iter(range(0, 10_000, 5))  # it is looked at twice a line after the first
        monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
        with progress.progress_shown() as tell:
            for done, total in counts:
                tell(done, total)
        return capsys.readouterr().err.splitlines()

    return report


def test_what_is_left_is_told_at_the_pace_so_far(said):
    first, half, whole = said((0, 20), (10, 20), (20, 20))
    assert first == "0 of 20 replications"
    assert half.startswith("10 of 20 replications, about ") and half.endswith(" s left")
    assert whole == "20 of 20 replications"


def test_a_count_that_begins_again_is_timed_from_its_own_beginning(said):
    lines = said((12, 12), (0, 12), (6, 12), (12, 12))
    assert not any("-" in line for line in lines)
    assert "left" in lines[2]


def test_what_takes_weeks_is_told_in_days():
    assert progress.in_words(1801.8 * 3600) == "75 days"
    assert progress.in_words(40 * 3600) == "40.0 hours"


def test_what_is_quickly_done_is_not_told(monkeypatch, capsys):
    now = iter((0.0, 1.0, 2.0, 10.0, 10.0))
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(now))
    with progress.progress_shown(of="cells prepared", after=3.0) as tell:
        for done in (1, 5):
            tell(done, 20)
        assert not capsys.readouterr().err
        tell(15, 20)
    assert capsys.readouterr().err == "15 of 20 cells prepared, about 4 s left\n"


def test_a_page_says_when_every_future_is_there_and_results_are_put_together(monkeypatch):
    nobody_stops = SimpleNamespace(stops=lambda name: False)
    monkeypatch.setattr(running, "room", lambda: nobody_stops)
    told = running._said("run", State("running", 60, 60, 8, 0.0))
    assert told.startswith("All 60 simulated futures are there")
