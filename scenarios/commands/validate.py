"""``pathways validate``: the program held against what is known without it."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scenarios.cli import ANSWER_IS_NO, DONE
from scenarios.commands.files import write_text
from scenarios.commands.flags import json_option, quiet_option
from scenarios.commands.words import show_table
from scenarios.progress import say_compiling

if TYPE_CHECKING:
    from scenarios.validation import Results


@click.command("validate", short_help="Hold the program against theory and other tools.")
@click.argument("names", nargs=-1, metavar="[CASE]...")
@click.option("--list", "listed", is_flag=True, help="Name the cases and run none.")
@click.option("--shipped", "as_shipped", is_flag=True,
              help="Show the results shipped with this version; run nothing.")  # fmt: skip
@click.option("--markdown", "as_markdown", is_flag=True, help="Print Markdown tables.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default=None,
              metavar="FILE", help="Also write the results as CSV.")  # fmt: skip
@quiet_option
@json_option
def command(
    names: tuple[str, ...], listed: bool, as_shipped: bool, as_markdown: bool,
    out: Path | None, quiet: bool, as_json: bool,
) -> int:  # fmt: skip
    """Run each CASE, or all of them, and hold what the program gives against what is known.

    Named cases are told figure by figure; all of them case by case, with the figures that are out.
    Cases are queueing formulas, exact recursions, worked examples that other tools publish, a
    published booking model and a model in plain SimPy. All take a minute or two. Exit code 1:
    a figure lies farther off than is allowed.
    """
    from scenarios.validation import as_csv, markdown, shipped
    from scenarios.validation.work import results_of
    from sim.pathway.compiled import is_compiled

    _check(names)
    if listed:
        _list()
        return DONE
    if as_shipped:
        found = shipped().of(names)
    else:
        if not quiet and not is_compiled():
            say_compiling()
        found = results_of(names, lambda title: None if quiet else click.echo(title, err=True))
    if out is not None:
        write_text(out, as_csv(found), force=True)
    if as_json:
        show_table(found.table, as_json=True)
    elif as_markdown:
        click.echo(markdown(found), nl=False)
    else:
        _show(found, every=bool(names))
    return DONE if found.table["agrees"].all() else ANSWER_IS_NO


def _show(found: "Results", *, every: bool) -> None:
    """Print figure by figure, or case by case with the figures that are out."""
    from scenarios.validation import by_case, for_readers, in_short

    figures = for_readers(found).drop(columns=["Case", "Source"])
    if not every:
        show_table(by_case(found).drop(columns="Source"), under="Held against")
        figures = figures[~found.table["agrees"].to_numpy()]
        click.echo()
    if len(figures):
        show_table(figures)
        click.echo()
    click.echo(in_short(found))


def _check(names: tuple[str, ...]) -> None:
    from scenarios.validation.cases import CASES
    from sim.settings import BadInput, Problem

    remedy = f"There are: {', '.join(CASES)}."
    problems = [Problem(name, "", "is no case", remedy) for name in names if name not in CASES]
    if problems:
        raise BadInput(problems)


def _list() -> None:
    from scenarios.validation.cases import CASES

    for name, case in CASES.items():
        click.echo(f"{name}: {case.title}")
