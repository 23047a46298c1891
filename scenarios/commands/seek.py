"""``pathways seek``: the smallest change that meets a standard by a date with assurance."""

import datetime as dt
from pathlib import Path
from typing import Any

import click

from scenarios.cli import ANSWER_IS_NO, DONE, INTERRUPTED
from scenarios.commands.files import write_text
from scenarios.commands.flags import (
    STORE_OF_RUNS,
    accepted_option,
    json_option,
    quiet_option,
    seed_option,
    store_option,
)
from scenarios.commands.machines import machine_options, machines
from scenarios.commands.words import show_table
from scenarios.interrupted import AGAIN, Interrupted
from scenarios.progress import progress_shown

SURE = 0.8


@click.command("seek", short_help="Find the smallest change that meets a standard.")
@click.argument("scenario")
@click.option("--lever", "settings", multiple=True, required=True, metavar="SETTING",
              help="A lever to move, as `pathways levers` lists them, within its range or within "
              "SETTING=LOW:HIGH. With several, the cheapest mix is sought.")  # fmt: skip
@click.option("--target", required=True, metavar="STANDARD", help="The standard to be met.")
@click.option("--by", type=click.DateTime(["%Y-%m-%d"]), required=True, metavar="DATE",
              help="Met in that month and the two after it.")  # fmt: skip
@click.option("--sure", type=click.FloatRange(0.5, 0.99), default=SURE, show_default=True,
              help="In what share of futures.")  # fmt: skip
@click.option("--share", type=float, default=None,
              help="Share of children within the limit, where the standard sets none or another "
              "is wanted: a local ambition.")  # fmt: skip
@click.option("--area", default="all", show_default=True, help="Only for children of this area.")
@click.option("--need", default="", help="Only for this need, of those the standard covers.")
@click.option("--from", "start", type=click.DateTime(["%Y-%m-%d"]), default=None, metavar="DATE",
              help="When dated changes, such as posts, begin.")  # fmt: skip
@click.option("--budget", type=float, default=None, metavar="GBP",
              help="The most it may cost a year.")  # fmt: skip
@accepted_option
@seed_option()
@click.option("--replications", type=click.IntRange(5, 10_000), default=60, show_default=True,
              help="At most so many futures of one value, fewer if told sooner.")  # fmt: skip
@machine_options
@store_option(STORE_OF_RUNS)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default=None,
              metavar="FILE", help="Write the change found as an option file.")  # fmt: skip
@quiet_option
@json_option
def command(
    scenario: str, settings: tuple[str, ...], target: str, by: dt.datetime, sure: float,
    share: float | None, area: str, need: str, accepted: str | None, start: dt.datetime | None,
    budget: float | None, seed: int, replications: int, store: Path, out: Path | None,
    quiet: bool, as_json: bool, **where: Any,
) -> int:  # fmt: skip
    """Find how far levers of SCENARIO must move to meet a standard by a date.

    Every value is tried on the same children with the same luck, and stops being run as soon as
    it is told. Exit code 1 says that nothing within the limits meets it, or that what does
    breaks a guard rail.
    """
    from scenarios.levers import as_toml
    from scenarios.seek import Wish, bench_of, seek
    from scenarios.seek.words import answer_sentences, search_table, target_sentence, told

    with progress_shown(quiet=quiet or as_json) as progress, machines(**where) as executor:
        bench = bench_of(
            scenario, settings, Wish(target, by.date(), share, area, need), sure=sure,
            accepted=accepted, start=start.date() if start else None, budget=budget, seed=seed,
            most=replications, executor=executor, store=store, progress=progress,
        )  # fmt: skip
        try:
            sought = seek(bench, budget)
        except Interrupted:
            click.echo(AGAIN, err=True)
            return INTERRUPTED
    if as_json:
        show_table(search_table(bench, sought), as_json=True)
    else:
        click.echo(target_sentence(bench))
        for line in answer_sentences(bench, sought):
            click.echo(line)
        click.echo("\nWhat was tried, in order:")
        show_table(told(search_table(bench, sought)))
    if out is not None and sought.found is not None and sought.found is not sought.today:
        write_text(out, as_toml(bench.option(sought.found.values)))
        click.echo(f"Wrote {out}.", err=as_json)
    elif out is not None:
        click.echo(f"No change to write: {out} is not written.", err=as_json)
    return DONE if sought.found is not None and not sought.broken else ANSWER_IS_NO
