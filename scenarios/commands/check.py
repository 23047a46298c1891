"""``pathways check``: validate a scenario and print its arithmetic, without a run."""

from collections.abc import Iterable, Iterator
from typing import Any

import click
import pandas as pd

from scenarios.accepted import not_fitted
from scenarios.cli import DONE
from scenarios.commands.flags import json_option
from scenarios.commands.words import show_table
from scenarios.opening_words import opening_lines
from scenarios.questions import Questions
from scenarios.setting_words import is_told
from sim.settings import BadInput, Change, Scenario, load, load_option, option_names

COLUMNS = {
    "team": "team", "stage": "stage", "seen_per_week": "seen a week",
    "minutes_needed_per_week": "minutes needed", "minutes_offered_per_week": "offered",
    "load": "load", "capacity_per_week": "capacity", "waiting": "waiting",
    "right_sized_list": "right size", "relief_capacity_per_week": "relief",
    "flag": "flag",
}  # fmt: skip
CAPA_COLUMNS = {
    "team": "team", "accepted_per_week": "accepted a week", "transfer_share": "go on",
    "new_partnerships_per_quarter": "needed", "other_starts_per_quarter": "other starts",
    "partnership_capacity_per_quarter": "capacity", "balance_per_quarter": "balance",
    "says": "says",
}  # fmt: skip


def _short(table: pd.DataFrame, columns: dict[str, str]) -> pd.DataFrame:
    return table[list(columns)].rename(columns=columns)


_KEY = (
    "A week: children seen if every list kept up, minutes of the tightest role needed and "
    "offered, load (needed over offered), children who could be seen, children waiting now, the "
    "list at which the standard is kept, and children to see to come down to it in half a year."
)
_CAPA_KEY = (
    "Needed: accepted a week times the share that goes on, times 13 weeks. Other starts: those "
    "that begin some other way, such as after urgent work. Balance: capacity, less both."
)


def _for_readers(table: pd.DataFrame, settings: Scenario) -> pd.DataFrame:
    """Keep what a manager checks by hand, under each team's label; --json gives every column."""
    labels = {name: one.label for name, one in settings.access_points.items()}
    labels |= {name: one.label for name, one in settings.teams.items()}
    shown = _short(table, COLUMNS).round(2)
    shown["team"] = [f"{labels[t]} ({t})" if labels[t] else t for t in table["team"]]
    return shown


def _said(value: Any) -> str:
    """Return a value as a file holds it, without the last digits of a product."""
    if isinstance(value, float):
        return f"{value:.9g}"
    return str(value) if is_told(value) else "nothing"


def _change_lines(changes: Iterable[Change]) -> Iterator[str]:
    """Yield what an option changes; a table that only comes to be is told by what is in it."""
    for one in changes:
        if is_told(one.old) or is_told(one.new):
            yield f"changes {one.setting}: {_said(one.old)} -> {_said(one.new)}"


def _show_oddities(settings: Scenario, table: pd.DataFrame, *, err: bool) -> None:
    """Print what is allowed and looks odd."""
    from scenarios.oddities import oddities

    for odd in oddities(settings, table):
        click.echo(f"Look at {odd.setting}: {odd.problem}. {odd.remedy}", err=err)


def _show_sets(asking: Questions) -> None:
    """Print which accepted sets a run would rest on, and what stands in place of theirs."""
    if asking.sets is not None:
        click.echo(
            f"Each future of a run rests on one of {len(asking.sets.rows)} accepted sets of "
            f"{asking.sets.file}; the arithmetic here is with the scenario's own numbers."
        )
    for line in not_fitted(asking.loaded):
        click.echo(f"Note: {line}")


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
    asking = Questions(loaded, 0)
    problems = asking.problems()
    if problems:
        raise BadInput(problems)
    settings = loaded.scenario
    changes: tuple[Change, ...] = ()
    if option is not None:
        changed = load_option(loaded, option)
        settings, changes = changed.scenario, changed.changes
    table = arithmetic(settings)
    if as_json:
        show_table(table, as_json=True)
        _show_oddities(settings, table, err=True)
        return DONE
    click.echo(settings.title)
    if settings.caveat:
        click.echo(settings.caveat)
    _show_sets(asking)
    for line in _change_lines(changes):
        click.echo(line)
    for line in opening_lines(settings):
        click.echo(line)
    click.echo()
    show_table(_for_readers(table, settings), under="team")
    click.echo(_KEY)
    balance = capa_balance(settings)
    if len(balance):
        click.echo("\nCAPA balance (new core partnerships a quarter):")
        show_table(_short(balance, CAPA_COLUMNS))
        click.echo(_CAPA_KEY)
    click.echo()
    _show_oddities(settings, table, err=False)
    names = option_names(loaded)
    if names:
        click.echo(f"Options: {', '.join(names)}")
    click.echo(f"The scenario is sound: {len(settings.stages)} stages, {len(settings.teams)} "
               f"teams, {len(settings.areas)} areas.")  # fmt: skip
    return DONE
