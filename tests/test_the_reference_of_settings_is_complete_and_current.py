"""The schema and the table of settings say what the settings themselves allow."""

import copy
import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest

from scenarios.cli import main
from scenarios.schema import markdown, option_schema, schema, settings_table
from scenarios.template import template
from sim.settings import Scenario, library, library_names, load, plain

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def table():
    return settings_table().set_index("setting")


def models(part: Any):
    yield from part.get("$defs", {}).values()
    yield part


def test_the_committed_reference_is_current():
    found = (ROOT / "docs" / "settings.md").read_text("utf-8")
    assert found == markdown() + "\n", "run: python -m scenarios.schema > docs/settings.md"


def test_every_setting_has_a_sentence(table):
    assert not (table["help"] == "").any(), list(table.index[table["help"] == ""])


def test_every_field_of_the_schema_is_described():
    bare = [
        f"{one.get('title')}.{name}"
        for one in models(schema())
        for name, field in one.get("properties", {}).items()
        if "description" not in field
    ]
    assert not bare


def test_every_setting_of_a_shipped_scenario_is_in_the_table(table):
    known = {name.replace("[]", "") for name in table.index}
    for name in library_names():
        unknown = [path for path in paths(plain(load(name).scenario)) if not fits(path, known)]
        assert not unknown, unknown


def paths(values: Any, above: tuple[str, ...] = ()):
    if isinstance(values, dict) and values:
        for key, value in values.items():
            yield from paths(value, (*above, key))
    elif isinstance(values, list) and values and isinstance(values[0], dict):
        for value in values:
            yield from paths(value, above)
    else:
        yield above


def fits(path: tuple[str, ...], known: set[str]) -> bool:
    chosen = ("NAME", "PRIORITY", "SOURCE", "MONTH")
    for name in known:
        parts = name.split(".")
        same = all(a in chosen or a == b for a, b in zip(parts, path, strict=False))
        if same and len(parts) >= len(path):
            return True
    return False


SHOWN = {
    "calendar.horizon_days": ("whole number", "days", "at least 1, at most 7,320", "required"),
    "teams.NAME.roles.NAME.wte": ("number", "WTE", "at least 0, at most 10,000", "0"),
    "stages.NAME.missed_share": ("number", "share", "at least 0, below 1", "0"),
    "stages.NAME.delay_days": ("number, or table", "days", "at least 0, at most 10,000", "0"),
    "stages.NAME.delay_days.mean": ("number", "days", "at least 0, at most 10,000", "none"),
    "demand.NAME.referrals_per_year.NAME": (
        "number",
        "referrals a year",
        "at least 0, at most 3,000,000",
        "required",
    ),
    "demand.NAME.observed_counts.NAME.MONTH": (
        "whole number",
        "",
        "at least 0, at most 1,000,000",
        "none",
    ),
    "stages.NAME.carve_out.PRIORITY": ("number", "share", "at least 0, at most 1", "none"),
    "calendar.period": ("one of: month, week", "", "", "month"),
    "calendar.school_holidays[].start": (
        "date",
        "",
        "at least 1990-01-01, at most 2120-12-31",
        "required",
    ),
}


@pytest.mark.parametrize("setting", SHOWN)
def test_type_unit_limits_and_default_are_those_of_the_setting(table, setting):
    row = table.loc[setting]
    assert (row["type"], row["unit"], row["limits"], row["default"]) == SHOWN[setting]


def test_the_command_lists_every_setting_with_its_help_in_lines_that_fit(table, capsys):
    with pytest.raises(SystemExit):
        main(["schema", "--settings"])
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line in table.index] == list(table.index)
    assert max(map(len, lines)) <= 100
    place = lines.index("stages.NAME.missed_share")
    assert lines[place + 1] == "    number (share); at least 0, below 1; default 0"
    assert lines[place + 2].strip() in table.loc["stages.NAME.missed_share", "help"]


def test_what_changes_no_result_is_marked(table):
    assert table.loc["title", "descriptive"]
    assert table.loc["stages.NAME.nice", "descriptive"]
    assert not table.loc["stages.NAME.missed_share", "descriptive"]


def accepts(part: dict[str, Any], values: Any) -> bool:
    jsonschema = pytest.importorskip("jsonschema")
    return jsonschema.Draft202012Validator(part).is_valid(values)


def test_the_schema_takes_every_shipped_scenario_and_refuses_a_misspelling():
    for name in library_names():
        values = plain(load(name).scenario)
        assert accepts(schema(), values), name
        wrong = copy.deepcopy(values)
        wrong["calendar"]["horizon_dais"] = 3
        assert not accepts(schema(), wrong)


def test_only_a_file_that_stands_alone_must_have_everything():
    assert accepts(schema(), {"extends": "suffolk", "title": "Mine"})
    assert not accepts(schema(), {"title": "Mine"})


def test_a_file_that_extends_may_change_one_number_deep_down_and_no_more_than_settings_allow():
    mine = {"extends": "suffolk", "teams": {"west": {"roles": {"clinician": {"wte": 24}}}}}
    assert accepts(schema(), mine)
    mine["teams"]["west"]["roles"]["clinician"] = {"wtee": 24}
    assert not accepts(schema(), mine)
    assert not accepts(schema(), {"title": "Whole"} | {key: mine[key] for key in ("teams",)})


def test_a_list_is_replaced_whole_so_its_items_must_be():
    assert accepts(schema(), {"waiting": {"camhs": {"leaving": [{"per_week": 0.01}]}}})
    assert not accepts(schema(), {"waiting": {"camhs": {"leaving": [{"from_week": 4}]}}})


def test_the_schema_takes_every_part_of_a_shipped_scenario():
    for part in (library() / "suffolk").glob("*.toml"):
        values = tomllib.loads(part.read_text("utf-8"))
        if part.stem not in ("fit", "targets"):
            assert accepts(schema(), values_of(values)), part.name


def values_of(value: Any) -> Any:
    """Tables as an editor sees them: dates are texts."""
    if isinstance(value, dict):
        return {key: values_of(one) for key, one in value.items()}
    if isinstance(value, list):
        return [values_of(one) for one in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def test_the_option_schema_takes_the_option_template():
    values = tomllib.loads(template("option"))
    dated = values["milestones"]["post_funded"]
    dated["due"] = dated["due"].isoformat()
    assert accepts(option_schema(), values)
    assert not accepts(option_schema(), values | {"sett": {}})


def test_the_schema_leaves_the_settings_as_they_were():
    before = Scenario.model_json_schema()
    schema()
    option_schema()
    assert Scenario.model_json_schema() == before
