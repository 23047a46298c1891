"""``pathways levers``: what can be changed in a scenario, by whom, between what values."""

from pathlib import Path

import click

from scenarios.cli import DONE
from scenarios.commands.files import write_text
from scenarios.commands.flags import json_option
from scenarios.commands.words import show_table
from scenarios.levers import FAMILIES, as_toml, find_lever, levers, said, table
from sim.settings import BadInput, Problem, load

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
    scenario: str, family: str | None, move: str | None, start: click.DateTime | None,
    out: Path | None, as_json: bool,
) -> int:  # fmt: skip
    """List the levers of SCENARIO: today's value, sensible range, owner, confidence.

    The list is made from the scenario's own settings. --json adds why the range is what it is,
    the help, and the source of today's value.
    """
    settings = load(scenario).scenario
    if move is not None:
        setting, value = _read(move)
        date = None if start is None else start.date()  # type: ignore[attr-defined]
        text = as_toml(find_lever(settings, setting).option(value, start=date))
        if out is None:
            click.echo(text, nl=False)
        else:
            write_text(out, text)
            click.echo(f"Wrote {out}.")
        return DONE
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
            show_table(chosen[SHOWN])
    return DONE


def _read(text: str) -> tuple[str, float | int | str | bool]:
    """Return setting and value of SETTING=VALUE; numbers, true and false are read as such."""
    setting, sign, value = (part.strip() for part in text.partition("="))
    if not sign or not value:
        problem = "must be written SETTING=VALUE"
        raise BadInput([Problem("--move", text, problem, "For example …roles.nurse.wte=4.5")])
    if value in ("true", "false"):
        return setting, value == "true"
    try:
        return setting, float(value)
    except ValueError:
        return setting, value
