"""Explain: what differs between two scenarios accounts, part by part, for a change of result."""

import json

import pytest

from scenarios.charts import svg
from scenarios.charts.waterfall import waterfall as drawn
from scenarios.cli import main
from scenarios.explain import Outcome, Side, Trying, side_of, waterfall
from scenarios.explain.parts import changed, parts_between
from scenarios.explain.words import change_sentences, change_table
from scenarios.project import project
from sim.runs.folder import read_run
from sim.settings import BadInput, Loaded, from_values, plain
from tests import tiny
from tests.the_command import pathways

LIST = Outcome(need="camhs")
BUSY = tiny.scenario(**{"demand.calls.referrals_per_year": {"here": 600.0}})
MORE = {
    "demand.calls.referrals_per_year": {"here": 700.0},
    "teams.team": tiny.team({"see": 1.0}, [120.0] * 5),
    "calendar.period": "month",
    "title": "later",
}


def side(name, values):
    return Side(name, from_values(values))


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    trying = Trying(tmp_path_factory.mktemp("store"), 4, 6)
    later = tiny.change(BUSY, MORE)
    return waterfall(side("then", BUSY), side("now", later), LIST, trying)


def test_the_steps_add_up_from_the_earlier_result_to_the_later(found):
    assert found.before + found.table["difference"].sum() == pytest.approx(found.after)
    assert found.table["total"].iloc[-1] == pytest.approx(found.after)


def test_more_minutes_and_more_referrals_pull_in_opposite_directions(found):
    by_step = found.table.set_index("step")["difference"]
    assert by_step["demand, calls"] > 0 > by_step["team, nurse"]
    assert "120" in found.table.set_index("step").loc["team, nurse", "settings"]


def test_the_strongest_part_alone_comes_first(found):
    reach = found.table["difference"].abs().tolist()
    assert reach[0] == max(reach)


def test_parts_beyond_the_top_are_one_last_step_that_names_them(tmp_path):
    later = tiny.change(BUSY, MORE | {"stages.see.missed_share": 0.1})
    found = waterfall(side("then", BUSY), side("now", later), LIST, Trying(tmp_path, 2, 1))
    assert len(found.table) == 2
    assert "; " in found.table["step"].iloc[-1]


def test_a_part_that_needs_another_is_changed_together_with_it():
    later = tiny.change(BUSY, {
        "stages.more": tiny.stage(30.0),
        "stages.see.outcomes": {"on": {"to": "more"}},
        "pathways.camhs.stages": ["see", "more"],
        "teams.team": tiny.team({"see": 0.5, "more": 0.5}, [60.0] * 5),
    })  # fmt: skip
    before, after = from_values(BUSY), from_values(later)
    for part in parts_between(before, after):
        assert changed(before, after, [part]) is not None


@pytest.mark.parametrize("turned", [False, True])
def test_all_parts_together_are_the_other_scenario(turned):
    """Additions and removals alike, down to tables that become empty."""
    fuller = tiny.change(BUSY, MORE | {"waiting.camhs": {"leaving": [{"per_week": 0.01}]},
                                       "teams.team.roles.nurse.wte": 1.0})  # fmt: skip
    before, after = (from_values(values) for values in ((fuller, BUSY)[:: -1 if turned else 1]))
    made = changed(before, after, parts_between(before, after))
    words = {"title", "question", "caveat", "as_at"}
    assert {k: v for k, v in plain(made).items() if k not in words} == {
        k: v for k, v in plain(after).items() if k not in words
    }


def test_a_first_post_is_no_difference_of_the_accepted_sets(tmp_path):
    post = {"wte": 1.0, "funded_from": tiny.MONDAY}
    later = tiny.change(BUSY, {"teams.team.roles.nurse.posts": {"more": post}})
    before, after = from_values(BUSY), from_values(later)
    sides = (Side("then", before, at=lambda _: before), Side("now", after, at=lambda _: after))
    found = waterfall(*sides, LIST, Trying(tmp_path, 2, 6))
    assert found.table["step"].tolist() == ["team, nurse"]


def test_the_same_twice_is_refused(tmp_path):
    with pytest.raises(BadInput, match="same settings and the same result"):
        waterfall(side("a", BUSY), side("b", BUSY), LIST, Trying(tmp_path, 2, 2))


def test_sentences_table_and_chart_tell_the_same_steps(found):
    said = list(change_sentences(found))
    assert said[0].startswith("Explained: children waiting, CAMHS, at the end;")
    assert change_table(found)["Step"].str.lower().tolist() == found.table["step"].tolist()
    chart = drawn(found.table, name="w", what="list size", before=found.before, names=found.names)
    assert "<svg" in svg(chart)
    assert chart.table["Total after it"].tolist() == found.table["total"].tolist()


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Two run folders: today, and the same with more minutes."""
    place = tmp_path_factory.mktemp("runs")
    for name, values in (
        ("then", BUSY),
        ("now", tiny.change(BUSY, {"teams.team": MORE["teams.team"]})),
    ):
        loaded = Loaded(name, place / f"{name}.toml", from_values(values), values, {})
        project(loaded, replications=3, out=place / name, workers=1)
    return place


def test_run_folders_begin_and_end_with_what_they_recorded(folders):
    before, after = (side_of(read_run(folders / name)) for name in ("then", "now"))
    found = waterfall(before, after, LIST, Trying(folders / ".store", 3, 6))
    summary = (
        read_run(folders / "now").summary().query("measure == 'list_size' and need == 'camhs'")
    )
    last = summary[summary["period"] == summary["period"].max()]
    last = last[(last[["area", "stage", "priority"]] == "all").all(axis=1)]
    assert found.after == pytest.approx(float(last["mean"].iloc[0]), rel=1e-4)
    assert found.table["step"].tolist() == ["team, nurse"]  # same program: no step for it


def test_what_a_run_recorded_under_another_program_is_a_step_of_its_own(folders):
    before, after = (side_of(read_run(folders / name)) for name in ("then", "now"))
    found = waterfall(before, after, LIST, Trying(folders / ".store", 3, 6, seed=2))
    assert found.table["step"].str.contains("under this program").sum() == 2
    assert found.before + found.table["difference"].sum() == pytest.approx(found.after)


def test_the_command_tells_two_runs_apart_and_draws_it(folders):
    done = pathways("explain", folders / "then", folders / "now", "--need", "camhs",
                    "--replications", 3, "--store", folders / ".store", "--workers", 1,
                    "--chart", folders / "w.svg", "--json", "--quiet")  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert [json.loads(line)["step"] for line in done.stdout.splitlines()] == ["team, nurse"]
    assert "<svg" in (folders / "w.svg").read_text(encoding="utf-8")


def test_the_command_refuses_three_runs(folders, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["explain", *(str(folders / name) for name in ("then", "now", "then"))])
    assert ended.value.code == 2
    assert "Give one, or the earlier and the later" in capsys.readouterr().err
