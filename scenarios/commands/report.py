"""``pathways report``: the board paper or the families' page of a run folder, in several forms."""

from pathlib import Path

import click

from scenarios.cli import DONE

BY_DEFAULT = "html"
NAME = "report"
BOARD, FAMILIES = READERS = ("board", "families")


@click.command("report", short_help="Write the board paper of a run.")
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--for", "reader", type=click.Choice(READERS), default=BOARD, show_default=True,
              help="Whom it is for: a board, or families who want to know how long a child is "
              "likely to wait.")  # fmt: skip
@click.option("--to", "forms", default=BY_DEFAULT, show_default=True, metavar="FORMS",
              help="Forms with commas between them: html, docx, pptx, xlsx.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), default=None, metavar="DIR",
              help="Where to write; by default the run folder.")  # fmt: skip
def command(run: Path, reader: str, forms: str, out: Path | None) -> int:
    """Write the board paper of a RUN folder: question, answer, how sure, what it rests on.

    Nothing is simulated: everything is read from the run folder. With options in it, the paper
    compares them, guard rails first. For families it is one page in plain words, to print.
    """
    from scenarios.families import families_paper
    from scenarios.report import board_paper, write_report
    from sim.runs import read_run

    write = families_paper if reader == FAMILIES else board_paper
    paper, name = write(read_run(run)), FAMILIES if reader == FAMILIES else NAME
    asked = [form.strip() for form in forms.split(",") if form.strip()]
    for path in write_report(paper, out or run, asked or [BY_DEFAULT], name):
        click.echo(f"Wrote {path}.")
    return DONE
