"""``pathways score``: a saved run's projection against what was observed since."""

from pathlib import Path

import click

from scenarios.cli import DONE
from scenarios.commands.flags import json_option
from scenarios.commands.words import show_table


@click.command("score", short_help="Score a saved run against what was observed since.")
@click.argument("run", type=click.Path(path_type=Path))
@click.argument("observed", type=click.Path(path_type=Path))
@click.option("--option", default="baseline", show_default=True, metavar="NAME",
              help="The option that was carried out.")  # fmt: skip
@click.option("--area", default="", metavar="NAME",
              help="The place of the observed table; left out if there is only one.")  # fmt: skip
@click.option("--run-area", default="", metavar="NAME",
              help="The area of the run, or all; by default the one of the same label, or its only "
              "one.")  # fmt: skip
@click.option("--need", default="", metavar="NEED", help="Left out if the run has only one.")
@json_option
def command(
    run: Path, observed: Path, option: str, area: str, run_area: str, need: str, as_json: bool
) -> int:  # fmt: skip
    """Hold the months of RUN that have passed against OBSERVED, figure by figure.

    The list, referrals received and referrals accepted are compared, where both sides count the
    same. Milestones of the option are listed with whether they were kept.
    """
    import pandas as pd

    from calibration.observed import read_observed
    from scenarios.accuracy.score import places_of, promises, scored, sentences
    from sim.runs.folder import read_run

    results, table = read_run(run), read_observed(observed)
    rows = scored(results, table, option, places_of(results, table, area, need, run_area))
    if as_json:
        show_table(rows, as_json=True)
        return DONE
    click.echo(f"{results.manifest['title']}, option {option}\n")
    shown = rows.assign(
        inside=rows["inside"].map({True: "yes", False: "no"}),
        error_share=[f"{value:+.0%}" for value in rows["error_share"]],
    )
    show_table(shown, under="figure")
    click.echo()
    for sentence in sentences(rows):
        click.echo(sentence)
    kept = promises(results.manifest["about"].get(option, {}), pd.Period(rows["period"].max(), "M"))
    if len(kept):
        click.echo("\nMilestones of the option:")
        show_table(kept)
    return DONE
