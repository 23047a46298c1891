"""A plan is checked cell by cell before anything runs; every problem is told at once."""

from pathlib import Path

import numpy as np
import pytest

from scenarios.batch import Plan, cells_of, number_of_cells, read_plan
from scenarios.batch.cells import Cell
from scenarios.cli import main
from scenarios.template import template
from sim.settings import BadInput, differences, library, load, load_option

RANGE = {"setting": "stages.choice.missed_share", "low": 0.0, "high": 0.4}
COUNT = {"setting": "stages.choice.discharge_after_missed", "low": 1, "high": 4, "whole": True}


def plan(**blocks) -> Plan:
    return Plan.model_validate({"scenarios": ("single_clinic",), **blocks})


def drawn(cells: int, seed: int = 1):
    block = {"cells": cells, "ranges": (RANGE, COUNT)}
    return list(cells_of(plan(samples={"drawn": block}, seed=seed)))[1:]


def batch(path, *arguments: str) -> int:
    with pytest.raises(SystemExit) as end:
        main(["batch", str(path), "--out", str(path.parent / "out"), *arguments])
    return end.value.code


def test_a_latin_hypercube_has_one_value_in_every_stratum_of_every_range():
    cells = drawn(8)
    shares = sorted(cell.varied["stages.choice.missed_share"] for cell in cells)
    assert list(np.floor(np.array(shares) / 0.4 * 8)) == list(range(8))
    counts = sorted(cell.varied["stages.choice.discharge_after_missed"] for cell in cells)
    assert counts == [1, 1, 2, 2, 3, 3, 4, 4]


def test_a_latin_hypercube_is_fixed_by_the_seed():
    assert drawn(8) == drawn(8)
    assert drawn(8) != drawn(8, seed=2)


def test_the_number_of_cells_is_known_without_making_them():
    three = {"setting": "stages.choice.missed_share", "set": (0.0, 0.1, 0.2)}
    two = {"slip": "all", "months": (0, 6)}
    made = plan(
        scenarios=("suffolk", "suffolk_2019"), options=("a", "b"),
        sweeps={"one": {"axes": (three, two)}}, grids={"all": {"axes": (three, two)}},
        samples={"some": {"cells": 7, "ranges": (RANGE,)}},
    )  # fmt: skip
    assert number_of_cells(made) == len(list(cells_of(made))) == 2 * (1 + 2 + 5 + 6 + 7)


@pytest.mark.parametrize("path", sorted(library().glob("*/plans/*.toml")), ids=lambda p: p.stem)
def test_every_shipped_plan_asks_a_question_and_has_cells(path):
    read = read_plan(path)
    assert read.question.endswith("?")
    assert number_of_cells(read) > 2


NOT_CHOSEN = ("demand.", "slip ", ".escalation")


@pytest.mark.parametrize("name", ["findings_of_2019", "while_waiting"])
def test_what_nobody_can_choose_is_no_option_in_a_shipped_plan(name):
    from scenarios.commands.batch import find_plan

    cells = cells_of(read_plan(find_plan(Path(f"suffolk/{name}"))))
    unknown = [cell for cell in cells
               if any(part in varied for varied in cell.varied for part in NOT_CHOSEN)]  # fmt: skip
    assert len(unknown) > 6
    assert all(cell.option.get("unknown") for cell in unknown)


def test_the_starting_plan_says_what_it_costs_and_runs_nothing(tmp_path, capsys):
    for name in ("scenario", "option", "plan"):
        (tmp_path / f"{name}.toml").write_text(template(name), encoding="utf-8")
    assert batch(tmp_path / "plan.toml", "--dry-run") == 0
    said = capsys.readouterr().out
    assert "21 cells, 20 replications each." in said
    assert "400 to run" in said and "s a replication (measured)" in said
    assert not (tmp_path / "out").exists()


BAD = """
scenarios = ["single_clinic"]
seed = -1
replication = 5
[sweeps.one]
axes = [{ setting = "stages.choice.missed_share" }]
[samples.two]
cells = 1
ranges = [{ setting = "stages.choice.missed_share", low = 1, high = 0 }]
"""
BAD_CELLS = """
scenarios = ["single_clinic"]
options = ["no_such_option"]
[sweeps.one]
axes = [
    { setting = "stages.choise.missed_share", set = [0.1, 0.2] },
    { setting = "stages.choice.missed_share", set = [0.1, 1.7, 2.0] },
    { slip = "opening_day", months = [3] },
]
"""


@pytest.mark.parametrize(
    "text, said",
    [
        (BAD, ["seed", "replication", "set, add or multiply", "cells", "high must be above low"]),
        (BAD_CELLS, ["no_such_option", "stages.choise", "1.7", "opening_day"]),
        ('scenarios = ["suffok"]', ["Did you mean suffolk?"]),
        ("scenarios = []", ["scenarios"]),
        ('scenarios = ["single_clinic", "single_clinic"]', ["named twice: single_clinic"]),
    ],
)
def test_every_problem_is_told_at_once_and_nothing_is_written(tmp_path, capsys, text, said):
    path = tmp_path / "plan.toml"
    path.write_text(text, encoding="utf-8")
    assert batch(path) == 2
    told = capsys.readouterr().err
    assert not [words for words in said if words not in told], told
    assert not (tmp_path / "out").exists()


