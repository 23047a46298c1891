"""A scenario may name accepted sets; then every question about it is asked set by set."""

import datetime as dt
from dataclasses import replace
from functools import partial

import pandas as pd
import pytest

from scenarios import questions
from scenarios.accepted import accepted_sets, not_fitted
from scenarios.batch import prepare, read_plan
from scenarios.cli import main
from scenarios.explain import Outcome, Trying, ranges, side_of, side_of_scenario, waterfall
from scenarios.project import project
from scenarios.questions import Questions
from scenarios.seek import Wish, bench_of
from sim.runs.executor import Serial
from sim.runs.folder import read_run
from sim.settings import library, load

CLINIC = (library() / "single_clinic" / "scenario.toml").read_text(encoding="utf-8")
WTE = "teams.clinic.roles.clinician.wte"
MISSED = "stages.choice.missed_share"
SETS = f"# Made by hand.\n{WTE},{MISSED}\n0.9,0.1\n1.2,0.2\n1.5,0.05\n"
WTES = {0.9, 1.2, 1.5}
EVIDENCE = f"""
[[evidence]]
settings = ["{MISSED}"]
source = "assumption"
confidence = "assumption"
low = 0.0
high = 0.4
"""
SMALL = ["--replications", "3", "--quiet", "--workers", "1"]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A clinic with three accepted sets, an option that adds to one, and one that sets it."""
    folder = tmp_path_factory.mktemp("clinic")
    named = f'accepted = "sets.csv"\n{CLINIC}{EVIDENCE}'.replace(
        "horizon_days = 365", "horizon_days = 92"
    )
    write(folder, "scenario.toml", named)
    write(folder, "sets.csv", SETS)
    write(folder / "options", "more.toml", f"[add]\n{WTE} = 0.5")
    write(folder / "options", "just_two.toml", f"[set]\n{WTE} = 2.0")
    return folder


def write(folder, name, text):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def wte(scenario) -> float:
    return scenario.teams["clinic"].roles["clinician"].wte


def ended(*arguments: object) -> int:
    with pytest.raises(SystemExit) as end:
        main([str(argument) for argument in arguments])
    return end.value.code


def run(home, tmp_path, *arguments: object) -> pd.DataFrame:
    """Run it; return the sets used, by option and replication."""
    out = tmp_path / "out"
    assert ended("run", home, *SMALL, "--out", out, "--store", home / ".store", *arguments) == 0
    measures = read_run(out).measures().select(["option", "replication", "accepted_set"])
    return measures.to_pandas().drop_duplicates().astype({"option": str})


def test_a_run_uses_them_one_a_replication_and_says_so(home, tmp_path, capsys):
    used = run(home, tmp_path, "--option", "more")
    assert set(used["accepted_set"]) == {0, 1, 2}
    assert (used.groupby("replication")["accepted_set"].nunique() == 1).all()
    said = capsys.readouterr().out
    assert "one of 3 accepted sets of fitted settings (sets.csv)" in said
    folder = read_run(tmp_path / "out")
    assert folder.manifest["accepted_sets"] == 3
    assert (
        wte(load(home).scenario)
        == folder.scenario()["teams"]["clinic"]["roles"]["clinician"]["wte"]
    )
    assert (folder.folder / "accepted.csv").read_text(encoding="utf-8") == SETS.split("\n", 1)[1]


def test_others_or_none_can_be_asked_for(home, tmp_path):
    other = write(tmp_path, "other.csv", f"{WTE}\n1.0\n")
    assert set(run(home, tmp_path, "--accepted", other)["accepted_set"]) == {0}
    assert set(run(home, tmp_path, "--accepted", "none")["accepted_set"]) == {-1}


def test_the_same_question_with_and_without_them_is_not_the_same(home):
    loaded = load(home)
    other = write(home / "other", "scenario.toml", (home / "scenario.toml").read_text("utf-8"))
    write(home / "other", "sets.csv", SETS.replace("1.5", "1.6"))
    asked = [Questions(one, 1).baseline.hash for one in (loaded, load(other))]
    plain = Questions(load("single_clinic"), 1).baseline.hash
    assert len({*asked, plain}) == 3


def test_adding_works_from_each_set_and_setting_gives_all_the_same(home):
    asking = Questions(load(home), 1)
    for name, expected in (
        ("more", {x + 0.5 for x in WTES}),
        ("just_two", {2.0}),
    ):
        question = asking.option(name, name)
        assert {wte(question.asked_of(k).scenario) for k in range(3)} == expected
        assert {wte(question.asked_of(k).baseline) for k in range(3)} == WTES


def test_what_an_extending_file_states_or_takes_out_stands(home, tmp_path):
    place = tmp_path / "home"
    write(place, "base.toml", (home / "scenario.toml").read_text("utf-8"))
    write(place, "sets.csv", SETS)
    own = write(
        place, "own.toml", 'extends = "base.toml"\n[teams.clinic.roles.clinician]\nwte = 3.0'
    )
    assert list(accepted_sets(load(own)).rows[0]) == [MISSED]
    both = write(place, "both.toml", own.read_text("utf-8") + "\n[stages.choice]\nmissed_share=0.3")
    assert accepted_sets(load(both)) is None
    whole = write(place, "whole.toml", 'extends = "base.toml"\ntitle = "mine"')
    assert list(accepted_sets(load(whole)).rows[0]) == [WTE, MISSED]
    without = write(place, "without.toml", 'extends = "base.toml"\naccepted = "none"')
    assert accepted_sets(load(without)) is None
    taken = write(place, "taken.toml", f'extends = "base.toml"\nremove = ["{MISSED}"]')
    assert list(accepted_sets(load(taken)).rows[0]) == [WTE]


@pytest.mark.parametrize(
    "sets, said",
    [
        (None, "scenario.toml: accepted: there is no file sets.csv"),
        (f"{WTE}e\n1\n", f"sets.csv: {WTE}e: no such setting"),
        (f"{WTE}\n-1\n", f"sets.csv: {WTE}: must be at least 0"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("command", ["run", "check"])
def test_sets_that_cannot_be_used_are_explained(home, tmp_path, capsys, command, sets, said):
    path = write(tmp_path, "scenario.toml", (home / "scenario.toml").read_text("utf-8"))
    if sets is not None:
        write(tmp_path, "sets.csv", sets)
    more = [*SMALL, "--out", tmp_path / "out"] if command == "run" else []
    assert ended(command, path, *more) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_what_stands_in_place_of_the_sets_is_named_by_run_and_check(home, tmp_path, capsys):
    mine = write(home, "mine_too.toml", f'extends = "scenario.toml"\n{WTE} = 1.3')
    said = f"{WTE} is stated by the scenario itself and is the same in every future; the accepted"
    for command in (["run", *SMALL, "--out", tmp_path / "run"], ["check"]):
        for scenario, told in ((mine, True), (home / "scenario.toml", False)):
            assert ended(command[0], scenario, *command[1:]) == 0
            assert (f"Note: {said} sets hold 0.9 to 1.5." in capsys.readouterr().out) == told


def test_the_readme_s_two_posts_are_two_more_in_every_set(tmp_path):
    readme = (library().parents[1] / "README.md").read_text("utf-8")
    example = readme.split('    extends = "suffolk"')[1].split("\n\n")[0]
    mine = load(write(tmp_path, "mine.toml", f'extends = "suffolk"{example}'))
    assert not_fitted(mine) == ()
    assert accepted_sets(mine) == accepted_sets(load("suffolk"))
    assert mine.scenario.teams["camhs_west_suffolk"].roles["clinician"].posts["two_more"].wte == 2


def test_a_cell_set_to_today_s_own_number_is_run_as_another_question_in_every_set(home, tmp_path):
    own = wte(load(home).scenario)
    plan = write(tmp_path, "plan.toml", f"""
