"""``pathways levers``: what can be changed in a scenario, by whom, between what values."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

from scenarios.cli import DONE
from scenarios.commands.files import write_text
from scenarios.commands.flags import json_option
from scenarios.commands.words import show_table
from scenarios.levers import FAMILIES, Lever, as_toml, find_lever, levers, said, table
from scenarios.levers.differ import TRIED, differ
from scenarios.levers.handles import Value
from scenarios.progress import say_compiling
from sim.pathway.compiled import is_compiled
from sim.settings import BadInput, Loaded, Problem, differences, load

SHOWN = ["lever", "setting", "today", "range", "unit", "owner", "confidence"]


@click.command("levers", short_help="List what can be changed in a scenario, and by whom.")
@click.argument("scenario")
@click.option("--family", default=None, metavar="NAME",
              help=f"Only one family: {', '.join(FAMILIES)}.")  # fmt: skip
@click.option("--move", default=None, metavar="SETTING=VALUE",
              help="Write the option that moves one lever, for --option to read.")  # fmt: skip
@click.option("--start", type=click.DateTime(["%Y-%m-%d"]), default=None, metavar="DATE",
              help="With --move: the first day of a post, of bought minutes, of a list "
              "check.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default=None,
              metavar="FILE", help="With --move: write to a file.")  # fmt: skip
@json_option
def command(
    scenario: str, family: str | None, move: str | None, start: dt.datetime | None,
    out: Path | None, as_json: bool,
) -> int:  # fmt: skip
    """List the levers of SCENARIO: today's value, sensible range, owner, confidence.

    The list is made from the scenario's own settings. --json adds why the range is what it is
    (where no figures are named it is our choice, to be argued with), the help, and the source of
    today's value.
    """
    loaded = load(scenario)
    settings = loaded.scenario
    if move is not None:
        text = _option(loaded, move, None if start is None else start.date())
        if out is None:
            click.echo(text, nl=False)
        else:
            write_text(out, text)
            click.echo(f"Wrote {out}.")
        return DONE
    if start is not None or out is not None:
        name = "--out" if start is None else "--start"
        raise BadInput([Problem(name, "", "goes with --move", "Say which lever is moved.")])
    rows = table(levers(settings, family))
    if as_json:
        show_table(rows, as_json=True)
        return DONE
    rows["range"] = [
        choices or f"{low:g} to {high:g}"
        for choices, low, high in zip(rows["choices"], rows["low"], rows["high"], strict=True)
    ]
    rows["today"] = [said(value) for value in rows["today"]]
    for name, title in FAMILIES.items():
        chosen = rows[rows["family"] == name]
        if len(chosen):
            click.echo(f"\n{title}\n")
            show_table(chosen[SHOWN], under="lever")
    return DONE


def _option(loaded: Loaded, move: str, start: dt.date | None) -> str:
    """Return the file of the option that moves one lever, which runs and moves something.

    Raises:
    BadInput
        When the scenario cannot take it, or nothing would come of it.
    """
    from scenarios.oddities import never_read

    setting, text = _read(move)
    lever = find_lever(loaded.scenario, setting)
    value = lever.read(text)
    try:
        option = lever.option(value, start=start)
    except BadInput as refused:
        raise BadInput(replace(one, file="--move") for one in refused.problems) from refused
    try:
        made = differences(loaded, "moved", option, "--move")(loaded)
    except BadInput as refused:
        raise BadInput(_refused(lever, value, start, refused)) from refused
    for unread, why in never_read(made.scenario).items():
        if f"{lever.setting}.".startswith(f"{unread}."):
            remedy = "Switch that on too: write both into one option file."
            raise BadInput([Problem("--move", setting, f"would move nothing: {why}", remedy)])
    if not is_compiled():
        say_compiling()
    if not differ(loaded.scenario, made.scenario):
        text = f"moves nothing in {TRIED} simulated futures: here nobody is concerned"
        raise BadInput([Problem("--move", setting, text, "Move another lever.")])
    if not lever.sensible(value):
        click.echo(f"Note: {said(value)} is beyond the sensible range. {lever.advice}", err=True)
    return as_toml(option)


def _refused(
    lever: Lever, value: Value, start: dt.date | None, refused: BadInput
) -> Iterator[Problem]:
    """Yield why a scenario cannot take a lever's value, in the words of who moves it."""
    if not lever.sensible(value):
        yield Problem("--move", lever.setting, f"cannot be {said(value)}", lever.advice)
        return
    for one in refused.problems:
        remedy = one.remedy if start is None else "Give an earlier --start."
        yield replace(one, file="--move", remedy=remedy)


def _read(text: str) -> tuple[str, str]:
    """Return setting and value of SETTING=VALUE."""
    setting, sign, value = (part.strip() for part in text.partition("="))
    if not sign or not value:
        problem = "must be written SETTING=VALUE"
        raise BadInput([Problem("--move", text, problem, "For example …roles.nurse.wte=4.5")])
    return setting, value