MILLION = """
scenarios = ["single_clinic"]
replications = 10
[samples.many]
cells = 999_999
ranges = [{ setting = "stages.choice.missed_share", low = 0.0, high = 0.4 }]
"""


def test_a_number_that_is_none_is_told_once_beside_the_rest(tmp_path, capsys):
    path = tmp_path / "plan.toml"
    axis = '{ setting = "teams.clinic.roles.clinician.wte", set = [1.0, nan, inf] }'
    text = f'scenarios = ["single_clinic"]\nseed = -1\n[sweeps.one]\naxes = [{axis}]\n'
    path.write_text(text, encoding="utf-8")
    assert batch(path) == 2
    assert capsys.readouterr().err.splitlines() == [
        "Cannot use this input: 3 problems.",
        " * plan.toml: sweeps.one.axes.0.set.1: must be a finite number, not nan. Correct it.",
        " * plan.toml: sweeps.one.axes.0.set.2: must be a finite number, not inf. Correct it.",
        " * plan.toml: seed: must be at least 0, not -1. Correct the number.",
    ]


def test_a_million_cells_are_priced_and_not_begun(tmp_path, capsys):
    path = tmp_path / "plan.toml"
    path.write_text(MILLION, encoding="utf-8")
    assert batch(path, "--dry-run") == 0
    assert "1,000,000 cells, 10 replications each." in (out := capsys.readouterr().out)
    assert "hours" in out
    assert batch(path, "--yes") == 2
    assert "--shard 1/500" in capsys.readouterr().err


def test_a_large_plan_asks_before_it_begins(tmp_path, capsys):
    path = tmp_path / "plan.toml"
    path.write_text('scenarios = ["single_clinic"]\nreplications = 3000\n', encoding="utf-8")
    assert batch(path) == 2
    assert "nobody is here to confirm" in (said := capsys.readouterr()).err
    assert "3,000 to run" in said.out


@pytest.mark.parametrize("where", ["--tls-ca", "--scheduler"])
def test_a_cluster_that_is_not_there_leaves_no_folder(tmp_path, capsys, where):
    path = tmp_path / "plan.toml"
    path.write_text('scenarios = ["single_clinic"]\nreplications = 2\n', encoding="utf-8")
    assert batch(path, where, "nonsense") == 2
    assert where in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_wrong_shard_is_explained(tmp_path, capsys):
    path = tmp_path / "plan.toml"
    path.write_text('scenarios = ["single_clinic"]\n', encoding="utf-8")
    assert batch(path, "--shard", "3/2") == 2
    assert "write 1/4 for the first of four" in capsys.readouterr().err


def test_an_unknown_plan_is_answered_with_those_there_are(tmp_path):
    from scenarios.commands.batch import find_plan

    with pytest.raises(BadInput, match="suffolk/findings_of_2019"):
        find_plan(tmp_path / "nothing")


def test_a_cell_that_is_a_ready_option_goes_by_its_title_and_question():
    loaded = load("suffolk")
    ready, cell = (
        differences(loaded, name, {"include": ["nurse_led_adhd"], **more}, "plan.toml")(loaded)
        for name, more in (("nurse_led_adhd", {}), ("both_0001", {"title": "Of its own"}))
    )
    option = load_option(loaded, "nurse_led_adhd")
    assert (ready.title, ready.question) == (option.title, option.question)
    assert (cell.title, cell.question) == ("Of its own", "")


def test_a_cell_of_a_block_says_in_words_what_it_varies():
    from scenarios.batch.titles import title_of
    from scenarios.commands.batch import find_plan

    cells = {
        cell.name: cell for cell in cells_of(read_plan(find_plan(Path("suffolk/findings_of_2019"))))
    }
    scenario = load("suffolk").scenario
    said = [
        title_of(cells[name], scenario) for name in ("clinicians_0004", "plan_under_strain_0004")
    ]
    assert said == [
        "CAMHS, West Suffolk, clinician: WTE + 6",
        "Combined plan: every date 6 months late; Referrals per year everywhere × 1.1",
    ]
    drawn = title_of(cells["not_known_0001"], scenario)
    assert "Missed share everywhere × 1.006" in drawn


def test_what_is_taken_away_and_what_stands_in_a_file_are_named_as_people_would():
    from scenarios.batch.titles import title_of

    varied = {"stages.choice.contacts +": -0.5}
    cell = Cell("single_clinic", "one", "block", {"include": ["more_staff.toml"]}, varied)
    said = title_of(cell, load("single_clinic").scenario)
    assert said.startswith("More staff: ")
    assert said.endswith(" - 0.5")


def test_a_draw_of_what_nobody_knows_is_never_called_the_best():
    from scenarios.compare.comparison import _unknown
    from scenarios.compare.contender import Contender

    block = {"cells": 2, "ranges": (RANGE,), "unknown": True}
    cells = cells_of(plan(samples={"drawn": block, "chosen": {**block, "unknown": False}}))
    assert [one.name for one in cells if (one.option or {}).get("unknown")] == [
        "drawn_0001",
        "drawn_0002",
    ]

    class Folder:
        manifest = {"about": {"drawn_0001": {"unknown": True}, "chosen_0001": {"unknown": False}}}

    names = ("baseline", "drawn_0001", "chosen_0001")
    assert list(_unknown([Contender(name, Folder(), name) for name in names])) == ["drawn_0001"]
