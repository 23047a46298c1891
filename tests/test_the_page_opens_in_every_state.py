"""Every view opens: without a run, with one, with one that was deleted, and with nonsense."""

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from scenarios.project import project
from tests.test_imports_go_down import ROOT
from views.engine_room import Room
from views.registry import VIEWS

TINY = """
title = "Tiny service"
caveat = "Invented for a test."
[calendar]
start_date = 2026-01-05
horizon_days = 120
country = "none"
[areas.here]
[areas.there]
[demand.calls]
need = "camhs"
referrals_per_year = { here = 200.0, there = 90.0 }
[teams.team]
serves = [{ areas = ["here", "there"] }]
roles.nurse = { minutes_by_weekday = [60.0, 60.0, 60.0, 60.0, 60.0], job_plan = { see = 1.0 } }
[stages.see]
minutes.nurse = 60.0
outcomes.done = { exit = "helped", event = "first_contact" }
[pathways.camhs]
need = "camhs"
stages = ["see"]
entry.routine = "see"
"""
BETTER = """
title = "Half as much time again"
[set.teams.team.roles.nurse]
minutes_by_weekday = [90.0, 90.0, 90.0, 90.0, 90.0]
"""


@pytest.fixture
def runs(tmp_path, monkeypatch):
    """An empty folder for runs, and nothing remembered from the test before."""
    folder = tmp_path / "runs"
    monkeypatch.setenv("PATHWAYS_RUNS", str(folder))
    monkeypatch.setattr(Room, "keep_open", lambda self: None)  # nothing here needs an engine
    st.cache_resource.clear()
    st.cache_data.clear()
    return folder


@pytest.fixture
def run(runs, tmp_path):
    """A run of two futures, with an option."""
    scenario = tmp_path / "tiny.toml"
    scenario.write_text(TINY)
    (tmp_path / "options").mkdir()
    (tmp_path / "options" / "better.toml").write_text(BETTER)
    return project(scenario, options=["better"], replications=2, workers=1, out=runs / "tiny").run


def opened(view: str, **link: str) -> AppTest:
    """Open a view as a link does; nothing may be raised."""
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    page.run()
    page.switch_page(f"views/{view}.py")
    for name, value in link.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception, page.exception
    return page


@pytest.mark.parametrize("view", [view.name for view in VIEWS])
def test_without_a_run_a_view_says_what_would_put_one_there(runs, view):
    page = opened(view)
    assert page.title
    assert not page.error


@pytest.mark.parametrize("view", [view.name for view in VIEWS])
def test_with_a_run_a_view_opens_without_complaint(run, view):
    page = opened(view, run="tiny")
    assert page.title
    assert not page.error


@pytest.mark.parametrize("link", ["gone", "../../etc/passwd", "<script>alert(1)</script>", "\x00"])
def test_a_link_to_a_run_that_is_not_there_shows_another_and_says_so(run, link):
    page = opened("start", run=link)
    assert "cannot be shown" in page.warning[0].value
    assert "etc" not in page.warning[0].value
