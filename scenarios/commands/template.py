"""``pathways template``: starting files to copy and change."""

from pathlib import Path

import click

from scenarios.cli import DONE
from scenarios.commands.files import write_text
from scenarios.template import KINDS, template


@click.command("template", short_help="Write a starting file.")
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default=None,
              metavar="FILE", help="Write to a file instead of standard output.")  # fmt: skip
@click.option("--force", is_flag=True, help="Write over a file that is already there.")
def command(kind: str, out: Path | None, force: bool) -> int:
    """Write a starting file of a KIND: a scenario, an option, a plan, a form for local data."""
    text = template(kind)
    if out is None:
        click.echo(text, nl=False)
    else:
        write_text(out, text, force=force)
        click.echo(f"Wrote {out}.")
    return DONE
