"""A paper asks what its run was made for: the scenario's question, an option's, which is best."""

import pytest

from scenarios.project import WHAT, WHICH, project, question_of
from scenarios.report.board import board_paper
from tests.test_the_page_opens_in_every_state import TINY

FIRST = """title = "More time"
question = "Do ten more minutes help?"
[set.teams.team.roles.nurse]
minutes_by_weekday = [70.0, 70.0, 70.0, 70.0, 70.0]
"""
SECOND = FIRST.replace("Do ten", "Do thirty").replace("70.0", "90.0")


@pytest.mark.parametrize(
    ("options", "asked"),
    [
        ([], "What if nothing changes?"),
        (["first"], "Do ten more minutes help?"),
        (["first", "second"], WHICH),
        (["silent"], WHAT.format("Silent")),
    ],
)
def test_the_question_is_that_of_what_was_run(tmp_path, options, asked):
    path = tmp_path / "tiny.toml"
    path.write_text('question = "What if nothing changes?"\n' + TINY.lstrip())
    (tmp_path / "options").mkdir()
    (tmp_path / "options" / "first.toml").write_text(FIRST)
    (tmp_path / "options" / "second.toml").write_text(SECOND)
    silent = FIRST.replace('question = "Do ten more minutes help?"', "")
    (tmp_path / "options" / "silent.toml").write_text(silent.replace("More time", "Silent"))
    made = project(path, options=options, replications=2, workers=1, out=tmp_path / "run")
    assert made.run is not None
    assert question_of(made.run, made.scenario) == asked
    assert board_paper(made.run).question == asked
