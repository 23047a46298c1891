"""The levers of a scenario: every place where a rule finds something to move."""

import math
from functools import lru_cache
from typing import Any

import pandas as pd

from scenarios.levers.families import FAMILIES
from scenarios.levers.handles import NAMES, Limited, Place, Value, tables
from scenarios.levers.lever import Lever, said
from scenarios.levers.people import SignpostedTo
from scenarios.levers.rule import Rule
from scenarios.levers.rules import RULES
from scenarios.schema import settings_table
from sim.settings import BadInput, Problem, Scenario
from sim.settings.evidence import evidence_of
from sim.settings.problems import did_you_mean

ADVICE = "advice_returned"
"""The event by which a pathway of EHC advice is known."""
COLUMNS = (
    "family", "lever", "setting", "today", "low", "high", "choices", "unit", "owner", "why",
    "help", "confidence", "source",
)  # fmt: skip


def levers(scenario: Scenario, family: str | None = None) -> list[Lever]:
    """Return the levers of a scenario, or those of one family, in the order of the families."""
    if family is not None and family not in FAMILIES:
        remedy = did_you_mean(family, FAMILIES) or f"Families: {', '.join(FAMILIES)}."
        raise BadInput([Problem("levers", family, "there is no such family", remedy)])
    made = [
        _lever(scenario, rule, place)
        for rule in RULES
        for place in rule.handle.places(scenario)
        if rule.when is None or rule.when(scenario.stages[place[1]])
    ]
    order = list(FAMILIES)
    chosen = [one for one in made if family in (None, one.family)]
    return sorted(chosen, key=lambda one: order.index(one.family))


def find_lever(scenario: Scenario, setting: str) -> Lever:
    """Return the lever of a setting, or raise BadInput with the nearest one."""
    known = {one.setting: one for one in levers(scenario)}
    if setting not in known:
        remedy = did_you_mean(setting, known) or "See `pathways levers` for those there are."
        raise BadInput([Problem("levers", setting, "is no lever of this scenario", remedy)])
    return known[setting]


def table(chosen: list[Lever]) -> pd.DataFrame:
    """Return levers as rows, as the command prints them with --json."""
    rows = [
        (
            one.family, one.name, one.setting, one.today, one.low, one.high,
            ", ".join(map(said, one.choices)), one.unit, one.owner, one.why,
            one.help, one.confidence, one.source,
        )
        for one in chosen
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _lever(scenario: Scenario, rule: Rule, place: Place) -> Lever:
    handle = rule.handle
    today = handle.today(scenario, place)
    low, high = _range(scenario, rule, place, today)
    story = evidence_of(scenario, ".".join(place))
    unit, text = _documentation().get(rule.documented or handle.setting, ("", ""))
    choices = handle.choices(scenario, place) if isinstance(handle, SignpostedTo) else rule.choices
    if choices and today not in choices:
        choices = (today, *choices)
    return Lever(
        setting=".".join(place), name=f"{rule.what}: {_where(scenario, handle.setting, place)}",
        family=_family(scenario, rule, place), owner=rule.owner, unit=rule.unit or unit,
        today=today, low=low, high=high, choices=choices, why=rule.why, help=text,
        confidence=story.confidence if story else "assumption",
        source=story.source if story else "not stated", scenario=scenario, handle=handle,
        place=place,
    )  # fmt: skip


def _range(
    scenario: Scenario, rule: Rule, place: Place, today: Value
) -> tuple[float | None, float | None]:
    if rule.spread is None:
        return None, None
    low, high = rule.spread(float(today))
    if isinstance(rule.handle, Limited):
        least, most = rule.handle.limits(scenario, place)
        low, high = max(low, least), min(high, most)
    if isinstance(today, int):
        return float(math.ceil(low)), float(math.floor(high))
    return round(low, 6), round(high, 6)


def _family(scenario: Scenario, rule: Rule, place: Place) -> str:
    """Return the rule's family; time for EHC advice has one of its own."""
    if rule.family != "job_plans":
        return rule.family
    stage = scenario.stages[place[-1]]
    return "ehc" if ADVICE in (*stage.events, *stage.end_events) else rule.family


@lru_cache(maxsize=1)
def _documentation() -> dict[str, tuple[str, str]]:
    """Return unit and help of every setting, from the settings themselves."""
    rows = settings_table()
    return {
        setting: (unit, text)
        for setting, unit, text in zip(rows["setting"], rows["unit"], rows["help"], strict=True)
    }


def _where(scenario: Scenario, setting: str, place: Place) -> str:
    """Return the labels of what a path names, from the outside in."""
    words: list[str] = []
    here: Any = scenario
    for key, form in zip(place, setting.split("."), strict=False):
        here = (tables(here) or {}).get(key) if isinstance(tables(here), dict) else None
        if form in NAMES:
            words.append(getattr(here, "label", "") or _label(scenario, key))
    return ", ".join(dict.fromkeys(words))


def _label(scenario: Scenario, key: str) -> str:
    """Return the label of what a key names elsewhere: a stage, an area, a need."""
    needs = {pathway.need: pathway for pathway in scenario.pathways.values()}
    for group in (scenario.stages, scenario.areas, needs):
        if key in group:
            return group[key].label or key.replace("_", " ")
    return key.replace("_", " ")
