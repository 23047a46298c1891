"""What a run rests on: its numbers by confidence, and the weakest of them in full."""

from collections import Counter
from functools import lru_cache

import pandas as pd

from scenarios.labels import opened, spaced
from scenarios.schema import settings_table
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
ANY = {"NAME", "*"}
"""Words of a setting's path that stand for a name of the reader's own."""


def assumptions(scenario: Scenario) -> pd.DataFrame:
    """Return every entry of the evidence, the weakest first; columns as ``COLUMNS``."""
    order = {word: k for k, word in enumerate(WEAKEST_FIRST)}
    entries = sorted(scenario.evidence, key=lambda entry: order[entry.confidence])
    rows = [
        (spoken(entry.settings), entry.confidence, _range(entry), entry.period, entry.source,
         entry.note, ", ".join(entry.settings))
        for entry in entries
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def spoken(settings: tuple[str, ...]) -> str:
    """Return what settings mean, by their own sentence of help, and of whom they are told."""
    first, more = settings[0], len(settings) - 1
    parts = first.split(".")
    for path, sentence in _sentences():
        pattern = path.split(".")
        if len(pattern) == len(parts) and all(map(_fits, pattern, parts)):
            whose = [spaced(one) for word, one in zip(pattern, parts, strict=True)
                     if word in ANY and one not in ANY]  # fmt: skip
            said = f"{sentence.rstrip('.')} ({', '.join(whose)})" if whose else sentence.rstrip(".")
            return f"{said}, and {more} like it" if more else said
    return ", ".join(settings)


def _fits(word: str, given: str) -> bool:
    return word in ANY or given in ANY or word == given


@lru_cache(maxsize=1)
def _sentences() -> tuple[tuple[str, str], ...]:
    """Return each setting's path and sentence of help."""
    table = settings_table()
    return tuple(zip(table["setting"], table["help"], strict=True))


def by_confidence(scenario: Scenario) -> Counter[str]:
    """Return how many entries have each confidence."""
    return Counter(entry.confidence for entry in scenario.evidence)


def rests_on(scenario: Scenario) -> tuple[str, ...]:
    """Say what the numbers rest on, for a reader in a hurry."""
    counts = by_confidence(scenario)
    total = sum(counts.values())
    if not total:
        return ("No source is given for any number of this scenario.",)
    said = " ".join(words.format(counts[word]) for word, words in RESTS.items() if counts[word])
    return (f"{total} numbers, or sets of them, have been put in. {said}",
            "Each is listed with its source, the weakest first.")  # fmt: skip


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
    if scenario.as_at is None:
        return "not stated"
    return f"{scenario.as_at.day} {opened(f'{scenario.as_at:%B %Y}')}"
