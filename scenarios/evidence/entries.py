"""What a run rests on: its numbers by confidence, and the weakest of them in full."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

import pandas as pd

from scenarios.cells import spoken_day
from scenarios.labels import opened, spaced
from scenarios.levers.rules import RULES
from scenarios.schema import settings_table
from scenarios.setting_words import entry_words
from sim.settings import Scenario
from sim.settings.scenario import Evidence

WEAKEST_FIRST = ("assumption", "low", "medium", "high")
RESTS = {
    "high": "{} come from a source about this place and time.",
    "medium": "{} come from a source that fits in part.",
    "low": "{} come from other places, or from long ago.",
    "assumption": "{} are guesses, and have no source.",
}
"""How many entries have a confidence, in plain words."""
COLUMNS = ("What", "Confidence", "Range", "Period", "Source", "Note", "Setting")
OF_A_DISTRIBUTION = {"shape", "mean", "sd", "low", "high", "shares"}
"""Parts of a setting; readers are told of the whole."""
FOR_MODELLERS = re.compile(r"^For \w+: |[;:] .*|\. .*|\.$")
"""What a sentence of help says to those who write files."""
GROWTH = ("growth_per_year", "growth_low", "growth_high")
"""One quantity under three names: what is drawn for a replication lies between the last two."""
PLAIN = {
    "areas.NAME.under_18s": "children under 18 who live there",
    "demand.NAME.re_referral.share": "share referred again",
    "demand.NAME.second_need_share": "share referred for both needs",
    "access_points.NAME.roles.NAME.sickness_share": "share of working time lost to sickness",
    "teams.NAME.roles.NAME.sickness_share": "share of working time lost to sickness",
    "access_points.NAME.triage.NAME.regraded.PRIORITY.PRIORITY": "share whose priority is changed",
    "waiting.NAME.escalation.NAME.per_week": "rate of becoming more urgent",
}  # fmt: skip
"""Settings that are no levers, and whose help is for those who write files, in plain words."""
NAMED = 3
"""Settings of one entry that are told each by name."""
WHOLE = "what is set for it"
"""What is said of an entry for the whole of a table."""


def assumptions(scenario: Scenario) -> pd.DataFrame:
    """Return every entry of the evidence, the weakest first; columns as ``COLUMNS``."""
    order = {word: k for k, word in enumerate(WEAKEST_FIRST)}
    entries = sorted(scenario.evidence, key=lambda entry: order[entry.confidence])
    rows = [
        (in_full(scenario, entry.settings), entry.confidence, _range(entry), entry.period,
         entry.source, entry.note, ", ".join(entry.settings))
        for entry in entries
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def in_full(scenario: Scenario, settings: tuple[str, ...]) -> str:
    """Return what settings are, each by name where they are few, else the first and how many."""
    names = each(scenario, settings)
    return "; ".join(names) if len(names) <= NAMED else spoken(scenario, settings)


def each(scenario: Scenario, settings: tuple[str, ...]) -> list[str]:
    """Return the name of each setting, once."""
    return list(dict.fromkeys(spoken(scenario, (one,)) for one in _quantities(settings)))


def spoken(scenario: Scenario, settings: tuple[str, ...]) -> str:
    """Return what settings are, the first by name: ``Choice appointment: share of …``.

    What a lever moves is told in the lever's words, so that one number has one name.
    """
    first, more = settings[0].split("."), len(_quantities(settings)) - 1
    pattern, sentence = _help_of(first)
    where = ", ".join(_places(scenario, first, pattern))
    what = _plain_words().get(".".join(pattern)) or FOR_MODELLERS.sub("", sentence) or WHOLE
    said = f"{opened(where)}: {_inside(what)}" if where else what
    return f"{said}, and {more} more from the same source" if more else said


def _quantities(settings: tuple[str, ...]) -> list[str]:
    """Return settings in their order, those that are one and the same quantity once."""
    same = re.compile(rf"\.({'|'.join(GROWTH)})$")
    return list(dict.fromkeys(same.sub(f".{GROWTH[0]}", one) for one in settings))


@lru_cache(maxsize=1)
def _plain_words() -> dict[str, str]:
    """Return documented setting to its plain words, the lever's where it is one."""
    return {rule.documented or rule.handle.setting: rule.what for rule in RULES} | PLAIN


def _help_of(parts: list[str]) -> tuple[list[str], str]:
    """Return the documented setting at a path, or of which the path is a part: path and help."""
    for end in range(len(parts), 1, -1):
        for path, sentence in _sentences():
            pattern = path.split(".")
            if len(pattern) == end and all(map(_fits, pattern, parts)):
                return pattern, sentence
    return parts[:1], ""


def _places(scenario: Scenario, parts: list[str], pattern: list[str]) -> Iterator[str]:
    """Yield of whom a setting is told, each by its label; the table's own name where of all."""
    if parts[1:2] == ["*"]:
        yield f"all {spaced(parts[0])}"
    for k, part in enumerate(parts):
        own = k >= len(pattern) or _is_a_name(pattern[k])
        if own and part not in ("*", *OF_A_DISTRIBUTION):
            yield entry_words(scenario, parts[k - 1], part)


def _inside(words: str) -> str:
    """Return words as they go on after a colon."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def _fits(word: str, given: str) -> bool:
    return _is_a_name(word) or word == given


def _is_a_name(word: str) -> bool:
    """Whether a word of a documented path stands for a name of the reader's own."""
    return word.isupper()


@lru_cache(maxsize=1)
def _sentences() -> tuple[tuple[str, str], ...]:
    """Return path and sentence of help of each setting that is told as a whole."""
    table = settings_table()
    whole = ~table["setting"].str.rsplit(".", n=1).str[-1].isin(OF_A_DISTRIBUTION)
    return tuple(zip(table["setting"][whole], table["help"][whole], strict=True))


def by_confidence(scenario: Scenario) -> Counter[str]:
    """Return how many entries have each confidence."""
    return Counter(entry.confidence for entry in scenario.evidence)


def told_by_confidence(scenario: Scenario) -> str:
    """Return how many entries have each confidence, the weakest first: ``57 assumption``."""
    counts = by_confidence(scenario)
    return ", ".join(f"{counts[word]} {word}" for word in WEAKEST_FIRST if counts[word])


def rests_on(scenario: Scenario) -> tuple[str, ...]:
    """Say what the numbers rest on, for a reader in a hurry."""
    counts = by_confidence(scenario)
    total = sum(counts.values())
    if not total:
        return ("No source is given for any number of this scenario.",)
    said = " ".join(words.format(counts[word]) for word, words in RESTS.items() if counts[word])
    return (f"{total} numbers, or sets of them, have been put in. {said}",
            "Each is listed with what it rests on, the weakest first.")  # fmt: skip


def sources(scenario: Scenario) -> pd.DataFrame:
    """Return each source key with its title, date and address."""
    rows = [(key, words) for key, words in scenario.sources.items()]
    return pd.DataFrame(rows, columns=["Key", "Source"])


def _range(entry: Evidence) -> str:
    if entry.low is None or entry.high is None:
        return ""
    return f"{entry.low:g} to {entry.high:g}"


def dates(scenario: Scenario) -> str:
    """Return the day that the numbers describe, in words."""
    return "not stated" if scenario.as_at is None else spoken_day(scenario.as_at)
