"""From a number to its source: every setting with evidence, its value, and where it was found."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from typing import Any

import pandas as pd

from scenarios.evidence.entries import assumptions, each
from scenarios.labels import spaced
from scenarios.schema import settings_table
from scenarios.setting_words import is_told
from sim.settings import Change, Scenario
from sim.settings.evidence import evidence_of
from sim.settings.scenario import Evidence

TOPICS = {
    "demand": "Referrals",
    "access_points": "Access points",
    "teams": "Teams and staff",
    "stages": "Stages and pathways",
    "pathways": "Stages and pathways",
    "waiting": "While waiting",
    "standards": "Clocks and standards",
    "clocks": "Clocks and standards",
    "opening": "Who waits on the first day",
    "costs": "Money",
    "areas": "Places and dates",
    "calendar": "Places and dates",
}
"""First word of a setting's path to what readers call it."""
OTHER = "Other"
KEY = re.compile(r"\b[A-Z]+\d+\b")
SHOWN, SHOWN_NAMES = 3, 4
"""Different values of one entry that are written out (of more, the lowest and highest), and
settings of different meaning below it that are named."""
BESIDE_NUMBERS = ("unit", "shape", "areas", "needs")
"""Settings in words that are told beside numbers; other words are found in the file."""
CHILDREN = "count"
"""A table that has it says how many children are on a list; how long they waited is in the file."""
ASSUMED = "assumption"
CHOSEN = "chosen in this option; it gives no source"
RESTING = ("Today's value rests on", "The new one rests on")
COLUMNS = ("What", "Value", "Confidence", "Source", "Range", "Period", "Note", "Setting", "Topic",
           "Covers")  # fmt: skip


def traced(scenario: Scenario) -> pd.DataFrame:
    """Return every entry of the evidence with its value and source; columns are ``COLUMNS``."""
    values = scenario.model_dump(mode="json")
    table = assumptions(scenario)
    return table.assign(
        Topic=[topic(setting) for setting in table["Setting"]],
        Value=[_value(setting.split(", "), values) for setting in table["Setting"]],
        Source=[found_in(source, scenario.sources) for source in table["Source"]],
        Covers=[
            "; ".join(each(scenario, tuple(setting.split(", ")))) for setting in table["Setting"]
        ],
    )[list(COLUMNS)]


def for_readers(scenario: Scenario) -> pd.DataFrame:
    """Return the same without the words of files: for those who read and change nothing."""
    return traced(scenario).drop(columns=["Setting", "Topic", "Covers"])


def resting(changes: tuple[Change, ...], before: Scenario, after: Scenario) -> pd.DataFrame:
    """Return on what the old and the new value of each change rest; columns as ``RESTING``."""
    own = [entry for entry in after.evidence if entry not in before.evidence]
    added = after.model_copy(update={"evidence": tuple(own)})
    rows = [
        (_said_of(evidence_of(before, one.setting), before) if is_told(one.old) else "",
         _said_of(evidence_of(added, one.setting), after) or CHOSEN)
        for one in changes if is_told(one.old) or is_told(one.new)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(RESTING))


def _said_of(entry: Evidence | None, scenario: Scenario) -> str:
    """Return confidence and source of an entry; of an assumption its note, where it has one."""
    if entry is None:
        return ""
    source = found_in(entry.source, scenario.sources)
    said = entry.note if source == ASSUMED and entry.note else source
    return said if said == entry.confidence else f"{entry.confidence}: {said}"


def topic(setting: str) -> str:
    """Return what a setting is about."""
    return TOPICS.get(setting.partition(".")[0], OTHER)


def found_in(source: str, sources: dict[str, str]) -> str:
    """Return a source with the title in place of each of its keys, and the key behind it."""
    return KEY.sub(lambda found: _titled(found.group(), sources), source)


def _titled(key: str, sources: dict[str, str]) -> str:
    """Return the title behind a key: ``Healthy Suffolk JSNA, 2022, … [S73]``."""
    return f"{sources[key].rstrip('.')} [{key}]" if key in sources else key


def _value(patterns: list[str], values: dict[str, Any]) -> str:
    """Return the values that an entry covers, setting by setting."""
    told = dict.fromkeys(filter(None, (_told(_at(values, one.split("."))) for one in patterns)))
    return "; ".join(_first(list(told), SHOWN_NAMES))


def _told(found: Iterator[tuple[str, Any]]) -> str:
    """Return values in words; those of settings that differ in meaning each under its name."""
    by_name: dict[str, list[Any]] = {}
    for name, value in found:
        by_name.setdefault(name, []).append(value)
    if CHILDREN in by_name:
        return f"{_said(by_name[CHILDREN])} children"
    if any(map(_is_number, chain.from_iterable(by_name.values()))):
        by_name = {name: found for name, found in by_name.items()
                   if name in BESIDE_NUMBERS or any(map(_is_number, found))}  # fmt: skip
    said = {name: words for name, found in by_name.items() if (words := _said(found))}
    parts = [f"{spaced(name)} {words}".strip() for name, words in said.items()]
    return ", ".join(_first(parts, SHOWN_NAMES))


def _said(found: list[Any]) -> str:
    numbers = sorted({value for value in found if _is_number(value)})
    if len(numbers) > SHOWN:
        return f"{numbers[0]:,g} to {numbers[-1]:,g}"
    if numbers:
        return ", ".join(f"{value:,g}" for value in numbers)
    texts = list(dict.fromkeys(str(value) for value in found if value not in (None, "", False)))
    return ", ".join(_first(list(map(spaced, texts)), SHOWN))


def _first(parts: list[str], most: int) -> list[str]:
    """Return so many parts, and how many more there are."""
    return parts if len(parts) <= most else [*parts[:most], f"and {len(parts) - most} more"]


def _at(value: Any, path: list[str], name: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the plain values at a path, and below it where it ends at a table or a list.

    Each comes with the name of the setting below the path that it is a value of, if there is one.
    """
    if isinstance(value, dict):
        stars = not path or path[0] == "*"
        below = value.items() if stars else [(path[0], value[path[0]])] if path[0] in value else []
        for key, inner in below:
            yield from _at(inner, path[1:], key if stars and key in _names() else name)
    elif isinstance(value, list):
        for inner in value:
            yield from _at(inner, path, name)
    elif not path:
        yield name, value


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    """Return the names of settings, as against those that a reader gives to areas and teams."""
    return frozenset(settings_table()["setting"].str.rsplit(".", n=1).str[-1])


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
