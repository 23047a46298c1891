"""Making a plan ready: every cell checked, all problems told at once, none asked twice."""

from collections import Counter
from dataclasses import replace
from functools import partial
from pathlib import Path

from scenarios.accepted import resting_on
from scenarios.batch.cells import Cell, cells_of, number_of_cells
from scenarios.batch.plan import Plan
from scenarios.batch.titles import title_of
from scenarios.batch.work import Batch, Job, Shard
from scenarios.questions import BASELINE, Questions
from sim.runs.executor import Progress
from sim.runs.question import Asked, Question, answered
from sim.settings import BadInput, Differences, Loaded, Option, Problem, differences, load

MOST_CELLS = 2_000
"""Cells that one process takes on (about 1 MB each); more are shared out with shards."""


def cells_in(plan: Plan, shard: Shard) -> int:
    """Return how many cells of a plan belong to a shard, without making them."""
    number = number_of_cells(plan)
    return number // shard.of + (shard.number <= number % shard.of)


def prepare(
    plan: Plan,
    file: Path,
    out: Path,
    store: Path,
    *,
    shard: Shard | None = None,
    accepted: str | Path | None = None,
    progress: Progress | None = None,
) -> Batch:
    """Check every cell of a plan (or of one shard) and make it ready to run.

    ``file`` is the plan's: scenarios and options given by path are looked for beside it.
    ``accepted`` is a file of accepted sets, or ``none``; by default each scenario's own.
    ``progress`` is told of the cells prepared.

    Raises:
    BadInput
        With the problems of all cells, when any cannot be run; or when there are too many.
    """
    shard = shard or Shard()
    number = cells_in(plan, shard)
    if number > MOST_CELLS:
        text = f"has {number:,} cells, more than the {MOST_CELLS:,} that one process takes on"
        shards = shard.of * -(-number // MOST_CELLS)
        remedy = f"Run it part by part: --shard 1/{shards}, 2/{shards} and so on; or thin it."
        raise BadInput([Problem(file.name, "", text, remedy)])
    asking = {
        name: Questions(resting_on(loaded, accepted), plan.seed)
        for name, loaded in scenarios_of(plan, file).items()
    }
    jobs: list[Job] = []
    problems = [p for one in asking.values() if accepted is not None for p in one.problems()]
    own = (cell for k, cell in enumerate(cells_of(plan)) if shard.holds(k))
    for done, cell in enumerate(own, 1):
        try:
            jobs.append(_job(cell, asking[cell.scenario], file))
        except BadInput as error:
            problems += error.problems
        if progress:
            progress(done, number)
    if problems:
        raise BadInput(_first_of_each(problems))
    return Batch(plan, _told_once(jobs, plan.replications), out, store, shard)


def _told_once(jobs: list[Job], replications: int) -> list[Job]:
    """Mark every cell that asks what another of its scenario asks, such as one multiplied by 1."""
    own = {job.loaded.name: job.questions[0] for job in jobs}
    cells = [(job.loaded.name, job.questions[-1]) for job in jobs if job.option is not None]
    alike = Counter((name, question.hash) for name, question in (*own.items(), *cells))

    def asks(name: str, question: Asked) -> tuple[str, str]:
        if alike[name, question.hash] == 1 or isinstance(question, Question):
            return name, question.hash
        return name, answered(question, replications)

    first = {asks(name, question): BASELINE for name, question in own.items()}
    known = [first.setdefault(asks(job.loaded.name, job.questions[-1]), job.cell.name)
             for job in jobs]  # fmt: skip
    return [
        replace(job, same_as="" if name == job.cell.name else name)
        for job, name in zip(jobs, known, strict=True)
    ]


def _first_of_each(problems: list[Problem]) -> list[Problem]:
    """Return one problem for each block and setting: cells of a block fail alike."""
    return list({(p.file, p.setting): p for p in reversed(problems)}.values())[::-1]


def scenarios_of(plan: Plan, file: Path) -> dict[str, Loaded]:
    """Load the scenarios of a plan, by name from the library or by path beside the plan."""
    problems: list[Problem] = []
    found: dict[str, Loaded] = {}
    for name in plan.scenarios:
        beside = file.parent / name
        try:
            found[name] = load(beside if beside.exists() else name)
        except BadInput as error:
            problems += error.problems
    names = [loaded.name for loaded in found.values()]
    for name in sorted({name for name in names if names.count(name) > 1}):
        problems.append(Problem(file.name, "scenarios", f"two are called {name}", "Rename one."))
    if problems:
        raise BadInput(problems)
    return found


def _job(cell: Cell, asking: Questions, file: Path) -> Job:
    if cell.option is None:
        return Job(cell, asking, None, [asking.baseline])
    option, ready = dict(cell.option), cell.name == cell.block
    if not ready:  # a ready option keeps its own title
        option = {"title": title_of(cell, asking.loaded.scenario), **option}
    made = differences(
        asking.loaded, cell.name, option, f"{file.name}: {cell.block}", folder=file.parent,
        may_change_nothing=True, may_lie_outside=not ready,
    )  # fmt: skip
    own = made(asking.loaded)
    question = asking.option(cell.name, partial(_made, made, asking.loaded, own))
    return Job(cell, asking, own, [asking.baseline, question])


def _made(made: Differences, known: Loaded, own: Option, loaded: Loaded) -> Option:
    """Return an option of a scenario; of the one that is known, the option made already."""
    return own if loaded is known else made(loaded)
