"""``pathways diagram``: the pathways drawn from the scenario."""

from pathlib import Path

import click

from scenarios.cli import DONE
from scenarios.commands.files import write_text
from scenarios.diagram import mermaid, svg
from sim.settings import BadInput, Problem, load
from sim.settings.problems import did_you_mean


@click.command("diagram", short_help="Draw the pathways of a scenario.")
@click.argument("scenario")
@click.option("--pathway", default=None, metavar="NAME", help="Draw one pathway only.")
@click.option("--to", "form", type=click.Choice(["mermaid", "svg"]), default="mermaid",
              show_default=True, help="Form of the drawing.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default=None,
              metavar="FILE", help="Write to a file instead of standard output.")  # fmt: skip
def command(scenario: str, pathway: str | None, form: str, out: Path | None) -> int:
    """Draw the pathways of SCENARIO, as a clinician could check them with a finger."""
    settings = load(scenario).scenario
    if pathway is not None and pathway not in settings.pathways:
        remedy = did_you_mean(pathway, settings.pathways) or (
            f"Pathways: {', '.join(settings.pathways)}."
        )
        raise BadInput([Problem(scenario, "--pathway", f"there is no pathway {pathway}", remedy)])
    text = mermaid(settings, pathway) if form == "mermaid" else svg(settings, pathway)
    if out is None:
        click.echo(text)
    else:
        write_text(out, text)
        click.echo(f"Wrote {out}.")
    return DONE
