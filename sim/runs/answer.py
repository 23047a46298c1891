"""One replication of one option, from question to measures; what a worker process does."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np
import pyarrow as pa

from sim.demand.opening import someone_returns
from sim.measures.measure import measured
from sim.pathway.blueprint import Blueprint, blueprint_of
from sim.pathway.compiled import note_compiled
from sim.pathway.history import History
from sim.pathway.simulate import simulate
from sim.pathway.warm_up import warmed_up
from sim.runs.question import Asked, Question
from sim.runs.store import Store
from sim.settings.scenario import Scenario
from sim.settings.volume import episodes_expected

SECONDS_AN_EPISODE = 25e-6
"""Measured on Suffolk: 1.2 seconds for the 47,000 episodes of a replication and its measures."""


class Work(Protocol):
    """Something that a worker can do by itself and whose answer is kept in a store."""

    @property
    def store(self) -> Path:
        """Where the answer is kept."""
        ...

    @property
    def key(self) -> str:
        """The key of the answer: a hash of everything that decides it."""
        ...

    @property
    def stays_here(self) -> bool:
        """Whether it holds what may not leave this machine: children's rows."""
        ...

    @property
    def seconds(self) -> float:
        """About how long it takes one processor."""
        ...

    def worked_out(self) -> pa.Table:
        """Do it, and return what is to be kept."""
        ...

    def answer(self) -> str:
        """Do it unless it is already stored, and return its key."""
        ...


def seconds_expected(scenario: Scenario) -> float:
    """Return about how long one processor takes for a replication of a scenario."""
    return SECONDS_AN_EPISODE * episodes_expected(scenario)


def stored(work: Work) -> str:
    """Do some work unless its answer is already stored, and return the key."""
    store, key = Store(work.store), work.key
    if not store.holds(key):
        store.write(key, work.worked_out())
        note_compiled()
    return key


@dataclass(frozen=True)
class Task:
    """A replication to be answered and kept in a store.

    A worker is sent the one question that it answers, made when it is sent: a question holds
    about 1 MB for a county, and thousands of them may wait.
    """

    asked: Asked
    replication: int
    store: Path

    def __reduce__(self) -> tuple[type, tuple[Question, int, Path]]:
        """Return what is sent to a worker."""
        return Task, (self.question, self.replication, self.store)

    @property
    def question(self) -> Question:
        """The question of this replication."""
        return self.asked.asked_of(self.replication)

    @property
    def key(self) -> str:
        """The key of the replication."""
        return self.asked.key(self.replication)

    @property
    def stays_here(self) -> bool:
        """Whether its opening list is a file, which may describe children."""
        return self.asked.scenario.opening.source == "file"

    @property
    def seconds(self) -> float:
        """About how long one processor takes."""
        return seconds_expected(self.asked.scenario)

    def worked_out(self) -> pa.Table:
        """Run the replication, and return its measures."""
        return measured(history_of(self.question, self.replication), "", -1)

    def answer(self) -> str:
        """Run the replication unless it is stored, and return the key."""
        return stored(self)


@lru_cache(maxsize=64)
def _blueprint(settings_hash: str, holder: "_Held") -> Blueprint:
    return blueprint_of(holder.scenario)


class _Held:
    """Lets a cache keyed by hash reach the settings; equal to every other."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held)

    def __hash__(self) -> int:
        return 0


def history_of(question: Question, replication: int, *, trace: bool = False) -> History:
    """Run one replication of an option; before the first day, the baseline's settings rule."""
    scenario, baseline = question.scenario, question.baseline
    blueprint, past = _blueprint(question.hash, _Held(scenario)), None
    opening = None
    if scenario.opening.source == "warm_up":
        opening = warmed_up(baseline, question.seed, replication)
    elif someone_returns(scenario) and baseline is not scenario:
        past = _blueprint(question.baseline_hash, _Held(baseline))
    return simulate(blueprint, question.seed, replication, opening=opening, trace=trace, past=past)


def named(table: pa.Table, option: str, accepted_set: int = -1) -> pa.Table:
    """Return stored measures with the option's name, which is no part of the question."""
    names = pa.DictionaryArray.from_arrays(np.zeros(table.num_rows, np.int16), pa.array([option]))
    sets = pa.array(np.full(table.num_rows, accepted_set, np.int32))
    table = table.set_column(0, "option", names)
    return table.set_column(2, "accepted_set", sets)
