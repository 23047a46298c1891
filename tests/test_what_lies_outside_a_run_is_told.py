"""Of a dated change on days that are not simulated nothing comes, and whoever asks is told so."""

import pytest

from scenarios.cli import main
from scenarios.oddities import oddities
from scenarios.project import project
from scenarios.report import board_paper
from sim.measures.arithmetic import arithmetic
from sim.runs.folder import read_run
from sim.settings import BadInput, differences, load

POSTS = "teams.clinic.roles.clinician.posts"
EXTRA = "teams.clinic.extra_minutes"
MORE = """
[set.teams.clinic.roles.clinician]
weeks_worked_per_year = 44.0
"""


def post(date: str, name: str = "late", more: str = "") -> str:
    return f"[set.{POSTS}.{name}]\nwte = 1.0\nfunded_from = {date}\n{more}"


def bought(start: str, end: str) -> str:
    return (f'[set.{EXTRA}.more]\nstage = "choice"\nrole = "clinician"\n'
            f"minutes_per_week = 60.0\nstart = {start}\nend = {end}\n")  # fmt: skip


AFTER, BEFORE = "after the run's last day, 2027-03-31", "before the run's first day, 2026-04-01"
OUTSIDE = {
    "a post funded after the end": (post("2027-04-01"), f"is funded from 2027-04-01, {AFTER}"),
    "a post that ended before the start": (
        post("2025-01-01", more="until = 2026-03-31"),
        f"has money only until 2026-03-31, {BEFORE}"),
    "a post that can only be filled after the end": (
        post("2027-03-01", more="months_to_fill_low = 2.0\nmonths_to_fill_high = 3.0"),
        f"is filled at the earliest on 2027-04-30, {AFTER}"),
    "minutes bought for later": (
        bought("2028-01-01", "2028-06-30"), f"begins on 2028-01-01, {AFTER}"),
    "minutes bought long ago": (
        bought("2024-01-01", "2024-06-30"), f"ends on 2024-06-30, {BEFORE}"),
    "a check of the list on a later day": (
        "[set.waiting.camhs.validations.check]\nremoved_share = 0.1\ndate = 2027-05-01\n",
        f"is on 2027-05-01, {AFTER}"),
    "days closed after the end": (
        "[set.teams.clinic]\nclosures = [{ start = 2027-12-25, end = 2028-01-01 }]\n",
        f"begins on 2027-12-25, {AFTER}"),
}  # fmt: skip


@pytest.fixture
def option(tmp_path):
    def write(text: str):
        path = tmp_path / "o.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def ends_with(*words: object) -> int:
    with pytest.raises(SystemExit) as end:
        main([str(word) for word in words])
    return int(end.value.code or 0)


@pytest.mark.parametrize("text, said", OUTSIDE.values(), ids=OUTSIDE)
@pytest.mark.parametrize("command", ["check", "run", "compare"])
def test_an_option_of_which_nothing_happens_in_the_run_is_refused(
    option, capsys, tmp_path, command, text, said
):
    out = () if command == "check" else ("--out", tmp_path / "run")
    assert ends_with(command, "single_clinic", "--option", option(text), *out) == 2
    told = capsys.readouterr().err
    assert f"{said}, so nothing comes of it, and the option changes nothing else. Move" in told
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("text, said", OUTSIDE.values(), ids=OUTSIDE)
def test_a_part_that_lies_outside_is_looked_at(text, said):
    loaded = load("single_clinic")
    made = differences(loaded, "o", read(text + MORE), "o.toml")(loaded)
    assert said in made.outside[0].problem
    odd = oddities(made.scenario, arithmetic(made.scenario))
    assert any(said in one.problem for one in odd)


