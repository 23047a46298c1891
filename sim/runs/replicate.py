"""Replications: ask the store first, run what is missing, in the order of replications."""

from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

import pyarrow as pa

from sim.runs.answer import Task, named
from sim.runs.executor import (
    LOG,
    Executor,
    Processes,
    Progress,
    Serial,
    WorkersLost,
    executor_for,
    kept_executor,
)
from sim.runs.memory import workers_that_fit
from sim.runs.precision import BATCH, Looks, Precision
from sim.runs.question import Asked
from sim.runs.store import Store


@dataclass
class Answers:
    """Stored answers of one or more options, by option and replication."""

    store: Store
    keys: dict[str, list[str]] = field(default_factory=dict)
    """Option to the keys of replications 0, 1, 2, …"""
    accepted_sets: dict[str, list[int]] = field(default_factory=dict)
    """Option to the accepted set of each replication; -1 for none."""
    reused: int = 0
    """How many were already in the store."""
    interrupted: bool = False

    def tables(self) -> Iterable[pa.Table]:
        """Yield the measures of every option and replication, in order."""
        for option, keys in self.keys.items():
            sets = self.accepted_sets[option]
            for replication, key in enumerate(keys):
                yield named(self.store.read(key), option, sets[replication])

    @property
    def replications(self) -> int:
        """Replications finished for every option."""
        return min((len(keys) for keys in self.keys.values()), default=0)


def replicate(
    questions: Sequence[Asked],
    replications: int | Precision,
    store: Path,
    *,
    workers: int | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Answers:
    """Answer every question for every replication.

    An interruption (Ctrl-C, or workers ended from outside again and again) is not raised: what
    finished is returned, marked interrupted.
    """
    asking = _Asking(questions, Answers(Store(store)), workers, executor, progress)
    try:
        if isinstance(replications, int):
            asking.extend(replications)
        else:
            asking.extend_until(replications)
    except KeyboardInterrupt:
        asking.answers.interrupted = True
    except WorkersLost as lost:
        LOG.warning("%s", lost)
        asking.answers.interrupted = True
    return asking.answers


@dataclass
class _Asking:
    """Questions on their way to their answers."""

    questions: Sequence[Asked]
    answers: Answers
    workers: int | None
    executor: Executor | None
    progress: Progress | None

    def extend_until(self, precision: Precision) -> None:
        """Run batch after batch, with the same workers, until the averages are precise enough."""
        looks = Looks(self.answers.store, precision)
        number = expected = precision.least
        same = nullcontext(self.executor) if self.executor else kept_executor(self.workers)
        with same as self.executor:
            while True:
                self.extend(number, max(number, expected))
                expected = looks.needed(list(self.answers.keys.values()))
                if number >= expected:
                    return
                number = min(number + BATCH, precision.most)

    def extend(self, number: int, expected: int | None = None) -> None:
        """Run what is missing up to a number of replications of every question.

        ``expected`` is how many there will be in the end, where that is more.
        """
        try:
            self._run(self._missing(number), number, expected or number)
        finally:
            self._note(number)

    def _missing(self, number: int) -> list[Task]:
        """Return what the store lacks; count what it holds."""
        store, fresh = self.answers.store, range(self.answers.replications, number)
        asked = [(question, k) for k in fresh for question in self.questions]
        missing = [one for one in asked if not store.holds(one[0].key(one[1]))]
        self.answers.reused += len(asked) - len(missing)
        return [Task(question, k, store.folder) for question, k in missing]

    def _run(self, missing: list[Task], number: int, expected: int) -> None:
        executor = self.executor or executor_for(self.workers, len(missing))
        hold_to_memory(executor, missing)
        done = number * len(self.questions) - len(missing)
        self._tell(done, expected)
        for _ in executor.run(missing):
            done += 1
            self._tell(done, expected)

    def _tell(self, done: int, expected: int) -> None:
        if self.progress:
            self.progress(done, expected * len(self.questions))

    def _note(self, number: int) -> None:
        """Note the replications that are there, up to the first that is not."""
        for question in self.questions:
            keys = (question.key(k) for k in range(number))
            finished = list(takewhile(self.answers.store.holds, keys))
            self.answers.keys[question.option] = finished
            self.answers.accepted_sets[question.option] = [
                question.accepted_set(k) for k in range(len(finished))
            ]


def hold_to_memory(executor: Executor, tasks: Sequence[Task]) -> None:
    """Let an executor on this machine take no more workers than its memory holds.

    Raises:
    BadInput
        When not even one fits.
    """
    if not isinstance(executor, Serial | Processes) or not tasks:
        return
    wanted = executor.workers if isinstance(executor, Processes) else 1
    scenarios = {id(task.asked): task.asked.scenario for task in tasks}
    fitting = workers_that_fit(wanted, scenarios.values())
    if isinstance(executor, Processes) and fitting < wanted:
        LOG.warning(
            "Memory for %d of %d worker processes is free; the run takes longer and its results "
            "are the same.", fitting, wanted,
        )  # fmt: skip
        executor.limit(fitting)
