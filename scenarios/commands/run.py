"""``pathways run``: run a scenario and its options, save the results, print the key table."""

import shutil
from pathlib import Path
from typing import Any

import click

from scenarios.cli import DONE, INTERRUPTED
from scenarios.commands.flags import (
    accepted_option,
    json_option,
    quiet_option,
    seed_option,
    store_option,
)
from scenarios.commands.machines import machine_options, machines
from scenarios.commands.words import NOTHING_TO_TELL, show_table
from scenarios.progress import SOON, WRITTEN, counts_shown, say_compiling
from scenarios.project import Projection, project
from scenarios.sheet import sheet

AUTOMATIC = "auto"
WIDE = 120
"""Letters in a line where the output is no terminal."""


class Replications(click.ParamType):  # type: ignore[type-arg]
    """A number of replications, or auto."""

    name = "number or auto"

    def convert(
        self, value: str | int, param: click.Parameter | None, ctx: click.Context | None
    ) -> int | str:
        """Return a whole number from 1 up, or auto."""
        if value == AUTOMATIC:
            return AUTOMATIC
        try:
            number = int(value)
        except ValueError:
            self.fail(f"{value} is neither a whole number nor auto.", param, ctx)
        if not 1 <= number <= 100_000:
            self.fail("give a number from 1 to 100000, or auto.", param, ctx)
        return number


@click.command("run", short_help="Run a scenario and its options.")
@click.argument("scenario")
@click.option("--option", "options", multiple=True, metavar="NAME",
              help="An option to run beside the baseline: a name from the scenario's options "
              "folder, or the path of a TOML file. May be repeated.")  # fmt: skip
@accepted_option
@click.option("--replications", type=Replications(), default=AUTOMATIC, show_default=True,
              help="How many simulated histories; auto runs until the average list of every "
              "need is known to 2 per cent or to a tenth of its range, 60 at most.")  # fmt: skip
@seed_option()
@machine_options
@click.option("--trace", is_flag=True, help="Write the event log (events.parquet) too.")
@click.option("--trace-replications", type=click.IntRange(1, 1000), default=1, show_default=True,
              help="How many replications the event log holds.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), default=None, metavar="DIR",
              help="The run folder; by default runs/SCENARIO.")  # fmt: skip
@store_option()
@quiet_option
@json_option
def command(
    scenario: str, options: tuple[str, ...], accepted: str | None, replications: int | str,
    seed: int, trace: bool, trace_replications: int, out: Path | None, store: Path | None,
    quiet: bool, as_json: bool, **where: Any,
) -> int:  # fmt: skip
    """Run SCENARIO, save a run folder and print the key table.

    Results already in the store are not run again. Ctrl-C keeps what finished.
    """
    with counts_shown(quiet=quiet or as_json) as counting, machines(**where) as executor:
        projection = project(
            scenario,
            options=options,
            accepted=accepted,
            replications=None if replications == AUTOMATIC else int(replications),
            seed=seed,
            executor=executor,
            traced=trace_replications if trace else 0,
            out=out,
            store=store,
            progress=counting("replications"),
            writing=counting(WRITTEN, SOON),
            compiling=None if quiet else say_compiling,
        )
    _report(projection, as_json=as_json)
    return INTERRUPTED if projection.interrupted else DONE


def _report(projection: Projection, *, as_json: bool) -> None:
    run = projection.run
    if run is None:
        click.echo(NOTHING_TO_TELL, err=True)
        return
    if projection.interrupted:
        click.echo("Interrupted: only what had finished is told; the same command goes on from "
                   "here.", err=True)  # fmt: skip
    if as_json:
        show_table(projection.key_table(), as_json=True)
        return
    manifest = run.manifest
    click.echo(f"{manifest['title']}")
    if manifest["caveat"]:
        click.echo(f"{manifest['caveat']}")
    for line in projection.opening_lines():
        click.echo(line)
    click.echo()
    width = shutil.get_terminal_size((WIDE, 24)).columns
    click.echo(sheet(projection.key_table(), width))
    click.echo()
    click.echo(
        f"{manifest['replications']} replications, seed {manifest['seed']}, "
        f"{manifest['seconds']:.0f} s ({manifest['reused_from_store']} answers were in the store). "
        "In brackets: the range of futures you might see (1 in 10 below, 1 in 10 above)."
    )
    if manifest["accepted_sets"]:
        click.echo(
            f"Each future rests on one of {manifest['accepted_sets']} accepted sets of fitted "
            f"settings ({manifest['accepted_name']}); --accepted none runs the scenario's own "
            "numbers."
        )
    for line in projection.flags():
        click.echo(f"Note: {line}")
    click.echo(f"Saved in {run.folder}: summary.csv, measures.parquet, pathway diagrams (SVG).")
