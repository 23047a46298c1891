"""Handles: where in a scenario a kind of lever is found, what it is today, how it is moved.

A handle knows settings by their form (``teams.NAME.roles.NAME.wte``), never by the names that
one scenario uses.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from pydantic import BaseModel

from sim.settings import Scenario
from sim.settings.milestone import later
from sim.settings.tables import merged, nested

Value = float | int | str | bool
Place = tuple[str, ...]
Changes = dict[str, Any]
NAMES = ("NAME", "PRIORITY", "SOURCE")
"""Words that stand for any name in the form of a setting."""


class Handle(Protocol):
    """How a kind of lever is found, read and moved."""

    @property
    def setting(self) -> str:
        """The form of the setting."""
        ...

    @property
    def dated(self) -> bool:
        """Whether a change begins on a date that can be chosen."""
        ...

    def places(self, scenario: Scenario) -> list[Place]:
        """Return the path of every lever of this kind in a scenario."""
        ...

    def today(self, scenario: Scenario, place: Place) -> Value:
        """Return the scenario's own value."""
        ...

    def option(
        self, scenario: Scenario, place: Place, value: Value, start: dt.date | None
    ) -> Changes:
        """Return the changes that give it a value."""
        ...


@runtime_checkable
class Limited(Protocol):
    """A handle whose values have limits set by other settings."""

    def limits(self, scenario: Scenario, place: Place) -> tuple[float, float]:
        """Return the least and the most that the scenario allows."""
        ...


def found(values: Any, form: Place, before: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Yield (path, value) of everything in tables that has the form of a setting."""
    if not form:
        yield before, values
        return
    values = tables(values)
    if isinstance(values, Mapping):
        keys = list(values) if form[0] in NAMES else [form[0]]
        for key in keys:
            if key in values:
                yield from found(values[key], form[1:], (*before, key))


def tables(value: Any) -> Any:
    """Return a group of settings as a table of its fields; anything else as it is."""
    return vars(value) if isinstance(value, BaseModel) else value


def at(scenario: Scenario, place: Place) -> Any:
    """Return the value at a path, defaults included, as plain tables."""
    values: Any = scenario
    for key in place:
        values = tables(values)[key]
    return values.model_dump() if isinstance(values, BaseModel) else values


def beginning(scenario: Scenario, start: dt.date | None) -> dt.date:
    """Return the first day of a dated change: as given, or three months into the run."""
    return start or later(scenario.calendar.start_date, 3)


@dataclass(frozen=True)
class Number:
    """A setting that is a number."""

    setting: str
    dated: bool = False
    above: float = float("-inf")
    """Only where today's value is above this: a share of a thing not in use moves nothing."""

    def places(self, scenario: Scenario) -> list[Place]:
        """Return every place where the setting is a number."""
        form = tuple(self.setting.split("."))
        return [
            place
            for place, value in found(scenario, form)
            if isinstance(value, int | float) and not isinstance(value, bool) and value > self.above
        ]

    def today(self, scenario: Scenario, place: Place) -> Value:
        """Return the number."""
        return at(scenario, place)

    def option(
        self, scenario: Scenario, place: Place, value: Value, start: dt.date | None
    ) -> Changes:
        """Set the number, whole where the setting is whole."""
        whole = isinstance(at(scenario, place), int)
        return {"set": nested(place, int(value) if whole else float(value))}


@dataclass(frozen=True)
class Delay:
    """A length of time, fixed or a distribution, moved by its average."""

    setting: str
    dated: bool = False

    def places(self, scenario: Scenario) -> list[Place]:
        """Return every place where there is a delay."""
        form = tuple(self.setting.split("."))
        places = [place for place, _ in found(scenario, form)]
        return [place for place in places if float(self.today(scenario, place)) > 0]

    def today(self, scenario: Scenario, place: Place) -> Value:
        """Return the average."""
        value = at(scenario, place)
        if not isinstance(value, dict):
            return value
        if value["shape"] == "uniform":
            return (value["low"] + value["high"]) / 2
        return value["mean"]

    def option(
        self, scenario: Scenario, place: Place, value: Value, start: dt.date | None
    ) -> Changes:
        """Set a fixed delay; stretch or shrink a distribution as a whole."""
        old = at(scenario, place)
        if not isinstance(old, dict):
            return {"set": nested(place, float(value))}
        factor = float(value) / float(self.today(scenario, place))
        named = [key for key in ("mean", "sd", "low", "high") if old.get(key) is not None]
        return {"multiply": nested(place, dict.fromkeys(named, factor))}


@dataclass(frozen=True)
class ShareOfWhole:
    """One of several shares that add up to 1; what it gains the others lose in proportion."""

    setting: str
    dated: bool = False

    def places(self, scenario: Scenario) -> list[Place]:
        """Return every share that has others beside it."""
        form = tuple(self.setting.split("."))
        return [
            place for place, value in found(scenario, form) if value is not None and 0 < value < 1
        ]

    def today(self, scenario: Scenario, place: Place) -> Value:
        """Return the share."""
        return at(scenario, place)

    def option(
        self, scenario: Scenario, place: Place, value: Value, start: dt.date | None
    ) -> Changes:
        """Set the share and scale the others."""
        k = next(i for i, part in enumerate(place) if part in ("job_plan", "destinations")) + 1
        above, own, below = place[:k], place[k], place[k + 1 :]
        factor = (1 - float(value)) / (1 - float(self.today(scenario, place)))
        others = [key for key in at(scenario, above) if key != own]
        scaled = [nested((*above, key, *below), factor) for key in others]
        return {"set": nested(place, float(value)), "multiply": merged(*scaled)}


@dataclass(frozen=True)
class Word:
    """A setting that is one of a few words, or yes or no."""

    setting: str
    dated: bool = False

    def places(self, scenario: Scenario) -> list[Place]:
        """Return every place where it is stated or has a default."""
        return [place for place, _ in found(scenario, tuple(self.setting.split(".")))]

    def today(self, scenario: Scenario, place: Place) -> Value:
        """Return the word."""
        return at(scenario, place)

    def option(
        self, scenario: Scenario, place: Place, value: Value, start: dt.date | None
    ) -> Changes:
        """Set the word."""
        return {"set": nested(place, value)}


@dataclass(frozen=True)
class KeptTime:
    """Time of a stage kept for a priority, whether or not any is kept today."""

    setting: str
    priority: str = "urgent"
    dated: bool = False

    def places(self, scenario: Scenario) -> list[Place]:
        """Return every stage with minutes of its own."""
        return [
            ("stages", name, "carve_out", self.priority)
            for name, stage in scenario.stages.items()
            if stage.service == "clinic_day" and stage.waiting
        ]

    def today(self, scenario: Scenario, place: Place) -> Value:
        """Return the share kept."""
        return float(at(scenario, place[:-1]).get(self.priority, 0.0))

    def option(
        self, scenario: Scenario, place: Place, value: Value, start: dt.date | None
    ) -> Changes:
        """Keep the share."""
        return {"set": nested(place, float(value))}
