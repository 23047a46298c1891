"""The best option of a plan is chosen, told and drawn by the measure that its question asks for."""

from pathlib import Path

import pytest

from scenarios.batch import read_plan
from scenarios.cli import main
from scenarios.commands.batch import find_plan
from scenarios.compare.contender import contenders_of
from scenarios.compare.study import Study
from scenarios.report.answer import answer
from scenarios.report.options import options_among
from sim.runs.folder import read_run

PLAN = """
question = "Who is helped?"
ranked_by = "{}"
scenarios = ["single_clinic"]
replications = 6
[sweeps.staff]
axes = [{{ setting = "teams.clinic.roles.clinician.wte", add = [-0.2, 0.4] }}]
"""


def ends_with(*words: object) -> int:
    with pytest.raises(SystemExit) as end:
        main([str(word) for word in words])
    return int(end.value.code or 0)


def batch(folder, measure: str) -> int:
    (folder / "plan.toml").write_text(PLAN.format(measure), encoding="utf-8")
    return ends_with("batch", folder / "plan.toml", "--quiet", "--workers", 1,
                     "--out", folder / "out")  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ranked")
    assert batch(folder, "exits_helped") == 0
    return folder


def test_a_comparison_of_its_run_ranks_by_it_unless_told_otherwise(home, capsys):
    run = home / "out" / "single_clinic"
    assert ends_with("compare", run, "--quiet") == 0
    assert "By children helped, " in capsys.readouterr().out
    assert ends_with("compare", run, "--quiet", "--rank-by", "list_size") == 0
    assert "By children waiting, " in capsys.readouterr().out


def test_the_answer_tells_it_before_all_else(home):
    options = options_among(contenders_of([read_run(home / "out" / "single_clinic")]),
                            Study(None, {}), ranked_by="list_size")  # fmt: skip
    told = answer(options)
    (lines,) = told.tables
    what = "children waiting"
    assert list(lines.table.columns)[1] == f"C{what[1:]}"
    for table in (lines.table, lines.numbers):
        assert f"Verdict on {what}" in table.columns
    assert [chart.name for chart in told.charts] == [
        f"difference-{name}" for name in ("list_size", "wait_weeks", "exits_helped")
    ]
    one = next(
        line for line in told.sentences if line.startswith("With \u201c") and "With it" in line
    )
    assert 0 < one.index(what) < one.index("weeks waited") < one.index("children helped")


def test_another_measure_is_taken_up_without_running_again(home, capsys):
    assert batch(home, "wait_weeks") == 0
    capsys.readouterr()
    assert ends_with("compare", home / "out" / "single_clinic", "--quiet") == 0
    assert "By weeks waited by all children together, " in capsys.readouterr().out
    assert batch(home, "exits_helped") == 0


def test_a_measure_that_is_none_is_refused_with_the_nearest(tmp_path, capsys):
    assert batch(tmp_path, "exits_help") == 2
    told = capsys.readouterr().err
    assert (
        "plan.toml: ranked_by: exits_help has no better and worse. Did you mean exits_helped?"
        in (told)
    )


def test_the_shipped_plan_on_becoming_more_urgent_is_ranked_by_it():
    plan = read_plan(find_plan(Path("suffolk/while_waiting")))
    assert plan.ranked_by == "re_graded_while_waiting"


def test_an_option_s_question_stands_before_what_is_said_of_it(capsys, tmp_path):
    path = tmp_path / "o.toml"
    path.write_text('question = "What do more staff do?"\n[add]\n'
                    "teams.clinic.roles.clinician.wte = 0.2\n", encoding="utf-8")  # fmt: skip
    assert ends_with("compare", "single_clinic", "--option", path, "--replications", 3,
                     "--quiet", "--out", tmp_path / "run") == 0  # fmt: skip
    assert "\n== o\nWhat do more staff do?\n" in capsys.readouterr().out
