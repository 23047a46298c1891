"""The engine as a simulator: each run is one replication of the scenario with other settings.

Runs are kept in a store by what decides them, so that an interrupted fit goes on where it
stopped and a second one re-uses the pilot of the first.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from calibration.fit.counting import counted
from calibration.fit.space import Space
from calibration.fit.statistic import Statistic
from sim.runs.answer import history_of, seconds_expected, stored
from sim.runs.executor import Executor, Serial
from sim.runs.question import Question
from sim.runs.store import Store
from sim.settings import Loaded, with_values

FloatArray = NDArray[np.float64]
Ran = Callable[[int], None]
"""Called with the number of runs finished so far."""


@dataclass(frozen=True)
class FitRun:
    """One replication with some settings replaced, of which only some numbers are kept."""

    loaded: Loaded
    question: str
    """Hash of the scenario, the engine and the seed, without the settings replaced."""
    settings: tuple[tuple[str, float], ...]
    seed: int
    number: int
    statistics: tuple[Statistic, ...]
    store: Path

    @cached_property
    def key(self) -> str:
        """What decides the numbers, hashed."""
        parts = [self.question, self.settings, self.number, repr(self.statistics)]
        text = json.dumps(parts, separators=(",", ":"))
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()

    @property
    def stays_here(self) -> bool:
        """Whether the scenario's opening list is a file, which may describe children."""
        return self.loaded.scenario.opening.source == "file"

    @property
    def seconds(self) -> float:
        """About how long one processor takes."""
        return seconds_expected(self.loaded.scenario)

    def worked_out(self) -> pa.Table:
        """Run the replication, and return the numbers asked for."""
        scenario = with_values(self.loaded, dict(self.settings), "fit").scenario
        question = Question("fit", scenario, self.seed, scenario)
        numbers = counted(history_of(question, self.number), self.statistics)
        return pa.table({"value": numbers})

    def answer(self) -> str:
        """Run the replication unless it is stored, and return the key."""
        return stored(self)


@dataclass
class Engine:
    """A simulator that runs a scenario."""

    loaded: Loaded
    space: Space
    statistics: Sequence[Statistic]
    store: Path
    seed: int = 1
    executor: Executor = field(default_factory=Serial)
    ran: Ran | None = None
    finished: int = 0
    reused: int = 0
    """Runs whose numbers were in the store already."""

    def __call__(self, values: FloatArray, first: int) -> FloatArray:
        """Return figures, shape (runs, figures); see :class:`Simulator`."""
        runs = [self._run(row, first + k) for k, row in enumerate(values)]
        store = Store(self.store)
        missing = [run for run in runs if not store.holds(run.key)]
        self.reused += len(runs) - len(missing)
        self._tell(len(runs) - len(missing))
        for _ in self.executor.run(missing):
            self._tell(1)
        return np.array([store.read(run.key)["value"].to_numpy() for run in runs])

    def _run(self, values: FloatArray, number: int) -> FitRun:
        settings = tuple(self.space.settings(values).items())
        return FitRun(self.loaded, self._question, settings, self.seed, number,
                      tuple(self.statistics), self.store)  # fmt: skip

    def _tell(self, more: int) -> None:
        self.finished += more
        if self.ran is not None:
            self.ran(self.finished)

    @cached_property
    def _question(self) -> str:
        scenario = self.loaded.scenario
        return Question("fit", scenario, self.seed, scenario).hash
