"""``pathways explain``: what drives a result, by the ranges of the scenario's own evidence."""

import datetime as dt
from pathlib import Path

import click

from scenarios.cli import DONE, INTERRUPTED
from scenarios.commands.files import write_text
from scenarios.commands.words import json_option, show_table
from scenarios.progress import progress_shown


@click.command("explain", short_help="Say which uncertain numbers drive a result.")
@click.argument("scenario")
@click.option("--measure", default="list_size", show_default=True, help="The result explained.")
@click.option("--need", default="all", show_default=True, help="Of this need.")
@click.option("--by", type=click.DateTime(["%Y-%m-%d"]), default=None, metavar="DATE",
              help="In this date's month; by default at the end of the run.")  # fmt: skip
@click.option("--replications", type=click.IntRange(2, 10_000), default=8, show_default=True,
              help="Of the numbers that move it most; all are screened with 2.")  # fmt: skip
@click.option("--top", type=click.IntRange(0, 1_000), default=6, show_default=True,
              help="How many are run with all replications.")  # fmt: skip
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=1, show_default=True,
              help="Same seed, same results.")  # fmt: skip
@click.option("--workers", type=click.IntRange(1, 512), default=None,
              help="Worker processes; by default one a processor.")  # fmt: skip
@click.option("--store", type=click.Path(path_type=Path), default=Path("runs/.store"),
              show_default=True, metavar="DIR", help="Where answers are kept.")  # fmt: skip
@click.option("--chart", type=click.Path(path_type=Path, dir_okay=False), default=None,
              metavar="FILE", help="Write the tornado chart as SVG.")  # fmt: skip
@click.option("--quiet", is_flag=True, help="Show no progress.")
@json_option
def command(
    scenario: str, measure: str, need: str, by: dt.datetime | None, replications: int, top: int,
    seed: int, workers: int | None, store: Path, chart: Path | None, quiet: bool, as_json: bool,
) -> int:  # fmt: skip
    """Move each number of SCENARIO to the ends of the range that its evidence gives.

    One at a time, on the same children with the same luck. Every range is run at least
    twice, so Suffolk takes a while; what was run is kept and never run again.
    """
    from scenarios.explain import Outcome, Trying, drivers
    from scenarios.explain.drivers import Interrupted
    from scenarios.explain.words import sentences, shown, what
    from sim.runs.executor import kept_executor
    from sim.settings import load

    outcome = Outcome(measure, need, by.date() if by else None)
    with progress_shown(quiet=quiet or as_json) as progress, kept_executor(workers) as executor:
        trying = Trying(store, replications, top, seed, executor, progress)
        try:
            found = drivers(load(scenario), outcome, trying)
        except Interrupted:
            click.echo("Interrupted; what finished is kept, and will not be run again.", err=True)
            return INTERRUPTED
    if as_json:
        show_table(found.table, as_json=True)
    else:
        for line in sentences(found):
            click.echo(line)
        click.echo()
        show_table(shown(found))
    if chart is not None:
        from scenarios.charts import svg
        from scenarios.charts.tornado import tornado

        drawn = tornado(found.table, name="tornado", what=what(outcome))
        write_text(chart, svg(drawn))
        click.echo(f"Wrote {chart}.", err=True)
    return DONE
