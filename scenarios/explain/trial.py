"""Trying settings: the outcome of some scenarios, replication by replication, from the store."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from scenarios.compare.paired import FloatArray
from scenarios.explain.outcome import Outcome
from scenarios.interrupted import Interrupted
from sim.runs.executor import Executor, Progress, Serial
from sim.runs.question import Asked
from sim.runs.replicate import Answers, replicate

SCREENING, REPLICATIONS, TOP = 2, 8, 6


@dataclass(frozen=True)
class Trying:
    """How settings are tried."""

    store: Path
    replications: int = REPLICATIONS
    top: int = TOP
    """How many are run again, or told one by one, with all replications."""
    seed: int = 1
    executor: Executor = field(default_factory=Serial)
    progress: Progress | None = None

    @property
    def screening(self) -> int:
        """Replications with which everything is looked at first."""
        return min(SCREENING, self.replications)

    def futures(self, entries: int) -> int:
        """Return how many futures so many entries take: all screened, the strongest run again."""
        first = self.screening * (2 * entries + 1)
        more = self.replications * (2 * min(self.top, entries) + 1)
        return first + more * (self.replications > self.screening)


def check(question: Asked, outcome: Outcome, trying: Trying) -> str:
    """Look, with a single replication, whether the outcome is there at all; return its unit.

    Raises:
    BadInput
        When it is not, or its day lies outside the run.
    Interrupted
        When the work was stopped.
    """
    outcome.period(question.scenario.calendar)
    quietly = replace(trying, progress=None)
    return outcome.check(next(iter(_answers([question], 1, quietly).tables())))


def outcomes(
    questions: Sequence[Asked], number: int, outcome: Outcome, trying: Trying
) -> FloatArray:
    """Return the outcome of each question and replication, shape (questions, number).

    Raises:
    Interrupted
        When the work was stopped; what finished is kept.
    """
    tables = _answers(questions, number, trying).tables()
    read_in = [outcome.period(question.scenario.calendar) for question in questions]
    each = [period for period in read_in for _ in range(number)]
    values = [outcome.of(table, period) for table, period in zip(tables, each, strict=True)]
    return np.array(values).reshape(-1, number)


def _answers(questions: Sequence[Asked], number: int, trying: Trying) -> Answers:
    answers = replicate(
        questions, number, trying.store, executor=trying.executor, progress=trying.progress
    )
    if answers.replications < number:
        raise Interrupted
    return answers
