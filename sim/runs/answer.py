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
from sim.runs.question import Question
from sim.runs.store import Store
from sim.settings.scenario import Scenario


class Work(Protocol):
    """Something that a worker process can do by itself and whose answer is kept in a store."""

    def answer(self) -> str:
        """Do it unless it is already stored, and return its key."""
        ...


@dataclass(frozen=True)
class Task:
    """A replication to be answered and kept in a store."""

    question: Question
    replication: int
    store: Path

    def answer(self) -> str:
        """Run the replication, keep its measures, and return the key."""
        key = self.question.key(self.replication)
        store = Store(self.store)
        if not store.holds(key):
            history = history_of(self.question, self.replication)
            store.write(key, measured(history, "", -1))
            note_compiled()
        return key


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
