"""The work of a batch: what is missing from the store, a group of cells at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from scenarios.batch.cells import Cell
from scenarios.batch.plan import Plan
from scenarios.questions import Questions
from sim.runs.executor import Executor, Progress
from sim.runs.question import Asked, Question, answered
from sim.runs.replicate import replicate
from sim.runs.store import Store
from sim.settings import Loaded, Option
from sim.streams import seeded_order

GROUP = 200
"""Replications that are shared out at once: cells finish in order, and workers start seldom."""
LOOKS = 300
"""Replications looked up in the store to say about how many it lacks."""


@dataclass(frozen=True)
class Shard:
    """One of several equal parts of the cells; the first of one is all of them."""

    number: int = 1
    of: int = 1

    def holds(self, position: int) -> bool:
        """Return whether the cell at a position (from 0) belongs to it."""
        return position % self.of == self.number - 1

    @property
    def suffix(self) -> str:
        """The end of its file names; nothing for the whole."""
        return "" if self.of == 1 else f"-shard-{self.number}-of-{self.of}"


@dataclass(frozen=True)
class Job:
    """One cell made ready: its questions, the baseline's first."""

    cell: Cell
    asking: Questions
    option: Option | None
    questions: list[Asked]
    same_as: str = ""
    """The cell before it that asks the very same, and under whose name it is answered."""

    @property
    def loaded(self) -> Loaded:
        """The scenario."""
        return self.asking.loaded


@dataclass
class Batch:
    """A plan made ready: every cell checked."""

    plan: Plan
    jobs: list[Job]
    out: Path
    store: Path
    shard: Shard
    interrupted: bool = field(default=False)

    @property
    def asked(self) -> int:
        """How many replications the cells need, each baseline's once."""
        return len(self._once(self.jobs)) * self.plan.replications

    def lacking(self, progress: Progress | None = None) -> dict[str, int]:
        """Return how many replications the store lacks, by scenario.

        ``progress`` is told of the questions looked up: with accepted sets each has as many keys
        as replications, and a key takes the settings of its set.
        """
        asked = {name: self._once(jobs) for name, jobs in self.by_scenario().items()}
        lacking, done = dict.fromkeys(asked, 0), 0
        for name, questions in asked.items():
            for question in questions:
                lacking[name] += self._lacking(question)
                done += 1
                if progress:
                    progress(done, sum(map(len, asked.values())))
        return lacking

    def missing(self) -> int:
        """Return how many replications the store lacks."""
        return sum(self.lacking().values())

    def roughly_lacking(self) -> tuple[dict[str, int], int]:
        """Return about how many replications the store lacks, by scenario, and the looks taken.

        With accepted sets a look makes settings of its own. Of many replications some are looked
        up, drawn evenly; of few all are, and the number is exact.
        """
        looked, lacking = 0, {}
        for name, jobs in self.by_scenario().items():
            questions, each = self._once(jobs), self.plan.replications
            total = len(questions) * each
            drawn = seeded_order(self.plan.seed, "looks", total)[:LOOKS].tolist()
            lacks = sum(self._lacks(questions[k // each], [k % each]) for k in drawn)
            looked, lacking[name] = looked + len(drawn), round(total * lacks / len(drawn))
        return lacking, looked

    def finished(self) -> list[Job]:
        """Return the cells whose replications, and their baseline's, are all in the store."""
        questions = {id(q): q for job in self.jobs for q in job.questions}
        whole = {name for name, question in questions.items() if not self._lacking(question)}
        return [job for job in self.jobs if all(id(q) in whole for q in job.questions)]

    def by_scenario(self, jobs: list[Job] | None = None) -> dict[str, list[Job]]:
        """Return the cells (all, unless some are given) by the name of their scenario."""
        found: dict[str, list[Job]] = {}
        for job in self.jobs if jobs is None else jobs:
            found.setdefault(job.loaded.name, []).append(job)
        return found

    def run(self, executor: Executor | None = None, progress: Progress | None = None) -> None:
        """Run what is missing; what finishes is in the store, whatever happens afterwards."""
        total = self.asked
        done = total - self.missing()
        for group in self._groups():
            lacking = [(q, n) for q in self._once(group) if (n := self._lacking(q))]
            if not lacking:
                continue
            asked = len(lacking) * self.plan.replications
            to_run = sum(number for _, number in lacking)
            answers = replicate(
                _named([question for question, _ in lacking]), self.plan.replications, self.store,
                executor=executor, progress=_onwards(progress, done - (asked - to_run), total),
            )  # fmt: skip
            done += to_run
            self.interrupted = answers.interrupted
            if self.interrupted:
                break

    def _lacking(self, question: Asked) -> int:
        return self._lacks(question, range(self.plan.replications))

    def _lacks(self, question: Asked, replications: Sequence[int]) -> int:
        if not any(self.store.glob("*/*.parquet")):
            return len(replications)  # in an empty store no key need be made
        store = Store(self.store)
        return sum(not store.holds(question.key(k)) for k in replications)

    def _once(self, jobs: list[Job]) -> list[Asked]:
        """Return every question of some cells, each once."""
        alike: dict[str, dict[int, Asked]] = {}
        for question in (q for job in jobs for q in job.questions):
            alike.setdefault(question.hash, {})[id(question)] = question
        return [q for some in alike.values() for q in self._different(list(some.values()))]

    def _different(self, alike: list[Asked]) -> list[Asked]:
        """Return which of some questions differ though they agree by the scenario's own numbers.

        A setting set to today's own number is another question in every accepted set.
        """
        if len(alike) == 1 or isinstance(alike[0], Question):
            return alike[:1]
        return list({answered(q, self.plan.replications): q for q in alike}.values())

    def _groups(self) -> Iterator[list[Job]]:
        size = max(GROUP // self.plan.replications, 1)
        for k in range(0, len(self.jobs), size):
            yield self.jobs[k : k + size]


def _named(questions: list[Asked]) -> list[Asked]:
    """Give questions names that differ; a name is no part of a question."""
    return [replace(question, option=str(k)) for k, question in enumerate(questions)]


def _onwards(progress: Progress | None, before: int, total: int) -> Progress | None:
    """Return progress over the whole batch, told by the progress of one group."""
    if progress is None:
        return None
    tell = progress

    def report(done: int, _: int) -> None:
        tell(before + done, total)

    return report
