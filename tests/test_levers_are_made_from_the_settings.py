"""Every setting is called a lever or said why not; every lever makes an option that runs."""

import datetime as dt

import pytest

from scenarios.cli import main
from scenarios.levers import FAMILIES, as_toml, find_lever, levers
from scenarios.levers.differ import differ
from scenarios.levers.left_out import LEFT_OUT
from scenarios.levers.rules import RULES
from scenarios.schema import settings_table
from sim.pathway.blueprint import blueprint_of
from sim.pathway.simulate import simulate
from sim.settings import BadInput, differences, library_names, load, load_option
from tests.the_command import pathways

SETTINGS = settings_table()
TABLES = ("table", "list of tables")


def settings_that_count() -> list[str]:
    rows = SETTINGS[~SETTINGS["descriptive"] & ~SETTINGS["type"].isin(TABLES)]
    return list(rows["setting"])


def begins(setting: str, pattern: str) -> bool:
    return setting == pattern or setting.startswith((f"{pattern}.", f"{pattern}["))


def pulled(setting: str) -> bool:
    """Whether a rule moves it: the setting itself, or the thing of which it is a part."""
    return any(begins(setting, rule.handle.setting.removesuffix(".NAME")) for rule in RULES)


def test_every_setting_is_a_lever_or_is_left_out_for_a_reason():
    lost = [
        setting
        for setting in settings_that_count()
        if not pulled(setting) and not any(begins(setting, one) for one in LEFT_OUT)
    ]
    assert not lost, f"say in rules.py or left_out.py what these are: {lost}"


def test_nothing_is_named_that_is_no_setting():
    known = list(SETTINGS["setting"])
    names = [*LEFT_OUT, *(rule.handle.setting.removesuffix(".NAME") for rule in RULES)]
    stale = [name for name in names if not any(begins(setting, name) for setting in known)]
    assert not stale


@pytest.fixture(scope="module", params=["suffolk", "single_clinic"])
def loaded(request):
    return load(request.param)


def one_of_a_kind(scenario) -> list:
    """The first lever of every rule, since places of one kind are made alike."""
    kinds = {(lever.family, lever.handle): lever for lever in reversed(levers(scenario))}
    return list(kinds.values())


def ends(lever):
    """The values at both ends of the range, or every choice, but today's."""
    values = lever.choices or (lever.low, lever.high)
    return [value for value in values if value != lever.today]


def test_a_lever_of_every_kind_can_be_moved_to_the_ends_of_its_range():
    clinic = load("single_clinic")
    assert not broken_ends(clinic, one_of_a_kind(clinic.scenario))


@pytest.mark.slow
@pytest.mark.parametrize("name", library_names())
def test_every_lever_can_be_moved_to_the_ends_of_its_range(name):
    scenario = load(name)
    assert not broken_ends(scenario, levers(scenario.scenario))


def broken_ends(loaded, chosen) -> list[str]:
    broken = []
    for lever in chosen:
        for value in ends(lever):
            if lever.setting.endswith(".new") or "extra_minutes" in lever.setting:
                value = value or 1.0
            try:
                differences(loaded, "lever", lever.option(value), "lever")(loaded)
            except BadInput as error:
                broken.append(f"{lever.setting} = {value}: {error}")
    return broken


def test_every_lever_says_who_why_and_how_sure(loaded):
    for lever in levers(loaded.scenario):
        assert lever.family in FAMILIES
        assert lever.help and lever.why and lever.name and lever.source, lever.setting
        assert lever.unit, lever.setting
        if not lever.choices:
            assert lever.low <= lever.today <= lever.high, lever.setting


def test_posts_from_a_date_are_listed_before_those_that_are_established():
    posts = levers(load("suffolk").scenario, "posts")
    assert posts[0].dated
    dated = [one.dated for one in posts]
    assert dated == sorted(dated, reverse=True)


def test_suffolk_has_levers_of_every_family():
    assert {lever.family for lever in levers(load("suffolk").scenario)} == set(FAMILIES)


@pytest.mark.parametrize(
    "setting, value",
    [
        ("teams.clinic.roles.clinician.wte", 0.6),
        ("teams.clinic.roles.clinician.posts.new", 1.0),
        ("teams.clinic.roles.clinician.job_plan.choice", 0.2),
        ("teams.clinic.extra_minutes.clinician_choice", 300.0),
        ("access_points.front_door.triage.camhs.accepted_share", 0.5),
        ("stages.choice.missed_share", 0.15),
        ("stages.treatment.group_size", 4),
        ("stages.choice.minutes.clinician", 60.0),
        ("demand.camhs.growth_per_year", 0.3),
        ("waiting.camhs.validations.new", 0.3),
    ],
)
def test_moving_a_lever_moves_a_result(setting, value):
    clinic = load("single_clinic")
    lever = find_lever(clinic.scenario, setting)
    option = lever.option(value, start=dt.date(2026, 5, 1) if lever.dated else None)
    moved = differences(clinic, "lever", option, "lever")(clinic).scenario
    before, after = (
        simulate(blueprint_of(one), 1, 0).stays.tobytes() for one in (clinic.scenario, moved)
    )
    assert before != after


