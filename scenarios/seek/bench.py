"""Where trials are run: the same children and luck for every value, no future run twice."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scenarios.compare.pairing import Pairing
from scenarios.compare.rails import RailVerdict, check_rails, rail_measures, watched_cells
from scenarios.compare.reader import Reader
from scenarios.compare.window import window_of
from scenarios.interrupted import Interrupted
from scenarios.labels import opened
from scenarios.levers import Lever
from scenarios.questions import BASELINE, Questions
from scenarios.seek.target import Target
from scenarios.seek.trial import Trial
from sim.measures.table import ALL
from sim.runs.answer import named
from sim.runs.executor import Executor, Progress, Serial
from sim.runs.question import Asked
from sim.runs.replicate import replicate
from sim.runs.store import Store
from sim.settings import Loaded, differences
from sim.settings.lengths import DAYS_PER_YEAR

BATCH, MOST = 12, 60
"""Replications between two looks, and at most; twelve of twelve tell an assurance of 0.8."""
SOUGHT = "sought"


class Reading(NamedTuple):
    """What a search reads of one future of one value."""

    reached: float
    """The worst share over periods and needs of the target."""
    spending: float
    """GBP over the whole run."""


@dataclass
class Bench:
    """Runs trials of some levers against a target."""

    loaded: Loaded
    levers: Sequence[Lever]
    target: Target
    sure: float
    store: Path
    seed: int = 1
    start: dt.date | None = None
    executor: Executor = field(default_factory=Serial)
    progress: Progress | None = None
    most: int = MOST
    told: Callable[[Trial], None] | None = None
    """Called with each finished trial, so that the search can be watched."""
    trials: list[Trial] = field(default_factory=list)
    _read: dict[str, Reading] = field(default_factory=dict, init=False, repr=False)
    """By the key of the answer in the store."""

    def trial(self, values: Sequence[float]) -> Trial:
        """Return what some values do; running stops as soon as the assurance is told.

        Raises:
        Interrupted
            When the run was stopped from outside.
        """
        wanted = tuple(float(value) for value in values)
        known = next((one for one in self.trials if one.values == wanted), None)
        if known is not None:
            return known
        question = self._question(wanted)
        number = min(BATCH, self.most)
        while True:
            found = self._look(wanted, question, number)
            if number >= self.most or found.told(self.sure):
                break
            number = min(number + BATCH, self.most)
        self.trials.append(found)
        if self.told:
            self.told(found)
        return found

    def option(self, values: Sequence[float]) -> dict[str, Any]:
        """Return the option that sets every lever to its value, as a file would give it."""
        merged: dict[str, Any] = {}
        moved = [
            (lever, value)
            for lever, value in zip(self.levers, values, strict=True)
            if value != float(lever.today)
        ]
        for lever, value in moved:
            start = self.start if lever.dated else None
            merged = _merged(merged, lever.option(value, start=start))
        merged["title"] = opened("; ".join(f"{lever.name}: {value:g}" for lever, value in moved))
        merged["question"] = f"What would it take to meet {self.target.label}?"
        return merged

    def rails(self, values: Sequence[float]) -> list[RailVerdict]:
        """Return what becomes of the guard rails, over the periods of the target."""
        number = min(self.trial(values).replications, self.trial(self.today).replications)
        last = dt.date.fromisoformat(f"{self.target.periods[-1]}-01"[:10])
        window = window_of(self.loaded.scenario.calendar, by=last)
        reader = Reader([(window, rail_measures())])
        for name, asked in (
            (BASELINE, self._question(self.today)),
            (SOUGHT, self._question(tuple(values))),
        ):
            for replication in range(number):
                table = Store(self.store).read(asked.key(replication))
                measured = named(table, name)
                place = measured.schema.get_field_index("replication")
                numbers = pa.array([replication] * len(measured), pa.int32())
                reader.add(measured.set_column(place, "replication", numbers))
        (readings,) = reader.readings()
        pairing = Pairing(readings.pairs)
        watched = watched_cells(readings, self.loaded.scenario.clocks)
        return check_rails(watched, BASELINE, SOUGHT, pairing)

    @property
    def today(self) -> tuple[float, ...]:
        """The values of today's plan."""
        return tuple(float(lever.today) for lever in self.levers)

    def _question(self, values: tuple[float, ...]) -> Asked:
        if values == self.today:
            return self._asking.baseline
        moved = differences(
            self.loaded, SOUGHT, self.option(values), "seek", may_change_nothing=True
        )
        return self._asking.option(SOUGHT, moved)

    @cached_property
    def _asking(self) -> Questions:
        return Questions(self.loaded, self.seed)

    def _look(self, values: tuple[float, ...], question: Asked, number: int) -> Trial:
        """Return what so many futures tell so far; the first batch tells the cost."""
        reached = tuple(one.reached for one in self._readings(question, number))
        met = sum(self.target.is_met(one) for one in reached)
        return Trial(values, reached, met, self._cost(values, question))

    def _cost(self, values: tuple[float, ...], question: Asked) -> float:
        """Return the yearly cost above today's plan, over the first batch.

        Pairing leaves it next to no variation, so that more futures would tell nothing more.
        """
        if values == self.today:
            return 0.0
        number = min(BATCH, self.most)
        spent = [one.spending for one in self._readings(question, number)]
        usual = [one.spending for one in self._readings(self._asking.baseline, number)]
        years = self.loaded.scenario.calendar.horizon_days / DAYS_PER_YEAR
        return float(np.mean(np.subtract(spent, usual)) / years)

    def _readings(self, question: Asked, number: int) -> list[Reading]:
        """Return what a search reads of so many futures of a question, running what is missing."""
        answers = replicate(
            [question], number, self.store, executor=self.executor, progress=self.progress
        )  # fmt: skip
        if answers.replications < number:
            raise Interrupted
        (keys,) = answers.keys.values()
        return [self._reading(key) for key in keys]

    def _reading(self, key: str) -> Reading:
        """Return what is read of one answer; none is read twice."""
        if key not in self._read:
            table = Store(self.store).read(key)
            self._read[key] = Reading(self.target.reached(table), spending(table))
        return self._read[key]


def spending(table: pa.Table) -> float:
    """Return the spending of a whole replication, in GBP."""
    kept = pc.equal(table.column("measure").cast(pa.string()), "spend")
    for column in ("team", "role"):
        kept = pc.and_(kept, pc.equal(table.column(column).cast(pa.string()), ALL))
    return float(pc.sum(table.column("value").filter(kept)).as_py() or 0.0)


def _merged(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Return two nested tables as one; words of the second win."""
    both = dict(one)
    for key, value in other.items():
        nested = isinstance(value, Mapping) and isinstance(both.get(key), Mapping)
        both[key] = _merged(both[key], value) if nested else value
    return both
