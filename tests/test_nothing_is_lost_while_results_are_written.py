"""Writing a folder or a paper says how far it is; whoever stops it loses nothing and is told so."""

from functools import partial

import pytest

from scenarios.batch import prepare, read_plan
from scenarios.cli import INTERRUPTED, main
from scenarios.project import project
from scenarios.report import board_paper, write_report
from scenarios.report.options import options_of
from sim.runs import folder as folders
from sim.runs.folder import read_run

MORE = 'title = "One more"\n[add.teams.clinic.roles.clinician]\nwte = 1.0\n'
PLAN = """
scenarios = ["single_clinic"]
replications = 2
[sweeps.staff]
axes = [{ setting = "teams.clinic.roles.clinician.wte", add = [0.1, 0.2, 0.3] }]
"""


@pytest.fixture
def home(tmp_path):
    (tmp_path / "one_more.toml").write_text(MORE, encoding="utf-8")
    return tmp_path


def run(home, **more):
    option = str(home / "one_more.toml")
    return project("single_clinic", options=[option], replications=3, out=home / "run", workers=1,
                   **more).run  # fmt: skip


def stop(*_):
    raise KeyboardInterrupt


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_every_answer_written_is_counted(home):
    told = []
    run(home, writing=lambda done, total: told.append((done, total)))
    assert told == [(k, 6) for k in range(1, 7)]


def test_whoever_stops_the_writing_finds_all_answers_in_the_store(home):
    with pytest.raises(KeyboardInterrupt, match="Every answer is kept in the store"):
        run(home, writing=stop)
    assert {path.name for path in home.iterdir()} == {"one_more.toml", ".store"}
    assert run(home).manifest["reused_from_store"] == 6


def test_the_folder_that_was_there_stays_as_it_was(home):
    before = contents(run(home).folder)
    with pytest.raises(KeyboardInterrupt):
        run(home, writing=stop)
    assert contents(home / "run") == before


def test_the_command_says_what_is_kept(home, monkeypatch, capsys):
    monkeypatch.setattr(folders.Summary, "add", stop)
    with pytest.raises(SystemExit) as end:
        main(["run", "single_clinic", "--replications", "2", "--out", str(home / "run")])
    assert end.value.code == INTERRUPTED
    said = capsys.readouterr().err
    assert "Interrupted. " in said
    assert "Every answer is kept in the store" in said
    assert not (home / "run").exists()


def test_a_paper_counts_options_and_forms(home):
    compared, made = [], []
    told = partial(options_of, progress=lambda *count: compared.append(count))
    paper = board_paper(run(home), compared=told)
    write_report(paper, home, ["html", "xlsx"], progress=lambda *count: made.append(count))
    assert compared == [(1, 1)]
    assert made == [(1, 2), (2, 2)]


def test_whoever_stops_a_paper_is_told_that_the_run_is_as_it_was(home, monkeypatch, capsys):
    folder = run(home).folder
    before = contents(folder)
    monkeypatch.setattr("scenarios.report.write._write", stop)
    with pytest.raises(SystemExit) as end:
        main(["report", str(folder), "--to", "xlsx"])
    assert end.value.code == INTERRUPTED
    assert "results of the run are as they were" in capsys.readouterr().err
    assert contents(folder) == before
    assert read_run(folder).manifest["status"] == "finished"


def test_a_plan_tells_the_cells_that_are_prepared(home):
    (home / "plan.toml").write_text(PLAN, encoding="utf-8")
    told = []
    prepare(read_plan(home / "plan.toml"), home / "plan.toml", home / "out", home / ".store",
            progress=lambda *count: told.append(count))  # fmt: skip
    assert told == [(k, 4) for k in range(1, 5)]
