"""``pathways report``: the board paper of a run folder, as a page, Word, slides or a workbook."""

from pathlib import Path

import click

from scenarios.cli import DONE

BY_DEFAULT = "html"


@click.command("report", short_help="Write the board paper of a run.")
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--to", "forms", default=BY_DEFAULT, show_default=True, metavar="FORMS",
              help="Forms with commas between them: html, docx, pptx, xlsx.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), default=None, metavar="DIR",
              help="Where to write; by default the run folder.")  # fmt: skip
def command(run: Path, forms: str, out: Path | None) -> int:
    """Write the board paper of a RUN folder: question, answer, how sure, what it rests on.

    Nothing is simulated: everything is read from the run folder. With options in it, the paper
    compares them, guard rails first.
    """
    from scenarios.report import board_paper, write_report
    from sim.runs import read_run

    paper = board_paper(read_run(run))
    asked = [form.strip() for form in forms.split(",") if form.strip()]
    for path in write_report(paper, out or run, asked or [BY_DEFAULT]):
        click.echo(f"Wrote {path}.")
    return DONE
