"""One lever: a setting that somebody may change, and the option that a value of it makes."""

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import tomlkit

from scenarios.levers.handles import Handle, Place, Value
from sim.settings import BadInput, Problem, Scenario
from sim.settings.words import Confidence, Owner


@dataclass(frozen=True)
class Lever:
    """A setting that somebody may change."""

    setting: str
    """Its path; for a new post or bought minutes, the table they would be added to."""
    name: str
    """Plain name."""
    family: str
    """A key of FAMILIES."""
    owner: Owner
    """Who can change it."""
    unit: str
    today: Value
    """The value of the scenario."""
    low: float | None
    """Least sensible value; None where the value is a word."""
    high: float | None
    """Most sensible value."""
    choices: tuple[Value, ...]
    """The values it may take, where it is not a number."""
    why: str
    """Why the range is what it is."""
    help: str
    confidence: Confidence
    """How far today's value can be trusted."""
    source: str
    """What today's value rests on."""
    scenario: Scenario = field(repr=False, compare=False)
    handle: Handle = field(repr=False, compare=False)
    place: Place = field(repr=False, compare=False)

    @property
    def dated(self) -> bool:
        """Whether its change begins on a date that can be chosen, and slip."""
        return self.handle.dated

    @property
    def whole(self) -> bool:
        """Whether its value is a whole number."""
        return isinstance(self.today, int) and not isinstance(self.today, bool)

    def read(self, text: str) -> Value:
        """Return the value that a reader writes; of a choice, in the words of a table."""
        for choice in self.choices:
            if text in (said(choice), str(choice).lower()):
                return choice
        try:
            return float(text)
        except ValueError:
            return text

    def sensible(self, value: Value) -> bool:
        """Return whether a value is within its range, or one of its choices."""
        if self.low is None or self.high is None or isinstance(value, str):
            return value in self.choices
        return self.low <= value <= self.high

    @property
    def advice(self) -> str:
        """What its value may sensibly be, and is today."""
        today = f"today it is {said(self.today)}"
        if self.choices:
            return f"It may be {', '.join(map(said, self.choices))}; {today}."
        whole = "a whole number " if self.whole else ""
        return f"Give {whole}from {self.low:g} to {self.high:g} ({self.unit}); {today}."

    def option(self, value: Value, *, start: dt.date | None = None) -> dict[str, Any]:
        """Return the option that moves the lever to a value, as an option file would give it.

        ``start`` is the first day of a dated change; left out, three months into the run.

        Raises:
        BadInput
            When the value is not of the lever's kind or is today's, or ``start`` is given for a
            lever without a date.
        """
        problem = self._unusable(value, start)
        if problem:
            raise BadInput([Problem("lever", self.setting, problem, self.advice)])
        changes = self.handle.option(self.scenario, self.place, value, start)
        return {
            "title": f"{self.name}: {said(value)} in place of {said(self.today)}",
            "question": f"What changes if {self.name} is {said(value)}?",
            **changes,
        }

    def _unusable(self, value: Value, start: dt.date | None) -> str:
        if start is not None and not self.dated:
            return "its change has no date; it rules from the first day"
        if self.choices:
            if value not in self.choices:
                return f"cannot be {said(value)}"
        elif isinstance(value, bool) or not isinstance(value, int | float):
            return f"must be a number, not {said(value)}"
        elif not math.isfinite(value):
            return f"must be a finite number, not {value}"
        elif self.whole and value != int(value):
            return f"must be a whole number, not {said(value)}"
        return "has this value today, so nothing would change" if value == self.today else ""


def said(value: Value) -> str:
    """Return a value in the words of a table."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, int | float) else str(value or "none")


def as_toml(option: Mapping[str, Any]) -> str:
    """Return an option as the text of a file that ``--option`` reads."""
    return tomlkit.dumps(_document(option))


def _document(values: Mapping[str, Any]) -> Any:
    """Return tables with short paths written on one line, as a person would."""
    document = tomlkit.document()
    for key, value in values.items():
        document[key] = _table(value) if isinstance(value, Mapping) else value
    return document


def _table(values: Mapping[str, Any]) -> Any:
    nested = any(isinstance(value, Mapping) for value in values.values())
    table = tomlkit.table(is_super_table=nested or None)
    for key, value in values.items():
        table[key] = _table(value) if isinstance(value, Mapping) else value
    return table