def test_the_option_a_lever_writes_is_the_option_it_makes(tmp_path):
    clinic = load("single_clinic")
    for lever in one_of_a_kind(clinic.scenario):
        for value in ends(lever):
            path = tmp_path / "written.toml"
            try:
                option = lever.option(value or 1.0)
                path.write_text(as_toml(option), encoding="utf-8")
                made = differences(clinic, "written", option, "written.toml")(clinic)
            except BadInput:
                continue
            read = load_option(clinic, str(path))
            assert (read.changes, read.title) == (made.changes, made.title)
            assert read.question.endswith("?")


def test_a_share_of_a_week_leaves_the_week_whole():
    clinic = load("single_clinic")
    lever = find_lever(clinic.scenario, "teams.clinic.roles.clinician.job_plan.choice")
    moved = differences(clinic, "lever", lever.option(0.1), "lever")(clinic).scenario
    assert moved.teams["clinic"].roles["clinician"].job_plan == pytest.approx(
        {"choice": 0.1, "treatment": 0.9}
    )


@pytest.mark.parametrize(
    "setting, value, start, said",
    [
        ("teams.clinic.roles.clinician.wte", "many", None, "must be a number"),
        ("teams.clinic.roles.clinician.wte", 2.0, dt.date(2026, 9, 1), "has no date"),
        ("stages.choice.discipline", "loudest_first", None, "cannot be loudest_first"),
        ("teams.clinic.roles.clinician.wte", 1.2, None, "has this value today"),
        ("teams.clinic.roles.clinician.wte", float("nan"), None, "must be a finite number"),
        ("stages.choice.discharge_after_missed", 2.5, None, "must be a whole number"),
    ],
)
def test_a_value_that_makes_no_sense_is_explained(setting, value, start, said):
    with pytest.raises(BadInput, match=said):
        find_lever(load("single_clinic").scenario, setting).option(value, start=start)


def test_the_command_lists_levers_and_writes_an_option(tmp_path):
    listed = pathways("levers", "single_clinic", "--family", "posts")
    assert listed.returncode == 0
    assert "teams.clinic.roles.clinician.wte" in listed.stdout
    path = tmp_path / "more.toml"
    move = ["--move", "teams.clinic.roles.clinician.posts.new=1", "--start", "2026-06-01"]
    assert pathways("levers", "single_clinic", *move, "--out", path).returncode == 0
    checked = pathways("check", "single_clinic", "--option", path)
    assert "posts.new.wte: nothing -> 1\n" in checked.stdout
    assert "{}" not in checked.stdout
    bad = pathways("levers", "single_clinic", "--family", "post")
    assert (bad.returncode, "Did you mean posts?" in bad.stderr) == (2, True)


POSTS = "teams.clinic.roles.clinician"
NOT_WRITTEN = {
    "fewer than nobody": ([f"{POSTS}.wte=-3"], "cannot be -3. Give from 0.6 to 1.8 (WTE); today"),
    "no share": (["stages.choice.missed_share=1.5"], "cannot be 1.5. Give from 0.05 to 0.15 (sh"),
    "what is today": ([f"{POSTS}.wte=1.2"], "has this value today, so nothing would change"),
    "no number": ([f"{POSTS}.wte=many"], "must be a number, not many. Give from 0.6 to 1.8"),
    "what nothing reads": (
        ["waiting.camhs.support.leaving_multiplier=0.5"],
        "would move nothing: reach_share is 0. Switch that on too",
    ),
    "a post after the last day": (
        [f"{POSTS}.posts.new=1", "--start", "2030-01-01"],
        "funded from 2030-01-01, after the run's last day, 2027-03-31",
    ),
}  # fmt: skip


@pytest.mark.parametrize("arguments, said", NOT_WRITTEN.values(), ids=NOT_WRITTEN)
def test_an_option_that_could_not_run_or_would_move_nothing_is_not_written(
    tmp_path, capsys, arguments, said
):
    path = tmp_path / "moved.toml"
    with pytest.raises(SystemExit) as end:
        main(["levers", "single_clinic", "--move", *arguments, "--out", str(path)])
    told = capsys.readouterr().err
    assert (end.value.code, path.exists()) == (2, False)
    assert said in told and told.count(" * ") == 1, told


def test_a_lever_that_concerns_nobody_is_told_by_simulating(monkeypatch, capsys):
    monkeypatch.setattr("scenarios.commands.levers.differ", lambda *_: False)
    with pytest.raises(SystemExit) as end:
        main(["levers", "single_clinic", "--move", f"{POSTS}.wte=1.5"])
    assert end.value.code == 2
    assert "moves nothing in 3 simulated futures" in capsys.readouterr().err


def test_what_moves_a_result_differs_and_what_is_only_said_does_not():
    clinic = load("single_clinic").scenario
    lever = find_lever(clinic, "stages.choice.missed_share")
    moved = differences(load("single_clinic"), "l", lever.option(0.12), "l")(load("single_clinic"))
    assert differ(clinic, moved.scenario)
    assert not differ(clinic, clinic.model_copy(update={"title": "Another name"}))


def test_a_value_beyond_the_sensible_range_is_written_and_called_so(tmp_path, capsys):
    path = tmp_path / "moved.toml"
    with pytest.raises(SystemExit) as end:
        main(["levers", "single_clinic", "--move", f"{POSTS}.wte=5", "--out", str(path)])
    assert (end.value.code, path.exists()) == (0, True)
    assert "5 is beyond the sensible range. Give from 0.6 to 1.8" in capsys.readouterr().err
