"""Slippage: an option late against the same option on time, per month of delay."""

import json

import pytest

from scenarios.cli import main
from scenarios.template import template

LATE = 6


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("slip") / "clinic"
    folder.mkdir()
    scenario = template("scenario").replace("horizon_days = 730", "horizon_days = 500")
    (folder / "scenario.toml").write_text(scenario, encoding="utf-8")
    (folder / "option.toml").write_text(template("option"), encoding="utf-8")
    return folder


def slip(home, *arguments: str) -> int:
    with pytest.raises(SystemExit) as end:
        main(["slip", str(home / "scenario.toml"), str(home / "option.toml"), "--quiet",
              "--replications", "5", "--workers", "1", "--out", str(home / "late"),
              *arguments])  # fmt: skip
    return end.value.code


def rows(home, capsys, *arguments: str) -> dict[tuple[str, int], dict]:
    assert slip(home, "--json", *arguments) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return {(row["measure"], row["months"]): row for row in lines if row["need"] == "all"}


def test_a_later_post_makes_children_wait_longer(home, capsys):
    found = rows(home, capsys, "--months", "3", "--months", str(LATE))
    assert found["wait_weeks", 3]["difference"] > 0
    assert found["wait_weeks", LATE]["difference"] > found["wait_weeks", 3]["difference"]
    assert found["wait_weeks", 3]["baseline"] == found["wait_weeks", LATE]["baseline"]


def test_each_month_s_share_is_the_difference_divided_by_the_months(home, capsys):
    row = rows(home, capsys, "--months", str(LATE))["wait_weeks", LATE]
    for each, side in (("per_month", "difference"), ("per_month_low", "low")):
        assert row[each] == pytest.approx(row[side] / LATE)


def test_the_command_names_who_keeps_which_date_and_what_a_month_costs(home, capsys):
    assert slip(home, "--months", str(LATE)) == 0
    said = capsys.readouterr().out
    assert (
        "  1 September 2026  The commissioner releases the money for the post (commissioner)"
        in said
    )
    assert "6 months late" in said
    assert "Weeks waited by all children together" in said
    assert "Children waiting" in said, "shown even where nothing differs"


def test_what_cannot_slip_is_explained(home, capsys):
    assert slip(home, "--milestone", "post_fundid") == 2
    assert "post_funded" in capsys.readouterr().err
    text = "[multiply.stages.treatment]\nspacing_days = 0.5\n"
    (home / "dateless.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SystemExit) as end:
        main(["slip", str(home / "scenario.toml"), str(home / "dateless.toml")])
    assert end.value.code == 2
    said = capsys.readouterr().err
    assert "the option cannot be late: it is in force from the first day" in said
    assert "slip.all" not in said
