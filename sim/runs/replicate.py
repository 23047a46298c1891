"""Replications: ask the store first, run what is missing, in the order of replications."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sim.measures.table import ALL, DEFAULTS, DIMENSIONS
from sim.runs.answer import Task, named
from sim.runs.executor import (
    LOG,
    Executor,
    Processes,
    Progress,
    Serial,
    WorkersLost,
    executor_for,
)
from sim.runs.memory import workers_that_fit
from sim.runs.question import Asked
from sim.runs.store import Store

BATCH = 10
"""Replications between two looks at the precision, when the number is automatic."""


@dataclass(frozen=True)
class Precision:
    """When an automatic number of replications is enough.

    The half-width of the 95 % interval of the mean, as a share of the mean, must be at most
    ``share`` for the list size of every need at the last period end, within ``most``.
    """

    share: float = 0.02
    least: int = 20
    most: int = 400


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
    answers = Answers(Store(store), {question.option: [] for question in questions})
    if isinstance(replications, int):
        _extend(answers, questions, replications, workers, executor, progress)
        return answers
    number = replications.least
    while not answers.interrupted:
        _extend(answers, questions, number, workers, executor, progress)
        if number >= replications.most or precise_enough(answers, replications):
            break
        number = min(number + BATCH, replications.most)
    return answers


def _extend(
    answers: Answers,
    questions: Sequence[Asked],
    number: int,
    workers: int | None,
    executor: Executor | None,
    progress: Progress | None,
) -> None:
    """Run what is missing up to a number of replications of every question."""
    fresh = range(answers.replications, number)
    answers.reused += sum(answers.store.holds(q.key(k)) for q in questions for k in fresh)
    missing = [
        Task(question.asked_of(replication), replication, answers.store.folder)
        for replication in range(number)
        for question in questions
        if not answers.store.holds(question.key(replication))
    ]
    executor = executor or executor_for(workers, len(missing))
    hold_to_memory(executor, missing)
    total = number * len(questions)
    done = total - len(missing)
    if progress:
        progress(done, total)
    try:
        for _ in executor.run(missing):
            done += 1
            if progress:
                progress(done, total)
    except KeyboardInterrupt:
        answers.interrupted = True
    except WorkersLost:
        LOG.warning(
            "Worker processes were ended from outside before they finished anything, often for "
            "lack of memory. What finished before is kept; try again with fewer workers."
        )
        answers.interrupted = True
    for question in questions:
        keys = [question.key(k) for k in range(number)]
        finished = next((k for k, key in enumerate(keys) if not answers.store.holds(key)), number)
        answers.keys[question.option] = keys[:finished]
        answers.accepted_sets[question.option] = [question.accepted_set(k) for k in range(finished)]


def hold_to_memory(executor: Executor, tasks: Sequence[Task]) -> None:
    """Let an executor on this machine take no more workers than its memory holds.

    Raises:
    BadInput
        When not even one fits.
    """
    if not isinstance(executor, Serial | Processes) or not tasks:
        return
    wanted = executor.workers if isinstance(executor, Processes) else 1
    scenarios = {task.question.hash: task.question.scenario for task in tasks}
    fitting = workers_that_fit(wanted, scenarios.values())
    if isinstance(executor, Processes) and fitting < wanted:
        LOG.warning(
            "Memory for %d of %d worker processes is free; the run takes longer and its results "
            "are the same.", fitting, wanted,
        )  # fmt: skip
        executor.limit(fitting)


def precise_enough(answers: Answers, precision: Precision) -> bool:
    """Return whether the average list size of every need is known well enough."""
    for keys in answers.keys.values():
        values: dict[str, list[float]] = {}
        for key in keys:
            for need, value in last_list_sizes(answers.store.read(key)).items():
                values.setdefault(need, []).append(value)
        for sizes in values.values():
            mean = float(np.mean(sizes))
            half = 1.96 * float(np.std(sizes, ddof=1)) / math.sqrt(len(sizes))
            if mean > 0 and half > precision.share * mean:
                return False
    return True


def last_list_sizes(table: pa.Table) -> dict[str, float]:
    """Return each need's list size at the last period end of one replication."""
    rows = table.filter(pc.equal(table.column("measure").cast(pa.string()), "list_size"))
    frame = rows.select([*DIMENSIONS, "value"]).to_pandas()
    for column in DIMENSIONS:
        if column not in ("period", "need", "measure", "unit"):
            frame = frame[frame[column] == DEFAULTS.get(column, ALL)]
    frame = frame[frame["need"] != ALL]
    last = frame[frame["period"].astype(str) == frame["period"].astype(str).max()]
    return dict(zip(last["need"].astype(str), last["value"], strict=True))