scenarios = ["{home}"]
replications = 3
[sweeps.staff]
axes = [{{ setting = "{WTE}", set = [{own}] }}, {{ setting = "{WTE}", multiply = [1.0] }}]
""")  # fmt: skip
    batch = prepare(read_plan(plan), plan, tmp_path / "out", tmp_path / ".store")
    assert batch.asked == 2 * 3  # multiplied by one it is the baseline again, set by set
    batch.run(Serial())
    assert batch.missing() == 0
    assert len(batch.finished()) == len(batch.jobs) == 3


def test_a_batch_that_asks_another_thing_of_each_set_has_its_folder_written_anew(home, tmp_path):
    own = wte(load(home).scenario)
    plan = f'scenarios = ["{home}"]\noptions = ["cell.toml"]\nreplications = 3'
    write(tmp_path, "plan.toml", plan)
    shown = []
    for how in (f"[multiply]\n{WTE} = 1.0", f"[set]\n{WTE} = {own}"):
        write(tmp_path, "cell.toml", how)
        words = ["--quiet", "--workers", "1", "--out", tmp_path / "out"]
        assert ended("batch", tmp_path / "plan.toml", *words) == 0
        (folder,) = (path.parent for path in (tmp_path / "out").rglob("manifest.json"))
        shown.append(read_run(folder).summary(["cell"], ["minutes_offered"])["mean"].sum())
    assert shown[0] != shown[1], "the folder of the first plan was taken for that of the second"


def test_every_way_of_asking_goes_through_them(home, tmp_path, capsys, monkeypatch):
    """Compare, slip, batch, seek and explain; nothing else asks the engine about a scenario."""
    asked = set()
    fitted = Questions.fitted
    monkeypatch.setattr(Questions, "fitted", lambda self, row: asked.add(row) or fitted(self, row))
    plan = write(
        tmp_path, "plan.toml", f'scenarios = ["{home}"]\noptions = ["more"]\nreplications = 3'
    )
    keep = ["--store", home / ".store"]
    seeking = ["--lever", WTE, "--target", "four_weeks", "--by", "2026-04-15"]
    for command in (
        ["compare", home, "--option", "more", *SMALL, *keep, "--out", tmp_path / "c"],
        ["batch", plan, *SMALL[2:], *keep, "--out", tmp_path / "b"],
        ["seek", home, *seeking, "--replications", 5, *SMALL[2:], *keep],
        ["explain", home, *SMALL, *keep],
        ["explain", home, "--option", "more", *SMALL, *keep],
    ):
        for off in ([], ["--accepted", "none"]):
            asked.clear()
            assert ended(*command, *off) in (0, 1), capsys.readouterr().err
            assert bool(asked) == (not off), command
        capsys.readouterr()


def test_a_post_more_is_a_post_more_in_every_set(home, tmp_path):
    wish = Wish("four_weeks", dt.date(2026, 4, 15), None, "all", "")
    bench = bench_of(home, [WTE], wish, sure=0.8, store=tmp_path)
    question = bench._question((bench.today[0] + 0.25,))
    assert {wte(question.asked_of(k).scenario) for k in range(3)} == {x + 0.25 for x in WTES}


def test_what_changed_between_two_runs_is_told_with_the_sets_of_each(home, tmp_path):
    store, trying = home / ".store", partial(Trying, replications=3, top=4)
    runs = []
    for name, accepted in (("then", None), ("now", write(tmp_path, "n.csv", f"{WTE}\n2.5\n"))):
        done = project(home, accepted=accepted, replications=3, out=tmp_path / name, store=store)
        runs.append(read_run(done.run.folder))
    found = waterfall(*map(side_of, runs), Outcome(need="camhs"), trying(store))
    assert found.table["step"].tolist() == ["other accepted sets"]
    mean = [summary_list(one) for one in runs]
    assert [found.before, found.after] == pytest.approx(mean, rel=1e-4)
    plan = side_of_scenario(load(home), 1)
    option = side_of_scenario(load(home), 1, "more")
    steps = waterfall(plan, option, Outcome(need="camhs"), trying(store)).table["step"]
    assert len(steps) == 1 and "clinician" in steps[0]


def summary_list(run) -> float:
    rows = run.summary().query("measure == 'list_size' and need == 'camhs'")
    rows = rows[(rows[["area", "stage", "priority"]] == "all").all(axis=1)]
    return float(rows[rows["period"] == rows["period"].max()]["mean"].iloc[0])


def test_a_driver_is_moved_in_every_set(home):
    """At either end no two sets differ by it any more; today's settings keep theirs."""
    [moved], _ = ranges(load(home))
    asking = Questions(load(home), 1)
    low = asking.of("low", partial(moved.at, moved.low))
    settings = [low.asked_of(k).scenario for k in range(3)]
    assert {one.stages["choice"].missed_share for one in settings} == {0.0}
    assert {wte(one) for one in settings} == WTES


def test_a_question_of_a_set_is_made_once_for_its_key_and_few_are_kept(home, monkeypatch):
    """A plan of thousands of cells and a hundred sets would fill the memory otherwise."""
    monkeypatch.setattr(questions, "KEPT", 1)
    made = []

    def noted(loaded):
        made.append(wte(loaded.scenario))
        return loaded.scenario

    asked = Questions(load(home), 1).of("noted", noted)
    keys = [asked.key(k) for k in range(6)] + [asked.key(k) for k in range(6)]
    assert keys[:6] == keys[6:] and len(set(keys)) == 6
    assert sorted(made[1:]) == sorted(WTES)  # the first is the scenario's own
    assert replace(asked, option="renamed").key(2) == keys[2]
    assert len(made) == 4
    assert {wte(asked.asked_of(k).scenario) for k in range(3)} == WTES
    assert len(made) > 4  # only the last was kept
