"""``pathways report``: the board paper or the families' page of a run folder, in several forms."""

from functools import partial
from pathlib import Path

import click

from scenarios.cli import DONE
from scenarios.commands.flags import quiet_option

BY_DEFAULT = "html"
AS_IT_WAS = "The results of the run are as they were; give the command again for the paper."
NAME = "report"
BOARD, FAMILIES = READERS = ("board", "families")


@click.command("report", short_help="Write the board paper of a run.")
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--for", "reader", type=click.Choice(READERS), default=BOARD, show_default=True,
              help="Whom it is for: a board, or families who want to know how long a child is "
              "likely to wait.")  # fmt: skip
@click.option("--observed", type=click.Path(path_type=Path, dir_okay=False), default=None,
              metavar="FILE", help="Observed months, as `pathways import` writes them: control "
              "charts continued by the projection.")  # fmt: skip
@click.option("--to", "forms", default=BY_DEFAULT, show_default=True, metavar="FORMS",
              help="Forms with commas between them: html, docx, pptx, xlsx.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), default=None, metavar="DIR",
              help="Where to write; by default the run folder.")  # fmt: skip
@quiet_option
def command(
    run: Path, reader: str, observed: Path | None, forms: str, out: Path | None, quiet: bool
) -> int:
    """Write the board paper of a RUN folder: question, answer, how sure, what it rests on.

    Nothing is simulated: everything is read from the run folder. With options in it, the paper
    compares them, guard rails first. For families it is a leaflet in plain words, to print on
    one sheet.
    """
    from calibration.observed import read_observed
    from scenarios.families import families_paper
    from scenarios.progress import COMPARED, SOON, counts_shown
    from scenarios.report import board_paper, write_report
    from scenarios.report.options import options_of
    from sim.runs.folder import read_run
    from sim.settings import BadInput, Problem

    if reader == FAMILIES and observed is not None:
        raise BadInput([Problem("report", "--observed", "is for the board paper",
                                "Leave --for out.")])  # fmt: skip
    asked = [form.strip() for form in forms.split(",") if form.strip()] or [BY_DEFAULT]
    try:
        with counts_shown(quiet=quiet) as counting:
            if reader == FAMILIES:
                paper, name = families_paper(read_run(run)), FAMILIES
            else:
                table = None if observed is None else read_observed(observed)
                compared = partial(options_of, progress=counting(COMPARED, SOON))
                paper, name = board_paper(read_run(run), table, compared), NAME
            made = counting("forms made", SOON)
            files = write_report(paper, out or run, asked, name, made)
    except KeyboardInterrupt as stop:
        raise KeyboardInterrupt(AS_IT_WAS) from stop
    for path in files:
        click.echo(f"Wrote {path}.")
    return DONE
