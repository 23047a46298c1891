"""A paper says how its best option does when what nobody chooses goes against it."""

import pytest

from scenarios.project import project
from scenarios.report import board_paper

STAFF = "teams.clinic.roles.clinician.wte"
OPTIONS = {
    "plan": f'title = "One more"\n[add]\n{STAFF} = 1.0\n',
    "busier": 'title = "One more, and a tenth more referrals"\nunknown = true\n'
    'include = ["plan.toml"]\n[multiply]\ndemand.camhs.referrals_per_year.town = 1.1\n',
    "busiest": 'title = "One more, and a quarter more referrals"\nunknown = true\n'
    'include = ["plan.toml"]\n[multiply]\ndemand.camhs.referrals_per_year.town = 1.25\n',
    "alone": 'title = "A half more referrals and nobody to meet them"\nunknown = true\n'
    "[multiply]\ndemand.camhs.referrals_per_year.town = 1.5\n",
}


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    folder = tmp_path_factory.mktemp("risks")
    for name, text in OPTIONS.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    asked = [str(folder / f"{name}.toml") for name in OPTIONS]
    run = project("single_clinic", options=asked, replications=6, out=folder / "run").run
    assert run is not None
    return board_paper(run).body[0].sentences


def test_the_worst_of_the_risks_tried_with_it_is_named_with_what_is_left_of_the_gain(said):
    (line,) = (line for line in said if "risks tried with it" in line)
    assert line.startswith("Of 2 risks tried with it the worst is \u201cOne more, and a quarter")
    assert line.endswith(", beside today's plan without that risk.")
    assert "weeks waited by all children together are " in line


def test_what_the_same_risk_does_to_today_s_plan_is_told_beside_it_where_it_was_tried(tmp_path):
    same = {**OPTIONS, "alone": OPTIONS["alone"].replace("1.5", "1.25")}
    for name, text in same.items():
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    asked = [str(tmp_path / f"{name}.toml") for name in same]
    run = project("single_clinic", options=asked, replications=6, out=tmp_path / "run").run
    (line,) = (one for one in board_paper(run).body[0].sentences if "risks tried with it" in one)
    alone = (
        "With today's plan, \u201cA half more referrals and nobody to meet them\u201d makes them"
    )
    assert f"beside today's plan without that risk. {alone} " in line


def test_a_risk_without_it_is_no_risk_to_it(said):
    assert not any("nobody to meet them" in line for line in said if "tried with it" in line)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (1.0, "\u201cOne more\u201d does better than \u201cToday's plan\u201d (95% sure)"),
        (-0.01, "\u201cToday's plan\u201d does better than \u201cOne more\u201d (95% sure)"),
        (-0.5, "\u201cToday's plan\u201d is the best (95% sure)"),  # the other breaks a guard rail
    ],
)
def test_one_option_is_held_against_today_s_plan_and_not_called_the_best_of_itself(
    tmp_path, more, said
):
    option = tmp_path / "plan.toml"
    option.write_text(OPTIONS["plan"].replace("= 1.0", f"= {more}"), encoding="utf-8")
    run = project("single_clinic", options=[str(option)], replications=6, out=tmp_path / "run").run
    told = board_paper(run).body[0].sentences
    assert any(said in line for line in told), told
