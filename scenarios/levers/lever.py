"""One lever: a setting that somebody may change, and the option that a value of it makes."""

import datetime as dt
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

    def option(self, value: Value, *, start: dt.date | None = None) -> dict[str, Any]:
        """Return the option that moves the lever to a value, as an option file would give it.

        ``start`` is the first day of a dated change; left out, three months into the run.

        Raises:
        BadInput
            When the value is not of the lever's kind, or ``start`` is given for a lever
            without a date.
        """
        problem = self._unusable(value, start)
        if problem:
            raise BadInput([Problem("lever", self.setting, problem, self._remedy())])
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
            return "" if value in self.choices else f"cannot be {said(value)}"
        if isinstance(value, bool) or not isinstance(value, int | float):
            return f"must be a number, not {said(value)}"
        return ""

    def _remedy(self) -> str:
        return f"It may be {', '.join(map(said, self.choices))}." if self.choices else ""


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
