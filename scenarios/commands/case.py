"""``pathways case``: a place's monthly figures in; a scenario and its accepted sets out."""

from pathlib import Path

import click

from scenarios.cli import DONE
from scenarios.commands.files import write_text
from scenarios.commands.flags import seed_option
from scenarios.commands.words import month_of


@click.command("case", short_help="Make a scenario from a place's monthly figures.")
@click.argument("observed", type=click.Path(path_type=Path))
@click.option("--area", required=True, metavar="NAME", help="The board or place.")
@click.option("--need", default="", metavar="NEED", help="The need, if the place has several.")
@click.option("--until", default=None, metavar="YYYY-MM",
              help="The last month to be known; by default the last of the file.")  # fmt: skip
@click.option("--months", type=click.IntRange(1, 60), default=24, show_default=True,
              help="Months ahead.")  # fmt: skip
@click.option("--sets", type=click.IntRange(1, 2000), default=100, show_default=True,
              help="How many accepted sets, one a replication.")  # fmt: skip
@seed_option("Same seed, same sets.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True,
              metavar="DIR", help="The folder for scenario.toml and accepted.csv.")  # fmt: skip
def command(
    observed: Path, area: str, need: str, until: str | None, months: int, sets: int, seed: int,
    out: Path,
) -> int:  # fmt: skip
    """Write a one-pathway scenario of a place of OBSERVED, and what is not known about it.

    The scenario holds the middle of what may come; the accepted sets hold what is not known:
    referrals, appointments, leavers, and how far children are seen in turn.
    """
    from calibration.cases import series_of
    from calibration.forecast import outlook_of
    from calibration.forecast.case import board_case
    from calibration.observed import read_observed

    series = series_of(read_observed(observed), area, need)
    last = series.months[-1] if until is None else month_of(until, "--until")
    now = outlook_of(series.until(last))
    case = board_case(now, months, sets, seed)
    out.mkdir(parents=True, exist_ok=True)
    write_text(out / "scenario.toml", case.scenario_text())
    write_text(out / "accepted.csv", case.sets_text())
    click.echo(
        f"{area}, {last:%B %Y}: {now.waiting:,.0f} waiting, {now.accepted:,.0f} accepted and "
        f"{now.seen:,.0f} seen a month, {now.leaving:.1%} leaving a month; its usual list is "
        f"{now.usual_list:,.0f}."
    )
    accepted = out / "accepted.csv"
    click.echo(f"Run it: pathways run {out} --accepted {accepted} --replications {sets}")
    return DONE
