"""What ``pathways run`` promises: exit codes, what it prints, what it leaves, what it keeps.

Whatever goes wrong, what is finished stays, and nothing that is there is lost.
"""

import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from scenarios.cli import main
from scenarios.questions import Questions
from sim.runs.folder import read_run
from sim.runs.store import Store
from sim.settings import BadInput, library, load

GOOD = (library() / "single_clinic" / "scenario.toml").read_text(encoding="utf-8")
TWO_AREAS = (
    GOOD.replace("[areas.town]", "[areas.moor]\n[areas.town]")
    .replace("referrals_per_year.town = 520", "referrals_per_year = { town = 520, moor = 300 }")
    .replace('[access_points.front_door]\nserves = [{ areas = ["town"] }]',
             '[access_points.front_door]\nserves = [{ areas = ["town", "moor"] }]')
    .replace("[teams.clinic]\n", """[teams.moor_clinic]
serves = [{ areas = ["moor"] }]
roles.clinician = { wte = 0.9, clinical_share = 0.5, job_plan = { choice = 0.4, treatment = 0.6 } }
[teams.clinic]
""").replace("[60, 60, 60, 60, 60]", "[900, 900, 900, 900, 900]")
)  # fmt: skip
MORE_STAFF = "[set]\nteams.clinic.roles.clinician.wte = 2.0\n"
TABLES = ("measures.parquet", "summary.csv", "summary.parquet",
          "replications.parquet", "changes.csv")  # fmt: skip


def written(parent: Path) -> Path:
    """Write a scenario with one option into a folder of its own."""
    home = parent / "two_areas"
    (home / "options").mkdir(parents=True)
    (home / "scenario.toml").write_text(TWO_AREAS, encoding="utf-8")
    (home / "options" / "more_staff.toml").write_text(MORE_STAFF, encoding="utf-8")
    return parent


@pytest.fixture
def folder(tmp_path):
    return written(tmp_path)


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """A finished run beside its scenario and its store, to be read only."""
    parent = written(tmp_path_factory.mktemp("ran"))
    assert run(parent, "--option", "more_staff", "--seed", "7") == 0
    return parent


@pytest.fixture
def copied(ran, tmp_path):
    """The same, to be spoilt."""
    return shutil.copytree(ran, tmp_path / "copied")


def run(folder, *arguments: object, out: str = "run") -> int:
    """Run the command here; return its exit code."""
    with pytest.raises(SystemExit) as end:
        main(["run", str(folder / "two_areas"), "--workers", "1", "--out", str(folder / out),
              "--replications", "3", *map(str, arguments)])  # fmt: skip
    return end.value.code


