"""``pathways refresh``: the monthly routine in one command."""

from pathlib import Path

import click

from scenarios.cli import DONE, INTERRUPTED
from scenarios.commands.flags import quiet_option, workers_option
from scenarios.progress import progress_shown


@click.command("refresh", short_help="The monthly routine, from new figures to a new forecast.")
@click.argument("project", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=None,
              metavar="DIR", help="Where each month has its folder; by default beside the project "
              "file, named as it is.")  # fmt: skip
@workers_option
@quiet_option
def command(project: Path, out: Path | None, workers: int | None, quiet: bool) -> int:
    """Read PROJECT (TOML), import its files again, forecast, score the last forecast, explain.

    Everything of a month stands in a folder of its own. Stopped half-way, the same command goes on
    where it stopped; a month whose figures were revised is made anew, and the old one kept.
    """
    from scenarios.refresh import read_project_file, refresh

    asked = read_project_file(project)
    with progress_shown(quiet=quiet) as progress:
        done = refresh(asked, project.resolve().parent, out or project.with_suffix(""),
                       progress=progress, workers=workers)  # fmt: skip
    if done.interrupted:
        click.echo("Interrupted; give the command again to go on.", err=True)
        return INTERRUPTED
    for line in done.words:
        click.echo(line)
    click.echo(f"\nSaved in {done.folder}.")
    return DONE
