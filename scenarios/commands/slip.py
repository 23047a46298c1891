"""``pathways slip``: what each month of delay of an option costs."""

from pathlib import Path
from typing import Any

import click
import pandas as pd

from scenarios.cells import spoken_day
from scenarios.cli import DONE, INTERRUPTED
from scenarios.commands.flags import (
    accepted_option,
    json_option,
    quiet_option,
    seed_option,
    store_option,
)
from scenarios.commands.machines import machine_options, machines, taken_from
from scenarios.commands.words import NOTHING_TO_TELL, show_table
from scenarios.compare.verdict import matters
from scenarios.compare.words import amount, change, what
from scenarios.labels import Labels, opened
from scenarios.progress import progress_shown, say_compiling
from scenarios.slip import Slipped, slip
from sim.measures.table import ALL
from sim.settings import load

ALWAYS = ("list_size", "spend")
"""Shown as totals even where no difference can be told from chance."""


@click.command("slip", short_help="Show what each month of delay of an option costs.")
@click.argument("scenario")
@click.argument("option")
@click.option("--months", type=click.IntRange(1, 60), multiple=True, default=(3, 6),
              show_default=True, metavar="N",
              help="Months of delay; may be repeated.")  # fmt: skip
@click.option("--milestone", default="all", show_default=True, metavar="NAME",
              help="The milestone that slips, and those that follow it.")  # fmt: skip
@accepted_option
@click.option("--replications", type=click.IntRange(2, 100_000), default=20, show_default=True,
              help="How many simulated histories.")  # fmt: skip
@seed_option()
@machine_options
@click.option("--out", type=click.Path(path_type=Path), default=None, metavar="DIR",
              help="The run folder; by default runs/SCENARIO-OPTION-late.")  # fmt: skip
@store_option()
@quiet_option
@json_option
def command(
    scenario: str, option: str, months: tuple[int, ...], milestone: str, out: Path | None,
    quiet: bool, as_json: bool, **settings: Any,
) -> int:  # fmt: skip
    """Run OPTION of SCENARIO on time and with its milestones late; compare, month by month.

    Late is compared with on time, replication by replication, over the whole run: children
    waiting, weeks waited, children seen or waiting beyond a limit, children helped, spending.
    """
    loaded = load(scenario)
    out = out or Path("runs") / f"{loaded.name}-{Path(option).stem}-late"
    where = taken_from(settings)
    with progress_shown(quiet=quiet or as_json) as progress, machines(**where) as executor:
        found = slip(
            loaded, option, sorted(set(months)), milestone=milestone, out=out, progress=progress,
            executor=executor, compiling=None if quiet else say_compiling, **settings,
        )  # fmt: skip
    if found.comparison is None:
        click.echo(NOTHING_TO_TELL, err=True)
        return INTERRUPTED
    if as_json:
        show_table(found.table(), as_json=True)
    else:
        _show(found)
    return INTERRUPTED if found.interrupted else DONE


def _show(found: Slipped) -> None:
    comparison = found.comparison
    if comparison is None:
        return
    click.echo(f"{comparison.scenario.title}\n{found.on_time.title}")
    for line in _dates(found):
        click.echo(line)
    for lost in comparison.outside:
        click.echo(f"Careful. {lost}")
    click.echo(f"Late against on time, {comparison.window.words}, "
               f"{comparison.replications} futures.")  # fmt: skip
    table = found.table()
    labels = Labels(comparison.scenario)
    for months, rows in table.groupby("months"):
        click.echo(f"\n{months} months late")
        always = rows["measure"].isin(ALWAYS) & (rows["need"] == ALL)
        told = rows["verdict"].map(matters) & ((rows["low"] > 0) | (rows["high"] < 0))
        shown = rows[told | always]
        show_table(pd.DataFrame([_row(row, labels) for _, row in shown.iterrows()]))
    click.echo(f"\nNothing else is sure to differ by what matters. Saved in {found.folder}.")
    if found.interrupted:
        click.echo("Interrupted; the same command goes on from here.", err=True)


def _dates(found: Slipped) -> list[str]:
    """Return the milestones on time, with who keeps them."""
    return [
        f"  {spoken_day(one.due)}  {one.label or name} ({one.owner})"
        for name, one in found.on_time.milestones.items()
        if one.drives
    ]


def _row(row: pd.Series, labels: Labels) -> dict[str, str]:
    return {
        "what": opened(what(row, labels)),
        "on time": amount(row["baseline"], row["unit"]),
        "late": amount(row["value"], row["unit"]),
        "difference (95 % interval)": change(row),
        "for each month": change(_each_month(row)),
        "verdict": str(row["verdict"]),
    }


def _each_month(row: pd.Series) -> pd.Series:
    """Return the row with its difference for each month of delay."""
    sides = {"difference": "per_month", "low": "per_month_low", "high": "per_month_high"}
    return pd.Series({"unit": row["unit"], **{side: row[name] for side, name in sides.items()}})
