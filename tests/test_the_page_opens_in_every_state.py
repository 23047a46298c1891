"""Every view opens: without a run, with one, with one that was deleted, and with nonsense."""

import shutil
import time

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from scenarios.explain import Drivers, Outcome, keep_drivers
from scenarios.project import project
from scenarios.validation import in_short, shipped
from sim.runs.question import SCHEMA_VERSION
from sim.settings import BadInput, Problem, load
from tests.test_imports_go_down import ROOT
from views.compare import SECTIONS
from views.engine_room import Room, study_job
from views.first_look import keeping
from views.first_look.drawing import as_markup
from views.first_look.link import Link
from views.first_look.looks import LOOKS
from views.look.frame import FAULT
from views.registry import VIEWS
from views.store import chosen as chosen_run_module
from views.store import open_run
from views.store.plans import keep_option, offered, read_option
from views.telling import without_place

TINY = """
title = "Tiny service"
caveat = "Invented for a *test*."
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
    """An empty folder for runs; what is remembered of others is remembered by their place."""
    folder = tmp_path / "runs"
    monkeypatch.setenv("PATHWAYS_RUNS", str(folder))
    monkeypatch.setattr(Room, "keep_open", lambda self: None)  # nothing here needs an engine
    return folder


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """A folder with a run of two futures and an option, to be looked at only."""
    home = tmp_path_factory.mktemp("shared")
    (home / "tiny.toml").write_text(TINY)
    (home / "options").mkdir()
    (home / "options" / "better.toml").write_text(BETTER)
    runs = home / "runs"
    project(home / "tiny.toml", options=["better"], replications=2, workers=1, out=runs / "tiny")
    st.cache_resource.clear()
    st.cache_data.clear()
    return runs


@pytest.fixture
def run(runs, shared, monkeypatch):
    """The page open over that run; returns its folder."""
    monkeypatch.setenv("PATHWAYS_RUNS", str(shared))
    return shared / "tiny"


@pytest.fixture
def copied(runs, shared):
    """The page open over a copy of the same run, to be spoilt; returns its folder."""
    return shutil.copytree(shared / "tiny", runs / "tiny")


def opened(view: str, **link: str) -> AppTest:
    """Open a view as a link does; nothing may be raised."""
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    page.switch_page(f"views/{view}.py")
    for name, value in link.items():
        page.query_params[name] = value
    page.run()
    assert sound(page)
    return page


def sound(page: AppTest) -> bool:
    """Whether the program met no fault of its own."""
    assert not page.exception, page.exception
    return FAULT not in [error.value for error in page.error]


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


def click(page: AppTest, label: str) -> AppTest:
    """Press the button of that name."""
    next(button for button in page.button if button.label == label).click().run()
    assert sound(page)
    return page


def chosen(page: AppTest) -> list[str]:
    """The options that are chosen."""
    return next(box.value for box in page.multiselect if "Options to compare" in box.label)


def test_an_option_built_from_levers_is_kept_and_chosen(runs):
    page = opened("change", plan="single_clinic")
    number = next(box for box in page.number_input if "New value" in box.label)
    number.set_value(1.8).run()
    click(page, "Add this change")
    click(page, "Keep as an option")
    assert chosen(page) == ["my.new_posts_wte_clinic_clinician_1_8"]
    assert (
        runs / ".options" / "single_clinic" / "new_posts_wte_clinic_clinician_1_8.toml"
    ).is_file()
    assert "new_posts" in str(page.query_params["options"])


def test_a_link_reopens_the_same_options(runs):
    page = opened("change", plan="suffolk", options="three_more_posts_west,nurse_led_adhd,nonsense")
    assert chosen(page) == ["three_more_posts_west", "nurse_led_adhd"]
    assert "names 1 option" in page.warning[0].value
    assert any("159,200" in words.value for words in page.markdown)


def test_a_risk_is_marked_where_it_is_offered_and_where_it_is_shown(runs):
    page = opened("change", plan="suffolk", options="demand_grows_faster")
    offers = next(box.options for box in page.multiselect if "Options to compare" in box.label)
    assert [words for words in offers if words.startswith("What if")] == [
        "What if demand grows five points a year faster? (nobody can choose what is not known)"
    ]
    assert any(words.value.startswith("**A risk, not a choice:**") for words in page.markdown)


def test_what_is_run_is_asked_of_the_engine_and_known_again(runs):
    page = opened("change", plan="suffolk", options="three_more_posts_west")
    click(page, "Run and compare")
    (job, state), *others = Room(runs).jobs()
    assert (job.scenario, job.options, state.phase) == (
        "suffolk", ("three_more_posts_west",), "waiting")  # fmt: skip
    assert not others
    again = opened("change", plan="suffolk", options="three_more_posts_west")
    assert "Stop" in [button.label for button in again.button]
    assert "Run and compare" not in [button.label for button in again.button]


def test_the_pathway_is_drawn_and_told_in_words(runs):
    page = opened("start", plan="suffolk")
    told = next(box for box in page.expander if "in words" in box.label)
    assert len(told.markdown[0].value) > 200
    assert "Run today's plan" in [button.label for button in page.button]


@pytest.mark.parametrize("section", [*SECTIONS, "nonsense"])
def test_every_part_of_the_comparison_shows(run, section):
    page = opened("compare", run="tiny", show=section)
    assert not page.error


def test_of_many_options_the_reader_chooses_which_are_drawn(runs, tmp_path):
    (tmp_path / "tiny.toml").write_text(TINY)
    names = []
    for minutes in (70, 80, 90, 100):
        file = tmp_path / f"with_{minutes}.toml"
        file.write_text(BETTER.replace("90.0", f"{minutes}.0").replace("Half as", f"{minutes}, as"))
        names.append(str(file))
    project(tmp_path / "tiny.toml", options=names, replications=2, workers=1, out=runs / "many")
    page = opened("compare", run="many", show="Lists")
    (choice,) = (box for box in page.multiselect if "of 4, up to 3" in box.label)
    assert choice.value == ["with_70", "with_80", "with_90"]
    drawn = [html.proto.body for html in page.get("html") if 'class="key"' in html.proto.body]
    assert "70, as much" in drawn[0]
    assert "100, as much" not in drawn[0]
    choice.set_value(["with_100"]).run()
    drawn = [html.proto.body for html in page.get("html") if 'class="key"' in html.proto.body]
    assert "100, as much" in drawn[0]
    assert "70, as much" not in drawn[0]
    assert page.query_params["beside"] == "with_100"
    link = opened("compare", run="many", show="Staff", beside="with_100,nonsense")
    assert link.multiselect[0].value == ["with_100"]


def test_a_run_deleted_under_the_page_is_told_with_a_way_on(copied):
    page = opened("compare", run="tiny")
    shutil.rmtree(copied)
    page.run()
    assert sound(page)
    assert "cannot be shown" in page.warning[0].value


def test_a_file_that_a_run_lacks_is_told_by_names_alone(copied):
    (copied / "measures.parquet").unlink()
    page = opened("board", run="tiny")
    assert sound(page)
    (told,) = page.error
    assert "measures.parquet" in told.value
    assert "/" not in told.value


def test_children_waiting_are_told_apart_from_those_not_yet_seen(run):
    said = " ".join(str(one.proto.body) for one in opened("start", run="tiny").get("html"))
    assert "only those not yet seen" in said


def test_a_run_of_another_version_is_told_and_not_opened(copied):
    manifest = copied / "manifest.json"
    words = f'"result_schema": {SCHEMA_VERSION}'
    assert words in manifest.read_text()
    manifest.write_text(manifest.read_text().replace(words, '"result_schema": 999'))
    page = opened("compare", run="tiny")
    assert "another version" in page.warning[0].value


def test_a_search_is_asked_of_the_engine_with_what_the_reader_chose(runs):
    page = opened("reach", plan="suffolk")
    levers = next(box for box in page.multiselect if "What may be changed" in box.label)
    levers.set_value(["teams.camhs_west_suffolk.roles.clinician.posts.new"]).run()
    click(page, "Search")
    ((job, _),) = Room(runs).jobs()
    assert job.wanted.levers == ("teams.camhs_west_suffolk.roles.clinician.posts.new",)
    assert job.wanted.sure == 0.8
    assert job.wanted.start


GOOD_OPTION = b'title = "More"\n[set]\nteams.clinic.roles.clinician.wte = 1.5\n'
HOSTILE_FILES = {
    "empty": b"", "binary": bytes(range(256)), "huge": b"a = 1\n" * 500_000,
    "no option": b"nhs_number = 9434765919\n", "unknown": b"[set]\nteams.nowhere.wte = 1\n",
    "reaches out": b'include = ["../../../etc/passwd"]\n' + GOOD_OPTION,
    "reaches in": b'include = ["/etc/passwd"]\n', "nothing": b'title = "only words"\n',
    "deep": b"a = " + b"[" * 5_000 + b"]" * 5_000,
}  # fmt: skip


@pytest.mark.parametrize("content", HOSTILE_FILES.values(), ids=HOSTILE_FILES)
def test_a_file_that_is_no_option_is_refused_under_its_own_name(runs, content):
    with pytest.raises(BadInput) as refused:
        read_option(load("single_clinic"), "bad\x07name.toml", content)
    assert "badname.toml" in str(refused.value)
    assert "passwd:" not in str(refused.value)
    assert not (runs / ".options").exists()


def test_two_readers_who_keep_an_option_of_one_name_lose_nothing(runs):
    loaded = load("single_clinic")
    title, values = read_option(loaded, "more.toml", GOOD_OPTION)
    words = {key: value for key, value in values.items() if key != "title"}
    other = {"set": {"teams": {"clinic": {"roles": {"clinician": {"wte": 1.6}}}}}}
    keys = [keep_option(loaded, title, one) for one in (words, other, words)]
    assert keys == ["my.more", "my.more_2", "my.more"]
    assert {"my.more", "my.more_2"} <= set(offered(loaded))


@pytest.mark.parametrize("view", ["start", "compare"])
def test_a_run_that_was_asked_for_and_has_no_results_yet_is_awaited_calmly(runs, view):
    job = study_job(load("suffolk"), [], replications=8)
    Room(runs).ask(job)
    page = opened(view, run=job.name)
    assert not page.warning and not page.error
    assert "Stop" in [button.label for button in page.button]


def test_until_a_run_has_results_other_views_show_what_they_showed(copied):
    """It was said to be deleted, and lost from sight."""
    page = opened("change", plan="suffolk", options="three_more_posts_west")
    click(page, "Run and compare")
    for view in ("board", "families"):
        page.query_params.clear()
        page.switch_page(f"views/{view}.py").run()
        assert sound(page) and not page.warning
    page.query_params.clear()
    page.switch_page("views/compare.py").run()
    click(page, "Stop")
    assert "Stop" not in [button.label for button in page.button], "it has been asked to"


def test_what_was_asked_before_can_be_stopped_from_its_list(runs):
    Room(runs).ask(study_job(load("suffolk"), [], replications=8))
    page = opened("change", plan="suffolk")
    click(page, "Stop")
    ((job, _),) = Room(runs).jobs()
    assert Room(runs).stops(job.name)


def test_a_run_made_anew_while_a_view_reads_it_is_listed_as_it_is_shown(copied, monkeypatch):
    def deepened(name: str):
        manifest = copied / "manifest.json"
        manifest.write_text(manifest.read_text().replace('"replications": 2', '"replications": 3'))
        return open_run(name)

    page = opened("compare", run="tiny")
    monkeypatch.setattr(chosen_run_module, "open_run", deepened)
    page.run()
    listed = next(box.options for box in page.selectbox if box.label == "Run to compare")
    assert "3 futures" in listed[0]


@pytest.mark.parametrize("view", ["start", "compare", "board"])
def test_words_of_a_file_are_never_taken_for_markup(run, view):
    page = opened(view, run="tiny")
    assert page.info[0].value == r"Invented for a \*test\*."


def test_what_a_link_shows_first_is_noted_in_the_first_run_of_a_session_alone(run, monkeypatch):
    kept = []
    monkeypatch.setattr(LOOKS, "given_out", True)
    monkeypatch.setattr(keeping, "DRAWN_AFTER", 0)
    monkeypatch.setattr(keeping, "_keep", lambda links, notes: kept.append((links, notes)))
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    page.query_params["run"] = "tiny"
    page.run()
    page.run()
    end = time.monotonic() + 10
    while not kept and time.monotonic() < end:
        time.sleep(0.05)
    ((known, notes),) = kept
    assert set(known) == {Link.to("", {"run": "tiny"})}
    assert notes.pieces[0].startswith("<h1>")
    assert any("Invented for a *test*." in one for one in notes.pieces if isinstance(one, str))
    assert as_markup(notes.pieces).count("<svg") == 2 * notes.charts > 0


def test_what_moves_a_result_is_asked_for_once_and_then_shown_to_everybody(copied):
    page = opened("compare", run="tiny", show="Why")
    click(page, "Find what moves it most")
    assert any("Waiting for its turn" in str(bar.proto) for bar in page.get("progress"))
    again = opened("compare", run="tiny", show="Why")  # a refresh, or another reader
    assert "Find what moves it most" not in [button.label for button in again.button]
    run = open_run("tiny")
    rows = {"rank": [1], "setting": ["demand"], "words": ["Here: referrals a year"],
            "low": [50.0], "high": [300.0], "ends": ["50 to 300"], "confidence": ["low"],
            "source": ["invented"], "replications": [8]}  # fmt: skip
    ends = {f"at_{end}{side}": [value] for end, value in (("low", -9.0), ("high", 12.0))
            for side in ("", "_from", "_to")}  # fmt: skip
    found = Drivers(pd.DataFrame(rows | ends), 40.0, Outcome(), [], "children")
    keep_drivers(found, run)
    shown = opened("compare", run="tiny", show="Why", result="nonsense")
    words = " ".join(html.value for html in shown.get("html"))
    assert "Here: referrals a year (50 to 300: -9.0 to +12.0 children)" in words
    board = opened("board", run="tiny", screen="What it rests on")
    assert "moved most by" in " ".join(h.value for h in board.get("html"))


def test_a_damaged_variant_beside_a_run_costs_no_answer_and_tells_no_path(copied):
    variant = shutil.copytree(copied, copied.parent / "tiny-regrading-zero")
    (variant / "summary.parquet").unlink()
    page = opened("compare", run="tiny", show="Answer")
    assert not page.error
    said = next(one.value for one in page.warning if "left out" in one.value)
    assert "summary" in said
    assert str(copied.parent) not in str(page.main)


@pytest.mark.parametrize(
    ("file", "problem", "told"),
    [
        ("/srv/Anna Smith/runs/suffolk", "is missing", "suffolk: is missing. Run it again."),
        ("x.toml", "lies under /srv/a/b.csv", "x.toml: lies under b.csv. Run it again."),
        ("x", "is not at https://a.org/b/c or and/or", "x: is not at https://a.org/b/c or and/or."),
    ],
)
def test_a_page_names_files_and_not_where_the_server_keeps_them(file, problem, told):
    said = str(without_place(Problem(file, "", problem, "Run it again.")))
    assert said.startswith(told)


def test_a_link_names_a_plan_of_the_reader_s_own_without_its_path(runs, tmp_path, monkeypatch):
    path = tmp_path / "tiny.toml"
    path.write_text(TINY)
    monkeypatch.setenv("PATHWAYS_SCENARIOS", str(path))
    page = opened("change")
    assert page.query_params["plan"] == "tiny"
    assert opened("change", plan="single_clinic").query_params["plan"] == "single_clinic"


def headings(page: AppTest) -> list[str]:
    return [one.value for one in page.header]


def said(page: AppTest) -> str:
    """Every word of a page, markup included."""
    return " ".join(str(one.proto) for one in page.main)


def test_validation_results_are_shown_before_there_is_a_run(runs):
    page = opened("check", check="Validation")
    assert headings(page) == ["Validation results"]
    assert in_short(shipped()) in said(page)


def test_each_group_of_the_validation_can_be_read_and_is_in_the_link(runs):
    page = opened("check", check="Validation", validation="A plain SimPy model")
    assert "none may differ" in said(page)
    assert "Erlang" not in said(page).partition("Figure by figure")[2]


def test_a_run_without_a_fit_is_told_so_and_the_backtest_is_shown_as_one_of_other_places(run):
    page = opened("check", run="tiny", check="Fit and backtest")
    assert headings(page) == ["Fit to observed waits",
                              "Backtest: forecasts of months that have passed"]  # fmt: skip
    assert "This run rests on no fit" in said(page)
    assert "ten Scottish health boards" in said(page)
