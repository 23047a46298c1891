"""A batch goes on where it stopped, runs nothing twice, and its parts together are the whole."""

import os
import signal
import subprocess
import sys
import time

import pandas as pd
import pytest

from scenarios.batch import prepare, read_plan
from scenarios.cli import main
from sim.runs.folder import read_run
from sim.runs.question import Question

PLAN = """
scenarios = ["single_clinic"]
replications = 3
[sweeps.staff]
axes = [{ setting = "teams.clinic.roles.clinician.wte", add = [-0.2, 0.2] }]
[grids.both]
axes = [
    { setting = "teams.clinic.roles.clinician.wte", multiply = [1.0, 1.1] },
    { setting = "stages.choice.missed_share", set = [0.1, 0.2] },
]
"""
CELLS = 1 + 2 + 4
RESULTS = ("cells.csv", "results.csv", "results.parquet", "single_clinic/measures.parquet",
           "single_clinic/summary.csv", "single_clinic/changes.csv")  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("batch")
    (folder / "plan.toml").write_text(PLAN, encoding="utf-8")
    return folder


def batch(home, *arguments: object, out: str) -> int:
    """Run the plan here, with a store beside the folder; return the exit code."""
    with pytest.raises(SystemExit) as end:
        main(["batch", str(home / "plan.toml"), "--workers", "1", "--quiet",
              "--out", str(home / out / "out"), *map(str, arguments)])  # fmt: skip
    return end.value.code


@pytest.fixture(scope="module")
def whole(home):
    """The plan run in one go."""
    assert batch(home, out="whole") == 0
    return home / "whole" / "out"


def contents(folder) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in RESULTS}


def answers(home, out: str) -> dict[str, int]:
    """The answers in a store, and when each was written."""
    return {path.name: path.stat().st_mtime_ns for path in (home / out).rglob(".store/*/*.parquet")}


def test_every_cell_is_in_the_table_with_what_is_varied(whole):
    table = pd.read_parquet(whole / "results.parquet")
    assert table["cell"].nunique() == CELLS
    one = table[table["cell"] == "both_0004"].iloc[0]
    assert one["teams.clinic.roles.clinician.wte ×"] == 1.1
    assert one["stages.choice.missed_share"] == 0.2
    csv = pd.read_csv(whole / "results.csv")
    assert list(csv.columns) == list(table.columns)
    assert len(csv) == len(table)


def test_the_cells_of_a_scenario_are_a_run_that_can_be_compared(whole, capsys):
    run = read_run(whole / "single_clinic")
    assert run.manifest["options"][:3] == ["baseline", "staff_0001", "staff_0002"]
    with pytest.raises(SystemExit) as end:
        main(["compare", str(run.folder), "--option", "staff_0002"])
    assert end.value.code == 0
    assert "linician: WTE + 0.2" in capsys.readouterr().out


def test_a_cell_that_is_today_s_plan_is_run_once(home, whole):
    same = pd.read_csv(whole / "cells.csv").query("cell in ('baseline', 'both_0001')")
    assert len(same) == 2
    assert len(answers(home, "whole")) == (CELLS - 1) * 3


def test_a_cell_that_asks_what_another_asks_is_told_under_one_name_and_kept_in_the_table(whole):
    run = read_run(whole / "single_clinic")
    assert "both_0001" not in run.manifest["options"]
    cells = pd.read_csv(whole / "cells.csv", keep_default_na=False).set_index("cell")
    assert cells.loc["both_0001", "same_as"] == "baseline"
    assert (cells["same_as"] != "").sum() == 1
    table = pd.read_parquet(whole / "results.parquet")
    told = ["cell", "block", "title", "same_as"]
    own, other = (
        table[table["cell"] == cell].dropna(axis=1, how="all").reset_index(drop=True)
        for cell in ("baseline", "both_0001")
    )
    shared = own.columns.difference(told)
    pd.testing.assert_frame_equal(own[shared], other[shared])


def test_who_asks_for_its_second_name_is_told_the_first(whole, capsys):
    with pytest.raises(SystemExit) as end:
        main(["compare", str(whole / "single_clinic"), "--option", "both_0001"])
    assert end.value.code == 2
    assert "It asks what baseline asks: give that name." in capsys.readouterr().err


