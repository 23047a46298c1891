"""Options are compared beside whoever asks: something is there at once, and clicks go on."""

import threading

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from scenarios.once import MOST, once
from scenarios.project import project
from scenarios.report.at_first import at_first
from scenarios.report.options import options_of
from views.store import compared, comparing, titles_of

MORE = 'title = "One more"\n[add.teams.clinic.roles.clinician]\nwte = 1.0\n'
TITLES = ["Today's plan", "One more"]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    home = tmp_path_factory.mktemp("compared")
    (home / "one_more.toml").write_text(MORE, encoding="utf-8")
    option = str(home / "one_more.toml")
    return project("single_clinic", options=[option], replications=3, out=home / "run",
                   workers=1).run  # fmt: skip


@pytest.fixture
def held(monkeypatch):
    """Comparisons that come to an end when they are let go; counts those begun."""
    go_on, begun = threading.Event(), []

    def slowly(run, progress):
        begun.append(run)
        progress(1, 3)
        assert go_on.wait(30)
        return options_of(run, progress)

    monkeypatch.setattr("views.store.comparisons.options_of", slowly)
    st.cache_resource.clear()
    yield go_on, begun
    go_on.set()


def test_two_who_ask_share_one_comparison_and_none_is_held_up(run, held):
    go_on, begun = held
    first, second = comparing(run), comparing(run)
    assert first is second
    assert not first.within(0.2)
    assert (first.done, first.of) == (1, 3)
    go_on.set()
    assert compared(run) is compared(run)
    assert len(begun) == 1


def test_what_failed_is_tried_again_by_who_asks_again(run, monkeypatch):
    st.cache_resource.clear()
    monkeypatch.setattr("views.store.comparisons.options_of", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        compared(run)
    monkeypatch.undo()
    assert [one.option for one in compared(run).likely] == ["one_more"]


def test_what_is_known_at_once_are_the_figures_of_the_run(run):
    sheet = at_first(run, titles_of(run))
    assert sheet.table["Plan"].tolist() == TITLES
    rows = run.summary(measures=["list_size"])
    for name in ("area", "need", "priority", "stage", "age_group", "group"):
        rows = rows[rows[name] == "all"]
    last = rows[rows["period"] == rows["period"].max()]
    assert sheet.table["On average"].tolist() == [f"{mean:,.0f}" for mean in last["mean"]]


def waiting(folder):
    """A view that needs a comparison."""
    from pathlib import Path

    import streamlit as st

    from sim.runs.folder import read_run
    from views.comparing import when_compared

    st.write(f"compared: {len(when_compared(read_run(Path(folder))).likely)}")


def test_it_is_shown_until_the_comparison_is_there_and_then_gives_way(run, held, monkeypatch):
    go_on, _ = held
    seen = []
    monkeypatch.setattr("streamlit.html", lambda words: seen.append(words) or go_on.set())
    page = AppTest.from_function(waiting, args=(str(run.folder),), default_timeout=60).run()
    assert not page.exception
    assert "Children waiting at the end of" in seen[0]
    assert all(title.replace("'", "&#x27;") in seen[0] for title in TITLES)
    assert page.markdown[0].value == "compared: 1"
    seen.clear()
    page.run()
    assert not seen  # it is there: nothing else need be shown


def test_what_never_changes_is_worked_out_once_for_each_thing_asked_and_not_kept_without_end():
    class Counted:
        times = 0

        @once
        def told(self, what: str, *, beside: str = "") -> str:
            """Say it."""
            self.times += 1
            return f"{what}{beside}"

    one, other = Counted(), Counted()
    assert [one.told("a"), one.told("a"), one.told("a", beside="b")] == ["a", "a", "ab"]
    assert (one.times, other.told("a"), other.times) == (2, "a", 1)
    for number in range(MOST + 1):
        one.told(str(number))
    one.told("a")
    assert one.times == 2 + MOST + 2
