"""How many options are told on a terminal: the answer, and a line for each."""

import click

from scenarios.commands.words import show_table
from scenarios.report.answer import answer
from scenarios.report.options import HANDFUL, Options

TITLE = "Option"
IN_FULL = (
    "In full, with areas, money and what else is known: pathways compare … --option NAME, of up to "
    f"{HANDFUL} names of the first column."
)


def too_many(options: Options) -> bool:
    """Return whether there are more options than anyone reads one by one."""
    return len(options.likely) > HANDFUL


def show_briefly(options: Options) -> None:
    """Print the answer as a board paper gives it, with every option in one line."""
    told = answer(options)
    for line in told.sentences:
        click.echo(line)
    (lines,) = told.tables
    click.echo(f"\n{lines.title}:\n")
    table = lines.table.copy()
    table.insert(0, "Name", [one.option for one in options.likely])
    show_table(table, under=TITLE)
    click.echo(f"\n{IN_FULL}")
