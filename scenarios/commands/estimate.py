"""``pathways estimate``: what data say directly, without a simulation, each with an interval."""

from pathlib import Path

import click

from scenarios.cli import DONE
from scenarios.commands.files import write_text
from scenarios.commands.flags import json_option
from scenarios.commands.words import show_table


@click.command("estimate", short_help="Estimate settings directly from data.")
@click.argument("data", type=click.Path(path_type=Path))
@click.option("--about", type=click.Path(path_type=Path, dir_okay=False), default=None,
              metavar="FILE", help="For a patient-level extract: what the file does not say "
              "itself (`pathways template about`).")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default=None,
              metavar="FILE", help="Write the estimates as CSV too.")  # fmt: skip
@click.option("--option", "option_file", type=click.Path(path_type=Path, dir_okay=False),
              default=None, metavar="FILE", help="From an extract: write an option (TOML) with the "
              "estimated settings, for `pathways run --option`.")  # fmt: skip
@json_option
def command(
    data: Path, about: Path | None, out: Path | None, option_file: Path | None, as_json: bool
) -> int:
    """Estimate from DATA: observed waits, or with --about a patient-level extract.

    Prints each number with its 90 per cent interval and how many it rests on. Waits that an
    extract cuts short at either end are counted for as long as they were watched.
    """
    from calibration.estimates import (
        as_option,
        as_table,
        estimates_from_extract,
        estimates_from_observed,
    )
    from calibration.extract import read_extract
    from calibration.importers.about import read_about
    from calibration.importers.source import read_source
    from calibration.observed import read_observed
    from calibration.quality import Ledger
    from sim.settings import BadInput, Problem

    if option_file is not None and about is None:
        text = "an option is written from a patient-level extract alone"
        remedy = "Give --about FILE with the extract, or leave --option out."
        raise BadInput([Problem("--option", "", text, remedy)])
    ledger = Ledger("Estimates")
    if about is None:
        estimates = estimates_from_observed(read_observed(data), ledger)
    else:
        described = read_about(about)
        referrals = read_extract(read_source(data), described, ledger)
        estimates = estimates_from_extract(referrals, described, ledger)
    table = as_table(estimates)
    if out is not None:
        write_text(out, table.to_csv(index=False, lineterminator="\n"))
    if option_file is not None:
        write_text(option_file, as_option(estimates, f"Estimated from {data.name}."))
    show_table(table if as_json else table.drop(columns=["method", "setting"]), as_json=as_json)
    if not as_json:
        for one in (*ledger.dropped, *ledger.findings):
            click.echo(one.words)
    return DONE
