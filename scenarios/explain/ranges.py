"""Which numbers of a scenario can be moved to the ends of the range their evidence gives."""

from dataclasses import dataclass

from scenarios.evidence.entries import GROWTH, spoken
from scenarios.evidence.traced import found_in
from scenarios.setting_words import value_words
from sim.settings import BadInput, Loaded, Scenario, plain
from sim.settings.evidence import covers
from sim.settings.options import with_values
from sim.settings.scenario import Evidence
from sim.settings.tables import leaves


@dataclass(frozen=True)
class Moved:
    """An entry of the evidence, whose numbers the scenario takes at either end."""

    setting: str
    """The paths it covers."""
    words: str
    low: float
    high: float
    numbers: tuple[str, ...]
    """The numbers that move together, by path."""
    ends: str
    """Both ends with their unit, in words."""
    confidence: str
    source: str
    """Where the range was found, by title."""

    def at(self, end: float, loaded: Loaded) -> Scenario:
        """Return a scenario with the numbers at one end."""
        return with_values(loaded, dict.fromkeys(self.numbers, end), "evidence").scenario


@dataclass(frozen=True)
class LeftOut:
    """An entry of the evidence that was not moved, and why."""

    setting: str
    words: str
    reason: str


def ranges(loaded: Loaded) -> tuple[list[Moved], list[LeftOut]]:
    """Return the entries that can be moved and those that cannot, in the order of the file.

    All the numbers that an entry covers move together. It is left out where that would mean
    something else than its source does: no range, a range of a total, several quantities.
    """
    numbers = {".".join(path): value for path, value in leaves(plain(loaded.scenario))}
    moved: list[Moved] = []
    left: list[LeftOut] = []
    for entry in loaded.scenario.evidence:
        found = _entry(loaded, entry, numbers)
        if isinstance(found, Moved):
            moved.append(found)
        else:
            left.append(
                LeftOut(", ".join(entry.settings), spoken(loaded.scenario, entry.settings), found)
            )
    return moved, left


def _entry(loaded: Loaded, entry: Evidence, numbers: dict[str, object]) -> Moved | str:
    """Return an entry at both ends, or why it cannot be moved."""
    if entry.low is None or entry.high is None:
        return "no range is given"
    if len({_quantity(path) for path in entry.settings}) > 1:
        return "its range covers several quantities"
    covered = {name: value for name, value in numbers.items() if _covered(entry, name)}
    reason = _unfit(entry.low, entry.high, list(covered.values()))
    if reason:
        return reason
    settings = ", ".join(entry.settings)
    scenario = loaded.scenario
    moved = Moved(
        settings, spoken(scenario, entry.settings), entry.low, entry.high, tuple(covered),
        _both(scenario, entry.settings[0], entry.low, entry.high), entry.confidence,
        found_in(entry.source, scenario.sources),
    )  # fmt: skip
    try:
        for end in (entry.low, entry.high):
            moved.at(end, loaded)
    except BadInput as refused:
        return f"moved together they are refused: {refused.problems[0].problem}"
    return moved


def _both(scenario: Scenario, setting: str, low: float, high: float) -> str:
    """Return both ends of a range in words, the unit once: ``15 to 75 minutes``."""
    ends = [value_words(scenario, setting, end).partition(" ") for end in (low, high)]
    first, second = ("".join(end) for end in ends)
    return f"{ends[0][0]} to {second}" if ends[0][2] == ends[1][2] else f"{first} to {second}"


def _unfit(low: float, high: float, values: list[object]) -> str:
    numeric = [v for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
    if not values or len(numeric) < len(values):
        return "it covers more than plain numbers"
    if not all(low <= value <= high for value in numeric):
        return "today's numbers are outside the range, which is of a total or in another unit"
    return "" if low < high else "its range has no width"


def _covered(entry: Evidence, name: str) -> bool:
    return any(covers(pattern, name) for pattern in entry.settings)


def _quantity(path: str) -> str:
    """Return the last word of a path that is not a name: what kind of number it is."""
    *above, last = path.split(".")
    if last in GROWTH:
        return GROWTH[0]
    return above[-1] if last == "*" and above else last


def reasons(left: list[LeftOut]) -> list[tuple[str, int]]:
    """Return each reason for which entries were left out, and how many, the most first."""
    counts: dict[str, int] = {}
    for one in left:
        reason = one.reason.partition(":")[0]
        counts[reason] = counts.get(reason, 0) + 1
    return sorted(counts.items(), key=lambda pair: -pair[1])
