"""A setting in words: where it stands and what it is, for those who never see a file."""

import datetime as dt
import json
import re
from functools import lru_cache
from typing import Any

import pandas as pd

from scenarios.cells import spoken_day
from scenarios.labels import NEEDS, opened, spaced
from scenarios.schema import settings_table
from sim.settings import Change, Scenario

GROUPS = {
    "areas": "areas", "stages": "stages", "teams": "teams", "access_points": "access_points",
    "standards": "standards", "clocks": "clocks", "pathways": "pathways",
}  # fmt: skip
"""Tables whose entries have labels of their own."""
BY_BAND = "salary_gbp"
"""The table of pay, whose entries are bands and other grades."""
NOTHING = "not there"
EMPTY: tuple[Any, ...] = (None, {}, "", ())
MOST_LETTERS = 120
ONE_OF = re.compile(r"^(minute|hour|day|week|month|year)s\b")
"""A unit of time in the plural, which one of them is not."""


def change_table(scenario: Scenario, changes: tuple[Change, ...]) -> pd.DataFrame:
    """Return what an option changes: what, from and to, in words."""
    rows = [
        (setting_words(scenario, one.setting), value_words(scenario, one.setting, one.old),
         value_words(scenario, one.setting, one.new))
        for one in changes
        if is_told(one.old) or is_told(one.new)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["What", "Today", "In this option"])


def changed_in(scenario: Scenario, changes: pd.DataFrame) -> pd.DataFrame:
    """Return the changes of a run folder in words, with the option and the path of each."""
    rows = zip(*(changes[name] for name in ("option", "setting", "old", "new")), strict=True)
    told = [(option, Change(setting, _read(old), _read(new))) for option, setting, old, new in rows]
    told = [(option, one) for option, one in told if is_told(one.old) or is_told(one.new)]
    table = change_table(scenario, tuple(one for _, one in told))
    return table.assign(option=[name for name, _ in told], Setting=[one.setting for _, one in told])


def _read(cell: Any) -> Any:
    """Return a value that a run folder writes as JSON; columns of numbers are read already."""
    if isinstance(cell, str):
        return json.loads(cell) if cell else None
    return cell


def is_told(value: Any) -> bool:
    """Whether a value says something: nothing, and an empty table or list, do not."""
    return value not in EMPTY


def entry_words(scenario: Scenario, group: str, key: str) -> str:
    """Return what readers call an entry of a table: its label, or its key in words."""
    if group == "bands" and key in scenario.opening.bands:
        band = scenario.opening.bands[key]
        return ", ".join(named(scenario, one) for one in (band.stage, band.area))
    if group == BY_BAND:
        return f"band {key}" if key[:1].isdigit() else spaced(key)
    table: Any = getattr(scenario, GROUPS.get(group, ""), {})
    return str(getattr(table.get(key), "label", "") or NEEDS.get(key, _plain(key)))


def _plain(key: str) -> str:
    return spaced(key.removesuffix("_gbp"))


def setting_words(scenario: Scenario, setting: str) -> str:
    """Return a path in words: "West team, clinician: WTE"."""
    *places, last = setting.split(".")
    words, group = [], ""
    for part in places:
        if part not in GROUPS and part not in ("roles", "outcomes", "demand", "waiting"):
            words.append(entry_words(scenario, group, part))
        group = part if part in (*GROUPS, BY_BAND) else ""
    where = ", ".join(dict.fromkeys(words))
    what = entry_words(scenario, BY_BAND, last) if group == BY_BAND else named(scenario, last)
    return f"{opened(where)}: {what}" if where else opened(what)


def value_words(scenario: Scenario, setting: str, value: Any) -> str:
    """Return a value of a setting with its unit, short enough for a table."""
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    unit = _unit(setting)
    if isinstance(value, int | float):
        return _number(value, unit)
    if (date := _date(value)) is not None:
        return spoken_day(date)
    if isinstance(value, dict) and "mean" in value:
        return f"{value['mean']:,.4g} {unit} on average".replace("  ", " ")
    if isinstance(value, list | tuple):
        text = ", ".join(value_words(scenario, setting, item) for item in value)
    elif isinstance(value, dict):
        text = ", ".join(f"{named(scenario, str(k))} {v}" for k, v in value.items())
    else:
        text = named(scenario, str(value)) or "nothing"
    return text if len(text) <= MOST_LETTERS else f"{text[: MOST_LETTERS - 1]}…"


def _number(value: float, unit: str) -> str:
    if unit.startswith("share"):
        return f"{value:.1%}".replace(".0%", "%") + unit.removeprefix("share")
    if value == 1:
        unit = ONE_OF.sub(r"\1", unit)
    return f"£{value:,.0f}" if unit.startswith("£") else f"{value:,.6g} {unit}".strip()


def _date(value: Any) -> dt.date | None:
    """Return a date, also one written as text."""
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value)) if len(str(value)) == len("2026-04-01") else None
    except ValueError:
        return None


def _unit(setting: str) -> str:
    return "share" if ".job_plan." in setting else _units().get(setting.rsplit(".", 1)[-1], "")


def named(scenario: Scenario, key: str) -> str:
    """Return the label of a key wherever it has one, or the key in words."""
    for group in GROUPS.values():
        label = getattr(getattr(scenario, group).get(key), "label", "")
        if label:
            return str(label)
    return NEEDS.get(key, "WTE" if key == "wte" else _plain(key))


@lru_cache(maxsize=1)
def _units() -> dict[str, str]:
    """Return the unit of settings by the last part of their path."""
    rows = settings_table()
    return {s.rsplit(".", 1)[-1]: u for s, u in zip(rows["setting"], rows["unit"], strict=True)}
