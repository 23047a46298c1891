"""``pathways targets``: a run held against the figures published for its scenario."""

from pathlib import Path

import click
import pandas as pd

from scenarios.cli import DONE
from scenarios.commands.flags import json_option
from scenarios.commands.words import show_table
from scenarios.held import counted, for_readers


@click.command("targets", short_help="Hold a run against published figures.")
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--against", type=click.Path(path_type=Path), default=None, metavar="FILE",
              help="A file of targets; by default those shipped with the scenario of that "
              "name.")  # fmt: skip
@click.option("--option", "option", default="baseline", show_default=True, metavar="NAME",
              help="The option of the run to compare.")  # fmt: skip
@click.option("--markdown", is_flag=True, help="Print a Markdown table, with every definition.")
@json_option
def command(
    run: Path, against: Path | None, option: str, markdown: bool, as_json: bool
) -> int:  # fmt: skip
    """Print target beside model for RUN, a folder made by `pathways run`.

    A verdict is met, near or missed by the tolerance that the target states; a figure that the
    scenario was set by is marked, because agreement there is no test.
    """
    from calibration.targets import held_against, read_targets
    from sim.runs.folder import read_run
    from sim.settings import BadInput, Problem

    results = read_run(run)
    known = results.manifest["options"]
    if option not in known:
        remedy = f"It holds: {', '.join(known)}."
        raise BadInput([Problem(str(run), "--option", f"there is no option {option}", remedy)])
    targets = read_targets(against or results.manifest["scenario"])
    table = held_against(results, targets, option)
    if as_json:
        show_table(table, as_json=True)
    elif markdown:
        click.echo(_markdown(table))
    else:
        click.echo(results.manifest["title"])
        click.echo(f"{results.manifest['caveat']}\n")
        show_table(for_readers(table))
        click.echo(f"\n{counted(table)}")
    return DONE


def _markdown(table: pd.DataFrame) -> str:
    """Return everything a paper should show beside the numbers, as a Markdown table."""
    wide = for_readers(table)
    wide["published"] = table["as_published"].where(table["as_published"] != "", wide["published"])
    wide["population"], wide["source"] = table["population"], table["source"]
    wide["what is compared"] = table["difference"]
    lines = [list(wide.columns), ["---"] * len(wide.columns), *wide.astype(str).to_numpy().tolist()]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