@pytest.mark.parametrize(
    "text",
    [post("2020-01-01"), post("2027-03-31"), bought("2020-01-01", "2026-04-01"),
     post("2027-03-01", more="months_to_fill_low = 2.0\nmonths_to_fill_high = 3.0\n"
          "one_off_cost_gbp = 3000.0")],
    ids=["in post already", "on the last day", "until the first day", "paid for and not filled"],
)  # fmt: skip
def test_what_happens_in_the_run_is_not_refused(text):
    loaded = load("single_clinic")
    assert differences(loaded, "o", read(text), "o.toml")(loaded).changes


def test_a_date_that_a_milestone_drives_is_moved_by_the_milestone():
    text = (f"[set.{POSTS}.late]\nwte = 1.0\n[milestones.money]\nowner = \"commissioner\"\n"
            f"due = 2030-01-01\ndrives = [\"{POSTS}.*.funded_from\"]\n")  # fmt: skip
    loaded = load("single_clinic")
    with pytest.raises(BadInput, match="Move milestones.money.due, or the run"):
        differences(loaded, "o", read(text), "o.toml")(loaded)


def test_moving_a_post_out_of_the_run_changes_the_run():
    loaded = load("single_clinic")
    own = post("2026-06-01") + post("2026-06-01", "other")
    within = differences(loaded, "o", read(own), "o.toml")(loaded).scenario
    later = differences(loaded, "o", read(post("2030-01-01")), "o.toml", may_change_nothing=True)
    assert later(loaded).outside and within != loaded.scenario


def test_a_run_and_its_comparison_say_what_lies_outside(option, capsys, tmp_path):
    path = option(post("2030-01-01") + MORE)
    done = project("single_clinic", options=[str(path)], replications=2, out=tmp_path / "run")
    said = f"is funded from 2030-01-01, {AFTER}, so nothing comes of it."
    assert any(said in flag for flag in done.flags())
    assert ends_with("compare", tmp_path / "run", "--quiet") == 0
    words = f"Clinic, clinician, posts: late {said}"
    assert f"Careful. o: {words}" in capsys.readouterr().out
    (answer, *_) = board_paper(read_run(tmp_path / "run")).body
    assert any(line.endswith(words) for line in answer.sentences)


def test_a_delay_beyond_the_end_is_compared_and_told(option, capsys, tmp_path):
    driven = (f"[set.{POSTS}.new]\nwte = 1.0\n[milestones.money]\nowner = \"commissioner\"\n"
              f"due = 2026-06-01\ndrives = [\"{POSTS}.new.funded_from\"]\n")  # fmt: skip
    assert ends_with("slip", "single_clinic", option(driven), "--months", 12, "--replications", 3,
                     "--quiet", "--out", tmp_path / "run") == 0  # fmt: skip
    told = capsys.readouterr().out
    assert "is funded from 2027-06-01" in told and "12 months late" in told


def test_a_plan_refuses_an_option_outside_and_says_which_slips_go_beyond(option, capsys, tmp_path):
    driven = (f"[set.{POSTS}.new]\nwte = 1.0\n[milestones.money]\nowner = \"commissioner\"\n"
              f"due = 2026-06-01\ndrives = [\"{POSTS}.new.funded_from\"]\n")  # fmt: skip
    option(driven)
    plan = tmp_path / "plan.toml"
    head = 'scenarios = ["single_clinic"]\nreplications = 2\n'
    slips = '[sweeps.late]\ninclude = ["o.toml"]\naxes = [{ slip = "all", months = [0, 12, 24] }]\n'
    plan.write_text(head + slips, encoding="utf-8")
    assert ends_with("batch", plan, "--dry-run", "--out", tmp_path / "out") == 0
    told = capsys.readouterr().out
    assert "Look at late_0002: " in told and "is funded from 2027-06-01" in told
    option(post("2030-01-01"))
    plan.write_text(head + 'options = ["o.toml"]\n', encoding="utf-8")
    assert ends_with("batch", plan, "--dry-run", "--out", tmp_path / "out") == 2
    assert "is funded from 2030-01-01" in capsys.readouterr().err


def read(text: str) -> dict:
    import tomllib

    return tomllib.loads(text)
