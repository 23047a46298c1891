"""Every setting is called a lever or said why not; every lever makes an option that runs."""

import datetime as dt

import pytest

from scenarios.levers import FAMILIES, as_toml, find_lever, levers
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
        if not lever.choices:
            assert lever.low <= lever.today <= lever.high, lever.setting


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
            option = lever.option(value or 1.0)
            path = tmp_path / "written.toml"
            path.write_text(as_toml(option), encoding="utf-8")
            try:
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
