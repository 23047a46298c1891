"""``pathways check``: validate a scenario and print its arithmetic, without a run."""

import click
import pandas as pd

from scenarios.cli import DONE
from scenarios.commands.words import json_option, show_table
from scenarios.project import opening_lines
from sim.settings import Change, load, load_option, option_names

COLUMNS = {
    "team": "team", "stage": "stage", "seen_per_week": "children a week",
    "minutes_needed_per_week": "minutes needed", "minutes_offered_per_week": "offered",
    "load": "load", "capacity_per_week": "capacity a week", "waiting": "waiting",
    "right_sized_list": "right-sized list", "relief_capacity_per_week": "relief a week",
    "flag": "flag",
}  # fmt: skip
CAPA_COLUMNS = {
    "team": "team", "accepted_per_week": "accepted a week",
    "new_partnerships_per_quarter": "needed", "partnership_capacity_per_quarter": "capacity",
    "balance_per_quarter": "balance", "says": "says",
}  # fmt: skip


def _short(table: pd.DataFrame, columns: dict[str, str]) -> pd.DataFrame:
    return table[list(columns)].rename(columns=columns)


def _for_readers(table: pd.DataFrame) -> pd.DataFrame:
    """Keep what a manager checks by hand; --json gives every column."""
    return _short(table, COLUMNS).round(2)


@click.command("check", short_help="Check a scenario and print its arithmetic.")
@click.argument("scenario")
@click.option("--option", "option", default=None, metavar="NAME",
              help="Check an option instead, and show what it changes.")  # fmt: skip
@json_option
def command(scenario: str, option: str | None, as_json: bool) -> int:
    """Check SCENARIO without running it; every problem is listed at once.

    Prints, for each team and stage, load (needed over offered minutes), capacity, the list,
    its right size and the capacity that would clear it: deterministic arithmetic, no luck.
    """
    from sim.measures.arithmetic import arithmetic, capa_balance

    loaded = load(scenario)
    settings = loaded.scenario
    changes: tuple[Change, ...] = ()
    if option is not None:
        changed = load_option(loaded, option)
        settings, changes = changed.scenario, changed.changes
    table = arithmetic(settings)
    if as_json:
        show_table(table, as_json=True)
        return DONE
    click.echo(settings.title)
    if settings.caveat:
        click.echo(settings.caveat)
    for change in changes:
        click.echo(f"changes {change.setting}: {change.old} -> {change.new}")
    for line in opening_lines(settings):
        click.echo(line)
    click.echo()
    show_table(_for_readers(table))
    balance = capa_balance(settings)
    if len(balance):
        click.echo("\nCAPA balance (new core partnerships a quarter):")
        show_table(_short(balance, CAPA_COLUMNS))
    names = option_names(loaded)
    if names:
        click.echo(f"\nOptions: {', '.join(names)}")
    click.echo(f"\nThe scenario is sound: {len(settings.stages)} stages, {len(settings.teams)} "
               f"teams, {len(settings.areas)} areas.")  # fmt: skip
    return DONE
