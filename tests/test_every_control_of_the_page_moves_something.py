"""Every control of the page that chooses one of several moves something that a reader sees."""

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from scenarios.compare.contender import settings_of
from scenarios.levers import levers
from scenarios.project import project
from scenarios.report.beside import READS, Beside
from sim.runs.folder import read_run
from sim.settings import load
from tests.test_imports_go_down import ROOT
from views.engine_room import Room
from views.look.frame import FAULT

SERVICE = ROOT / "tests" / "small_service" / "scenario.toml"
SHOWN = ("html", "markdown", "heading", "alert", "arrow_data_frame", "vega_lite_chart",
         "number_input", "slider")  # fmt: skip
PLACES = {
    "waits": ("compare", {"show": "Waits"}),
    "standards": ("compare", {"show": "Standards"}),
    "the board": ("board", {}),
    "families": ("families", {}),
    "a change": ("change", {"plan": "single_clinic"}),
}
ASKED = {"From when?", "How sure do you need to be?"}
"""What belongs to what is added or asked for afterwards; see below."""


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """A folder with one run of two areas, two needs and an option."""
    folder = tmp_path_factory.mktemp("page") / "runs"
    options = [str(SERVICE.parent / "options" / "one_more_clinician.toml")]
    project(SERVICE, options=options, replications=2, workers=1, out=folder / "small")
    return folder


@pytest.fixture
def opened(runs, monkeypatch):
    """Opens a view over that folder."""
    monkeypatch.setenv("PATHWAYS_RUNS", str(runs))
    monkeypatch.setattr(Room, "keep_open", lambda self: None)

    def open_view(view, **link):
        page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        page.switch_page(f"views/{view}.py")
        for name, value in link.items():
            page.query_params[name] = value
        return page.run()

    return open_view


def told(page):
    """All that is shown beside the controls that choose."""
    return [str(one.proto) for kind in SHOWN for one in page.get(kind)]


def controls(page):
    found = [*page.selectbox, *page.button_group]
    return [one for one in found if len(one.options) > 1 and one.label not in ASKED]


@pytest.mark.parametrize("place", PLACES)
def test_every_choice_changes_what_is_shown(opened, place):
    view, link = PLACES[place]
    page = opened(view, run="small", **link)
    number = len(controls(page))
    for k in range(number):
        before, control = told(page), controls(page)[k]
        label = control.label
        control.set_value(other(control)).run()
        assert not page.exception
        assert FAULT not in [error.value for error in page.error]
        assert told(page) != before, label


def other(control):
    """A choice that is not the one made."""
    return next(one for one in reversed(control.options) if one not in said(control))


def said(control):
    made = control.value if isinstance(control.value, list) else [control.value]
    return [control.format_func(one) for one in made]


def press(page, label):
    next(one for one in page.button if one.label == label).click().run()
    assert not page.exception


def chosen(page, label, place):
    next(one for one in page.selectbox if one.label.startswith(label)).select_index(place).run()


def test_what_is_asked_of_a_search_is_what_was_chosen(opened, runs):
    page = opened("reach", plan="suffolk")
    levers = next(one for one in page.multiselect if one.label.startswith("What may be changed"))
    levers.set_value(["teams.camhs_west_suffolk.roles.clinician.posts.new"]).run()
    chosen(page, "By when?", 5)
    chosen(page, "Where?", 2)
    chosen(page, "From when", 1)
    press(page, "Search")
    wanted = next(job.wanted for job, _ in Room(runs).jobs() if job.wanted)
    assert (wanted.by, wanted.area, wanted.start) == ("2025-12-01", "west_suffolk", "2025-08-01")


def test_a_board_is_first_sent_two_charts_and_the_names_of_the_others(opened):
    page = opened("board", run="small")
    assert len(page.get("vega_lite_chart")) == 2
    [more] = [one.label for one in page.expander if one.label.startswith("More charts")]
    assert "autism" in more


def test_how_sure_and_from_when_reach_what_is_run(opened, runs):
    page = opened("change", plan="suffolk", options="three_more_posts_west")
    posts = [one for one in levers(load("suffolk").scenario) if one.family == "posts"]
    chosen(page, "Which one?", next(k for k, one in enumerate(posts) if one.dated))
    chosen(page, "From when?", 2)
    number = next(one for one in page.number_input if "New value" in one.label)
    number.set_value(number.value + number.step).run()
    press(page, "Add this change")
    assert any("from September 2025" in one.value for one in page.markdown)
    next(one for one in page.button_group if "How sure" in one.label).set_value(8).run()
    press(page, "Run and compare")
    assert next(job.replications for job, _ in Room(runs).jobs() if not job.wanted) == 8


def test_a_standard_that_sets_no_share_is_met_by_the_share_that_the_reader_sets(runs):
    run = read_run(runs / "small")
    scenario = settings_of(run)
    unset = {key: one.model_copy(update={"share": None}) for key, one in scenario.standards.items()}
    open_ended = scenario.model_copy(update={"standards": unset})
    summary, titles = run.summary(measures=READS), {"baseline": "Today"}
    beside = Beside(summary, open_ended, titles)
    assert beside.asks_no_share("camhs")
    assert not Beside(summary, scenario, titles).asks_no_share("camhs")
    for share, begins in ((0.0, "from "), (1.01, "not met")):
        said = beside.met("camhs", "all", share)
        assert len(said)
        assert said["Today"].str.startswith(begins).all()


def test_the_standard_drawn_first_is_the_one_that_the_options_move_furthest(runs):
    run = read_run(runs / "small")
    scenario, moved = settings_of(run), "twelve_weeks"
    standards = {"still": scenario.standards[moved], **scenario.standards}
    summary = run.summary(measures=READS)
    today, other = run.manifest["options"]
    rows = summary[(summary["standard"] == moved) & (summary["option"] == today)]
    still = [rows.assign(standard="still", option=option) for option in (today, other)]
    beside = Beside(
        pd.concat([summary.astype({"standard": str, "option": str}), *still]),
        scenario.model_copy(update={"standards": standards}), {today: "Today", other: "More"},
    )  # fmt: skip
    assert beside.standards("camhs") == ["still", moved]
    assert beside.most_moved("camhs", "all") == moved