def test_which_cell_is_another_by_a_second_name_is_said(home, capsys):
    assert batch(home, "--dry-run", out="dry") == 0
    assert "both_0001 asks what baseline asks" in capsys.readouterr().out


def test_a_dry_run_where_nothing_can_be_written_says_so_and_gives_the_cost(home, capsys):
    (home / "file").write_text("mine", encoding="utf-8")
    assert batch(home, "--dry-run", out="file") == 0
    said = capsys.readouterr().out
    assert "Running it would be refused: " in said
    assert "lies under file, which is a file" in said
    assert "to run: " in said
    assert batch(home, out="file") == 2


def test_a_dry_run_of_many_cells_looks_up_some_and_says_so(home, whole, capsys, monkeypatch):
    monkeypatch.setattr("scenarios.batch.work.LOOKS", 5)
    assert batch(home, "--dry-run", out="whole") == 0
    said = capsys.readouterr().out
    assert "going by 5 looked up about 18 in the store, about 0 to run: nothing to run" in said


def test_a_batch_that_is_finished_runs_nothing_again(home, whole):
    before, kept = answers(home, "whole"), contents(whole)
    assert batch(home, out="whole") == 0
    assert answers(home, "whole") == before
    assert contents(whole) == kept


def ready(home, store):
    """The plan made ready to run over a store."""
    path = home / "plan.toml"
    return prepare(read_plan(path), path, home / "none", store)


def test_looking_up_what_is_there_says_how_far_it_is(home, whole):
    told = []
    lacking = ready(home, whole.parent / ".store").lacking(lambda *count: told.append(count))
    assert lacking == {"single_clinic": 0}
    assert told == [(done, CELLS - 1) for done in range(1, CELLS)]


def test_an_empty_store_is_known_to_lack_everything_without_making_a_key(home, monkeypatch):
    monkeypatch.setattr(Question, "key", lambda *_: pytest.fail("a key was made"))
    assert ready(home, home / "nowhere").missing() == (CELLS - 1) * 3


def test_shards_together_are_the_whole(home, whole):
    parts = []
    for number in (1, 2):
        assert batch(home, "--shard", f"{number}/2", out="shards") == 0
        parts.append(pd.read_csv(home / "shards" / "out" / f"results-shard-{number}-of-2.csv"))
    assert not set(parts[0]["cell"]) & set(parts[1]["cell"])
    before = answers(home, "shards")
    assert batch(home, out="shards") == 0
    assert answers(home, "shards") == before, "joining runs nothing"
    assert contents(home / "shards" / "out") == contents(whole)
    keys = ["cell", "period", "area", "need", "priority", "clock", "standard", "measure"]
    joined = pd.concat(parts).sort_values(keys, ignore_index=True)
    table = pd.read_csv(whole / "results.csv").sort_values(keys, ignore_index=True)
    pd.testing.assert_frame_equal(joined[table.columns], table, check_dtype=False)


def test_kill_9_loses_only_what_is_under_way_and_a_repeat_gives_the_same_bytes(home, whole):
    words = [sys.executable, "-m", "scenarios", "batch", str(home / "plan.toml"), "--quiet",
             "--workers", "2", "--out", str(home / "killed" / "out")]  # fmt: skip
    process = subprocess.Popen(words, start_new_session=True, stdout=subprocess.DEVNULL)
    until = time.monotonic() + 120
    while len(answers(home, "killed")) < 4 and time.monotonic() < until:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    before = answers(home, "killed")
    assert 4 <= len(before) < (CELLS - 1) * 3
    assert batch(home, out="killed") == 0
    after = answers(home, "killed")
    assert {name: after[name] for name in before} == before, "what was finished is not run again"
    assert contents(home / "killed" / "out") == contents(whole)


def test_a_folder_that_holds_something_else_is_left_alone(home, capsys):
    (home / "mine" / "out").mkdir(parents=True)
    (home / "mine" / "out" / "notes.txt").write_text("keep", encoding="utf-8")
    assert batch(home, out="mine") == 2
    assert "holds something else" in capsys.readouterr().err
    assert (home / "mine" / "out" / "notes.txt").read_text(encoding="utf-8") == "keep"
