"""``pathways compare`` as an analyst types it: what it prints, what it refuses, what it keeps."""

import datetime as dt
import json
import re
import shutil

import pytest

from scenarios.cli import main
from sim.settings import library
from tests.hand_runs import CALENDAR, hand_run, row
from tests.the_command import pathways

GOOD = (library() / "single_clinic" / "scenario.toml").read_text(encoding="utf-8")
PRICED = GOOD + "\n[costs]\nsalary_gbp.6 = 40000\n"
POST = """title = "One more clinician"
[set.teams.clinic.roles.clinician]
band = "6"
[set.teams.clinic.roles.clinician.posts.extra]
wte = 1.0
funded_from = 2026-05-01
fill_chance = 0.7
months_to_fill_low = 2.0
months_to_fill_high = 6.0
one_off_cost_gbp = 3000.0
"""
REFUSE = "[set.access_points.front_door.triage.camhs]\naccepted_share = 0.4\n"


def compare(*arguments: object, capsys=None) -> tuple[int, str, str]:
    """Run the command here; return exit code, output and complaints."""
    with pytest.raises(SystemExit) as end:
        main(["compare", *map(str, arguments)])
    said = capsys.readouterr()
    return end.value.code, said.out, said.err


@pytest.fixture(scope="module")
def clinic(tmp_path_factory):
    """A scenario with options, run once with every variant."""
    folder = tmp_path_factory.mktemp("clinic")
    home = folder / "clinic"
    (home / "options").mkdir(parents=True)
    (home / "scenario.toml").write_text(PRICED, encoding="utf-8")
    (home / "options" / "post.toml").write_text(POST, encoding="utf-8")
    (home / "options" / "refuse.toml").write_text(REFUSE, encoding="utf-8")
    done = pathways("compare", home, "--option", "post", "--option", "refuse",
                    "--replications", 6, "--workers", 1, "--quiet",
                    "--out", folder / "run")  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


def test_a_scenario_is_run_and_its_options_told_one_by_one(clinic):
    _, said = clinic
    assert "== post" in said
    assert "== refuse" in said
    assert "6 futures, paired one by one" in said
    assert "Children helped" in said


def test_as_funded_stands_beside_as_likely_recruited(clinic):
    _, said = clinic
    assert "If every post were filled on its date:" in said
    assert "as funded" in said
    assert "== post@as_funded" not in said


def test_a_list_shortened_by_refusals_is_named_so(clinic):
    _, said = clinic
    refuse = said.split("== refuse")[1]
    assert "Children were lost and not more were helped" in refuse
    assert "not better: children were lost, not helped" in refuse


def test_the_month_in_which_lists_are_counted_is_said_in_words(clinic):
    _, said = clinic
    assert re.search(r"waiting at the end of [A-Z][a-z]+ 20\d\d\.", said)
    assert not re.search(r"waiting at the end of \d", said)


def test_a_run_folder_is_compared_without_running_again(clinic, capsys):
    folder, first = clinic
    code, said, _ = compare(folder / "run", capsys=capsys)
    assert code == 0
    assert said == first


def test_json_gives_every_table_one_object_a_line(clinic, capsys):
    folder, _ = clinic
    code, said, _ = compare(folder / "run", "--json", capsys=capsys)
    lines = [json.loads(line) for line in said.splitlines()]
    assert code == 0
    assert {line["table"] for line in lines} >= {
        "rails", "differences", "splits", "as_funded", "costs", "ratios", "best",
    }  # fmt: skip
    assert all(line["verdict"] for line in lines if line["table"] == "differences")


def test_one_option_of_a_run_can_be_asked_for(clinic, capsys):
    folder, _ = clinic
    code, said, _ = compare(folder / "run", "--option", "refuse", capsys=capsys)
    assert code == 0
    assert "== post" not in said


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--option", "pots"], "Did you mean post?"),
        (["--by", "2035-01-01"], "outside the run"),
        (["--rank-by", "spend"], "has no better and worse"),
        (["--rank-by", "list_sise"], "Did you mean list_size?"),
        (
            ["--rank-by", "wait_open_mean"],
            "in no future is wait_open_mean counted over the whole system",
        ),
    ],
)
def test_what_cannot_be_asked_is_explained(clinic, capsys, arguments, complaint):
    folder, _ = clinic
    code, _, problems = compare(folder / "run", *arguments, capsys=capsys)
    assert code == 2
    assert complaint in problems


def test_a_scenario_without_an_option_is_told_which_there_are(clinic, capsys):
    folder, _ = clinic
    code, _, problems = compare(folder / "clinic", capsys=capsys)
    assert code == 2
    assert "post, refuse" in problems


def test_damaged_folders_are_refused_and_left_as_they_are(clinic, tmp_path, capsys):
    folder, _ = clinic
    for name in ("measures.parquet", "scenario.json", "manifest.json", "changes.csv"):
        hurt = tmp_path / name.replace(".", "_")
        shutil.copytree(folder / "run", hurt)
        (hurt / name).write_bytes(b"\x00not what it was")
        code, said, problems = compare(hurt, capsys=capsys)
        assert (code, said) == (2, ""), name
        assert name in problems
        assert "Run the scenario again" in problems