def hears_interruptions() -> None:
    """Take interruptions, which a shell in the background teaches its children to ignore."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def pathways(*arguments: object, **options) -> subprocess.Popen:
    """Start the installed command in a process group of its own."""
    command = [sys.executable, "-m", "scenarios", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                            preexec_fn=hears_interruptions,
                            start_new_session=True, **options)  # fmt: skip


def held(folder) -> list[Path]:
    return sorted(folder.rglob(".store/*/*.parquet"))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def contents(folder: Path, files=TABLES) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in files}


# -- what it prints ------------------------------------------------------------------------


def test_a_run_prints_its_table_and_names_its_folder(folder, capsys):
    assert run(folder, "--option", "more_staff") == 0
    said = capsys.readouterr()
    assert "One clinic, one area, one need" in said.out
    assert "Children waiting" in said.out
    assert f"Saved in {folder / 'run'}" in said.out
    assert "3 replications, seed 1" in said.out
    assert "6 of 6 replications" in said.err


def test_quiet_shows_no_progress(folder, capsys):
    assert run(folder, "--quiet") == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert "Children waiting" in said.out


def test_json_prints_one_object_a_line_and_nothing_else(folder, capsys):
    assert run(folder, "--json", "--option", "more_staff") == 0
    said = capsys.readouterr()
    assert said.err == ""
    rows = [json.loads(line) for line in said.out.splitlines()]
    assert {row["option"] for row in rows} == {"baseline", "more_staff"}
    assert all(row.keys() == rows[0].keys() for row in rows)


def test_the_installed_command_says_its_version_and_helps():
    for argument, words in (("--version", "pathways, version "), ("--help", "Exit codes:")):
        process = pathways(argument)
        out, err = process.communicate()
        assert process.returncode == 0
        assert words in out
        assert err == ""


def test_the_installed_command_refuses_bad_input_without_a_traceback(tmp_path):
    (tmp_path / "s.toml").write_text(GOOD.replace("wte = 1.2", "wte = -1"), encoding="utf-8")
    process = pathways("run", tmp_path / "s.toml", "--out", tmp_path / "run")
    out, err = process.communicate()
    assert process.returncode == 2
    assert err == (
        "Cannot use this input: 1 problem.\n * s.toml: teams.clinic.roles.clinician.wte: "
        "must be at least 0, not -1. Correct the number.\n"
    )
    assert names(tmp_path) == ["s.toml"]


# -- what it leaves ------------------------------------------------------------------------


def test_a_run_folder_says_everything_about_its_run(ran):
    manifest = json.loads((ran / "run" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["status"] == "finished"
    assert manifest["seed"] == 7
    assert manifest["replications"] == 3
    assert manifest["options"] == ["baseline", "more_staff"]
    assert set(manifest["questions"]) == {"baseline", "more_staff"}
    assert manifest["version"]
    assert "commit" in manifest
    assert {"numpy", "numba", "pyarrow", "python"} <= set(manifest["libraries"])
    assert isinstance(manifest["input_hashes"], dict)
    text = (ran / "run" / "scenario.json").read_text(encoding="utf-8")
    assert json.loads(text)["areas"].keys() == {"town", "moor"}
    assert str(ran) not in text + json.dumps(manifest)


def test_changes_hold_each_setting_an_option_changes(ran):
    rows = list(csv.reader(io.StringIO((ran / "run" / "changes.csv").read_text())))
    assert rows == [
        ["option", "setting", "old", "new"],
        ["more_staff", "teams.clinic.roles.clinician.wte", "1.2", "2.0"],
    ]


def test_one_changed_number_leaves_the_other_area_as_it_was(ran):
    rows = pq.read_table(ran / "run" / "measures.parquet").to_pandas()
    value = ["period", "area", "need", "priority", "stage", "clock", "standard", "team", "role",
             "band", "age_group", "group", "measure", "replication", "value", "n"]  # fmt: skip

    def of(option: str, column: str, word: str):
        found = rows[(rows["option"] == option) & (rows[column] == word)][value]
        return found.astype(str).sort_values(value).reset_index(drop=True)

    for column, word in (("area", "moor"), ("team", "moor_clinic")):
        assert len(of("baseline", column, word)) > 50
        assert of("baseline", column, word).equals(of("more_staff", column, word))
    assert not of("baseline", "area", "town").equals(of("more_staff", "area", "town"))
    assert not of("baseline", "team", "clinic").equals(of("more_staff", "team", "clinic"))


def test_the_event_log_is_in_order_and_changes_no_measure(folder):
    run(folder, out="plain")
    run(folder, "--trace", "--trace-replications", "2", out="traced")
    assert contents(folder / "plain") == contents(folder / "traced")
    assert not (folder / "plain" / "events.parquet").exists()
    events = pq.read_table(folder / "traced" / "events.parquet").to_pandas()
    assert set(events["replication"]) == {0, 1}
    assert {"referral", "event", "stage", "team", "time"} <= set(events.columns)
    for _, log in events.groupby("replication"):
        assert log["time"].is_monotonic_increasing
    assert (events["event"] == "arrived").any()


def test_every_option_of_a_replication_uses_the_same_accepted_set(folder):
    sets = folder / "sets.csv"
    sets.write_text("demand.camhs.referrals_per_year.town\n300.0\n500.0\n700.0\n", encoding="utf-8")
    run(folder, "--accepted", sets, "--option", "more_staff", "--replications", "5")
    rows = pq.read_table(folder / "run" / "measures.parquet").to_pandas()
    used = rows.groupby(["replication", "option"], observed=True)["accepted_set"].unique()
    used = used.map(list).unstack()
    assert used["baseline"].tolist() == used["more_staff"].tolist()
    flat = [one for (one,) in used["baseline"]]
    assert sorted(flat[:3]) == [0, 1, 2]
    assert flat[3:] == flat[:2]
    manifest = read_run(folder / "run").manifest
    assert manifest["accepted_file"]


# -- the store -----------------------------------------------------------------------------


def test_a_second_run_comes_from_the_store_with_the_same_bytes(copied):
    kept = {path: path.stat().st_mtime_ns for path in held(copied)}
    run(copied, "--option", "more_staff", "--seed", "7", out="second")
    assert read_run(copied / "run").manifest["reused_from_store"] == 0
    assert read_run(copied / "second").manifest["reused_from_store"] == 6
    assert contents(copied / "run") == contents(copied / "second")
    assert {path: path.stat().st_mtime_ns for path in held(copied)} == kept


def test_a_store_may_stand_anywhere(folder):
    run(folder, "--store", folder / "elsewhere" / "store")
    assert len(list((folder / "elsewhere" / "store").rglob("*.parquet"))) == 3
    assert not held(folder)


def test_words_for_readers_ask_no_new_question(copied):
    text = TWO_AREAS.replace('title = "One clinic', 'title = "Another name').replace("A town", "B")
    (copied / "two_areas" / "scenario.toml").write_text(text, encoding="utf-8")
    run(copied, "--option", "more_staff", "--seed", "7", out="renamed")
    assert read_run(copied / "renamed").manifest["title"].startswith("Another name")
    assert contents(copied / "run") == contents(copied / "renamed")


# -- interruptions -------------------------------------------------------------------------

MANY = 24


def until_some_are_done(process: subprocess.Popen, folder) -> None:
    """Read progress until a tenth of the replications are finished, the first among them.

    Of two workers the one with the first may be the later to start, and a run is what is finished
    from the first on.
    """
    question = Questions(load(folder / "two_areas"), 1).baseline
    first = Store(folder / ".store").path(question.key(0))
    for line in process.stderr:
        done, _, _ = line.partition(" of ")  # other lines say that the engine is compiled
        if done.isdigit() and int(done) >= MANY // 10 and first.exists():
            return
    pytest.fail("ended before it could be interrupted")


def begun(folder, workers: int) -> subprocess.Popen:
    return pathways("run", folder / "two_areas", "--out", folder / "run", "--replications", MANY,
                    "--workers", workers)  # fmt: skip


@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_keeps_what_finished_and_a_repeat_finishes_the_rest(folder, workers):
    process = begun(folder, workers)
    until_some_are_done(process, folder)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 3
    assert "goes on from here" in err
    assert "Traceback" not in err
    manifest = read_run(folder / "run").manifest
    assert manifest["status"] == "interrupted"
    assert 0 < manifest["replications"] < MANY
    stored = len(held(folder))
    assert manifest["replications"] <= stored < MANY

    assert run(folder, "--replications", MANY) == 0
    manifest = read_run(folder / "run").manifest
    assert manifest["status"] == "finished"
    assert manifest["replications"] == MANY
    assert manifest["reused_from_store"] == stored


def test_a_run_stopped_before_its_first_replication_says_what_is_kept(folder, monkeypatch, capsys):
    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.runs.executor.Serial.run", stopped)
    assert run(folder, "--workers", 1) == 3
    assert "kept in the store" in capsys.readouterr().err
    assert not (folder / "run").exists()


def test_a_request_to_end_keeps_what_finished(folder):
    process = begun(folder, workers=1)
    until_some_are_done(process, folder)
    process.terminate()
    process.communicate(timeout=60)
    assert process.returncode == 3
    assert read_run(folder / "run").manifest["status"] == "interrupted"


def test_a_killed_run_resumes_and_leaves_no_broken_answer(folder):
    process = begun(folder, workers=2)
    until_some_are_done(process, folder)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)
    assert not (folder / "run").exists()
    stored = held(folder)
    assert stored
    for path in stored:
        pq.read_table(path)
    assert run(folder, "--replications", MANY) == 0
    assert read_run(folder / "run").manifest["reused_from_store"] == len(stored)


# -- run folders that cannot be trusted ----------------------------------------------------


@pytest.mark.parametrize("missing", [*TABLES, "scenario.json", "manifest.json"])
def test_a_run_folder_that_lacks_a_file_is_refused(copied, missing):
    (copied / "run" / missing).unlink()
    with pytest.raises(BadInput, match=missing):
        read_run(copied / "run")


@pytest.mark.parametrize("manifest", ["", "{", "{}", "not json", '{"result_schema": 99}'])
def test_a_damaged_or_foreign_run_folder_is_refused(copied, manifest):
    (copied / "run" / "manifest.json").write_text(manifest, encoding="utf-8")
    with pytest.raises(BadInput) as error:
        read_run(copied / "run")
    assert "Run the scenario again." in str(error.value)


def test_a_run_replaces_an_older_one_and_leaves_nothing_beside_it(copied):
    run(copied, "--seed", "2")
    assert read_run(copied / "run").manifest["seed"] == 2
    assert names(copied) == [".store", "run", "two_areas"]


def test_a_run_that_is_refused_leaves_the_older_one_alone(copied):
    before = contents(copied / "run", (*TABLES, "manifest.json", "scenario.json"))
    (copied / "two_areas" / "scenario.toml").write_text("title = 1", encoding="utf-8")
    assert run(copied) == 2
    assert contents(copied / "run", before) == before
