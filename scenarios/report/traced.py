"""From a number to its source: every setting with evidence, its value, and where it was found."""

import re
from collections.abc import Iterator
from typing import Any

import pandas as pd

from scenarios.report.evidence import assumptions
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
SHOWN = 3
"""Different values of one entry that are written out; of more, the lowest and highest are."""
ASSUMED = "assumption"
CHOSEN = "chosen in this option; it gives no source"
RESTING = ("Today's value rests on", "The new one rests on")
COLUMNS = ("What", "Value", "Confidence", "Source", "Range", "Period", "Note", "Setting", "Topic")


def traced(scenario: Scenario) -> pd.DataFrame:
    """Return every entry of the evidence with its value and source; columns are ``COLUMNS``."""
    values = scenario.model_dump(mode="json")
    table = assumptions(scenario)
    return table.assign(
        Topic=[topic(setting) for setting in table["Setting"]],
        Value=[_value(setting.split(", "), values) for setting in table["Setting"]],
        Source=[found_in(source, scenario.sources) for source in table["Source"]],
    )[list(COLUMNS)]


def for_readers(scenario: Scenario) -> pd.DataFrame:
    """Return the same without the words of files: for those who read and change nothing."""
    return traced(scenario).drop(columns=["Setting", "Topic"])


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
    said = (_said(list(_at(values, one.split(".")))) for one in patterns)
    return "; ".join(dict.fromkeys(filter(None, said)))


def _said(found: list[Any]) -> str:
    numbers = sorted({value for value in found if _is_number(value)})
    if len(numbers) > SHOWN:
        return f"{numbers[0]:,g} to {numbers[-1]:,g}"
    if numbers:
        return ", ".join(f"{value:,g}" for value in numbers)
    return ", ".join(dict.fromkeys(str(value) for value in found if value not in (None, "")))[:80]


def _at(value: Any, path: list[str]) -> Iterator[Any]:
    """Yield the plain values at a path, and below it where it ends at a table or a list."""
    if isinstance(value, dict):
        stars = not path or path[0] == "*"
        below = value.values() if stars else [value[path[0]]] if path[0] in value else []
        for inner in below:
            yield from _at(inner, path[1:])
    elif isinstance(value, list):
        for inner in value:
            yield from _at(inner, path)
    elif not path:
        yield value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