def test_a_folder_of_another_version_is_refused(clinic, tmp_path, capsys):
    folder, _ = clinic
    shutil.copytree(folder / "run", tmp_path / "old")
    manifest = json.loads((tmp_path / "old" / "manifest.json").read_text())
    (tmp_path / "old" / "manifest.json").write_text(json.dumps(manifest | {"result_schema": 0}))
    code, _, problems = compare(tmp_path / "old", capsys=capsys)
    assert code == 2
    assert "another version" in problems


# -- runs of their own ---------------------------------------------------------------------


def histories(*sizes):
    return [[row("list_size", float(n)), row("list_size", float(n), need="camhs")] for n in sizes]


def two_runs(tmp_path, **second):
    hand_run(tmp_path / "one", {"baseline": histories(50, 60, 40, 55, 45)})
    hand_run(tmp_path / "two", {"baseline": histories(40, 50, 30, 45, 35)}, **second)
    return tmp_path / "one", tmp_path / "two"


def test_several_runs_are_compared_with_the_first(tmp_path, capsys):
    code, said, _ = compare(*two_runs(tmp_path), capsys=capsys)
    assert code == 0
    assert "Compared with one" in said
    assert "== two: by hand" in said  # its own title: it is not today's plan
    assert "-10.0 (-10.0 to -10.0)" in said


def test_runs_that_are_not_the_same_children_are_not_paired(tmp_path, capsys):
    runs = two_runs(tmp_path, seed=2)
    code, said, problems = compare(*runs, capsys=capsys)
    assert (code, said) == (2, "")
    assert "another seed (1, here 2)" in problems
    code, said, _ = compare(*runs, "--unpaired", capsys=capsys)
    assert code == 0
    assert "not paired" in said
    assert "-10 (-22 to 2)" in said  # Welch: 10 +- 2.306 x 5


def test_runs_that_share_no_future_are_compared_by_as_many_as_both_have(tmp_path, capsys):
    hand_run(tmp_path / "one", {"baseline": histories(50, 60, 40, 55, 45)})
    hand_run(tmp_path / "two", {"baseline": histories(30, 40, 20, 35)}, accepted=7,
             accepted_file="other")  # fmt: skip
    code, said, _ = compare(tmp_path / "one", tmp_path / "two", "--unpaired", "--rank-by",
                            "list_size", capsys=capsys)  # fmt: skip
    assert code == 0
    assert "4 futures, not paired" in said
    assert "nan" not in said
    assert "another file of accepted sets (none, here other)" in said


def test_what_weakens_a_comparison_is_said(tmp_path, capsys):
    demand = {"demand": {"calls": {"need": "camhs", "referrals_per_year": {"here": 5.0}}}}
    runs = two_runs(tmp_path, version="2", scenario=demand)
    said = compare(*runs, capsys=capsys)[1]
    assert "two: another version (1, here 2)" in said
    assert "two: another demand" in said


def test_runs_of_different_length_are_compared_in_the_periods_that_both_have(tmp_path, capsys):
    first, short = two_lengths(tmp_path, {"horizon_days": 59})  # January and February
    for runs in ((first, short), (short, first)):
        code, said, problems = compare(*runs, capsys=capsys)
        assert (code, said) == (2, "")
        assert "another horizon in days" in problems  # children are drawn for the whole of it
        said = compare(*runs, "--unpaired", capsys=capsys)[1]
        assert "over 1 January 2026 to 28 February 2026" in said
        (line,) = (line for line in said.splitlines() if line.startswith("Children waiting, CAMHS"))
        assert sorted(line.split()[3:5]) == ["20", "30"]  # at the end of February


def test_runs_of_different_times_have_nothing_to_be_compared_in(tmp_path, capsys):
    first, later = two_lengths(tmp_path, {"start_date": dt.date(2027, 1, 1)})
    code, said, problems = compare(first, later, "--unpaired", capsys=capsys)
    assert (code, said) == (2, "")
    assert "have no whole month in common" in problems


def two_lengths(tmp_path, calendar):
    """Two runs with other lists at the end of February; the calendar is of the second."""
    in_february = {"one": [20.0, 20.0], "two": [30.0, 30.0]}
    for name, lists in in_february.items():
        told = [[row("list_size", waiting, month, need=need)
                 for month, waiting in (("2026-02", waiting), ("2026-03", 99.0))
                 for need in ("all", "camhs")] for waiting in lists]  # fmt: skip
        scenario = {"calendar": CALENDAR | calendar} if name == "two" else None
        hand_run(tmp_path / name, {"baseline": told}, scenario)
    return tmp_path / "one", tmp_path / "two"


def test_a_run_alone_has_nothing_to_be_compared_with(tmp_path, capsys):
    code, _, problems = compare(two_runs(tmp_path)[0], capsys=capsys)
    assert code == 2
    assert "has no options to compare" in problems


def test_a_scenario_among_runs_is_refused(tmp_path, capsys):
    code, _, problems = compare(two_runs(tmp_path)[0], "suffolk", capsys=capsys)
    assert code == 2
    assert "suffolk: is not a run folder" in problems
