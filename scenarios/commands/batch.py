"""``pathways batch``: run a plan of many scenarios, options, sweeps and grids."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from scenarios.batch import (
    MOST_CELLS,
    Batch,
    Plan,
    Shard,
    cells_in,
    is_batch,
    mark,
    number_of_cells,
    prepare,
    read_plan,
    write_folders,
    write_tables,
)
from scenarios.batch.estimate import cost, cost_unchecked
from scenarios.cli import DONE, INTERRUPTED
from scenarios.commands.flags import accepted_option, quiet_option, store_option
from scenarios.commands.machines import machine_options, machines
from scenarios.progress import SOON, WRITTEN, progress_shown, say_compiling
from sim.pathway.compiled import is_compiled
from sim.runs.place import check_places
from sim.settings import BadInput, Problem

GOES_ON = "Every answer is kept in the store; the same command goes on from here."
LOOKED_UP = "questions looked up in the store"
ASKS_ABOVE = 2_000
"""Replications to run above which the command asks first."""


class ShardOf(click.ParamType):  # type: ignore[type-arg]
    """One of several shards, such as 2/3."""

    name = "i/n"

    def convert(
        self, value: str | Shard, param: click.Parameter | None, ctx: click.Context | None
    ) -> Shard:
        """Return the shard."""
        if isinstance(value, Shard):
            return value
        number, _, of = value.partition("/")
        if not (number.isdigit() and of.isdigit() and 1 <= int(number) <= int(of) <= 10_000):
            self.fail(f"{value} is not a shard; write 1/4 for the first of four.", param, ctx)
        return Shard(int(number), int(of))


@click.command("batch", short_help="Run a plan of many scenarios and options.")
@click.argument("plan", type=click.Path(path_type=Path))
@click.option("--shard", type=ShardOf(), default="1/1", show_default=True,
              help="Run one of n equal parts of the cells; run the plan once more without it, "
              "over the same folder, to join them.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Say how many cells and what they cost; run none.")
@click.option("--yes", is_flag=True, help="Do not ask before a large plan.")
@accepted_option
@machine_options
@click.option("--out", type=click.Path(path_type=Path), default=None, metavar="DIR",
              help="Where tables and run folders go; by default runs/PLAN.")  # fmt: skip
@store_option()
@quiet_option
def command(
    plan: Path, shard: Shard, dry_run: bool, yes: bool, out: Path | None, store: Path | None,
    accepted: str | None, quiet: bool, **where: Any,
) -> int:  # fmt: skip
    """Run PLAN, a TOML file (`pathways template plan`); the same command resumes it.

    Whatever the store holds is not run again, so a batch that was stopped, even by a power
    cut, loses only the replications under way. All cells make one table; the cells of a
    scenario make a run folder, which `pathways compare` and `pathways report` read.
    """
    path = find_plan(plan)
    read = read_plan(path)
    out = out or Path("runs") / path.stem
    store = store or out.parent / ".store"
    unfit = _refused(out, store)
    if unfit and not dry_run:
        raise BadInput(unfit)
    click.echo(f"{read.title or path.stem}\n{_cells(read, shard)}")
    if not quiet and not is_compiled():
        say_compiling()
    if dry_run and cells_in(read, shard) > MOST_CELLS:
        click.echo(f"Cells not checked, store not looked at: "
                   f"{cost_unchecked(read, path, shard, where['workers'])}.")  # fmt: skip
        return DONE
    with progress_shown(quiet=quiet, of="cells prepared", after=SOON) as progress:
        batch = prepare(read, path, out, store, shard=shard, accepted=accepted, progress=progress)
    for line in (*_to_look_at(batch), *(f"Running it would be refused: {one}" for one in unfit)):
        click.echo(line)
    lacking, looked = batch.roughly_lacking()
    missing = sum(lacking.values())
    if dry_run or missing > ASKS_ABOVE:
        click.echo(_size(batch, lacking, looked, where["workers"]))
    if dry_run:
        return DONE
    if missing > ASKS_ABOVE and not yes:
        _ask(missing, path)
    with progress_shown(quiet=quiet, of=LOOKED_UP, after=SOON) as progress:
        batch.lacking(progress)  # makes every key, which what follows finds made
    with progress_shown(quiet=quiet) as progress, machines(**where) as executor:
        mark(batch, "begun", len(batch.finished()))
        batch.run(executor, progress)
    try:
        return _report(batch, quiet=quiet)
    except KeyboardInterrupt as stop:
        raise KeyboardInterrupt(GOES_ON) from stop


def find_plan(plan: Path) -> Path:
    """Return the path of a plan: as given, or a shipped one as SCENARIO/NAME."""
    from sim.settings import library

    folder = library() / plan.parent / "plans"
    shipped = folder / f"{plan.name}.toml"
    for path in (plan, shipped):
        if path.is_file():
            return path
    known = [f"{p.parent.parent.name}/{p.stem}" for p in sorted(library().glob("*/plans/*.toml"))]
    remedy = f"Shipped plans: {', '.join(known)}; or give the path of a TOML file."
    raise BadInput([Problem(str(plan), "", "there is no such plan", remedy)])


def _refused(out: Path, store: Path) -> tuple[Problem, ...]:
    """Return why a batch cannot be written there; a dry run writes nothing and tells it only."""
    try:
        check_places(out, store, ours=is_batch)
    except BadInput as refused:
        return refused.problems
    return ()


def _cells(plan: Plan, shard: Shard) -> str:
    number, whole = cells_in(plan, shard), number_of_cells(plan)
    part = " cells"
    if shard.of > 1:
        part = f" of {whole:,} cells (shard {shard.number} of {shard.of})"
    return f"{number:,}{part}, {plan.replications:,} replications each."


def _to_look_at(batch: Batch) -> Iterator[str]:
    """Yield which cells are another by a second name, and what no run would show."""
    for job in batch.jobs:
        if job.same_as:
            yield f"{job.cell.name} asks what {job.same_as} asks, and is answered under that name."
    lost: dict[str, list[str]] = {}
    for job in batch.jobs:
        for problem in job.option.outside if job.option else ():
            lost.setdefault(f"{problem.setting} {problem.problem}", []).append(job.cell.name)
    for text, cells in lost.items():
        more = f" and {len(cells) - 1:,} more" if len(cells) > 1 else ""
        yield f"Look at {cells[0]}{more}: {text}."


def _size(batch: Batch, lacking: dict[str, int], looked: int, workers: int | None) -> str:
    missing = sum(lacking.values())
    scenarios = {job.loaded.name: job.loaded.scenario for job in batch.jobs}
    if looked == batch.asked:
        held, number = f"{batch.asked - missing:,} of them", f"{missing:,}"
    else:
        share = f"{batch.asked - missing:,}" if missing < batch.asked else "none"
        held, number = f"going by {looked:,} looked up about {share}", f"about {missing:,}"
    return (
        f"{batch.asked:,} replications, {held} in the store, {number} to run: "
        f"{cost(scenarios, lacking, workers)}."
    )


def _ask(missing: int, plan: Path) -> None:
    """Ask before a large plan; where nobody can answer, ask for --yes."""
    if not sys.stdin.isatty():
        text = f"{missing:,} replications are to be run and nobody is here to confirm"
        raise BadInput([Problem(plan.name, "", text, "Give --yes, or look with --dry-run.")])
    click.confirm("Run them?", abort=True)


def _report(batch: Batch, *, quiet: bool) -> int:
    finished = batch.finished()
    with progress_shown(quiet=quiet, of=WRITTEN, after=SOON) as progress:
        runs = write_folders(batch, finished, progress)
    files = write_tables(batch, finished, runs)
    mark(batch, "interrupted" if batch.interrupted else "finished", len(finished))
    click.echo(f"{len(finished):,} of {len(batch.jobs):,} cells finished.")
    click.echo(f"Saved in {batch.out}: {', '.join(file.name for file in files)}.")
    for run in runs.values():
        if len(run.manifest["options"]) > 1:
            click.echo(f"Next: pathways compare {run.folder}")
    if batch.interrupted:
        click.echo("Interrupted; the same command goes on from here.", err=True)
    return INTERRUPTED if batch.interrupted else DONE
