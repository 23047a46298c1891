"""``pathways backtest``: forecasts from past months, held against what then happened."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scenarios.cli import DONE, INTERRUPTED
from scenarios.commands.files import write_text
from scenarios.commands.flags import json_option, quiet_option, seed_option
from scenarios.commands.machines import machine_options, machines
from scenarios.commands.words import month_of, show_table
from scenarios.progress import progress_shown, say_compiling

if TYPE_CHECKING:
    import pandas as pd

    from calibration.backtest import Backtest, Origin
    from calibration.cases import Series


@click.command("backtest", short_help="Test forecasts on months that have passed.")
@click.argument("observed", type=click.Path(path_type=Path))
@click.option("--area", "areas", multiple=True, metavar="NAME",
              help="A board or place of the file; may be repeated. Left out, all that have a "
              "list and its flows.")  # fmt: skip
@click.option("--every", type=click.IntRange(1, 120), default=6, show_default=True,
              help="Months between one forecast and the next.")  # fmt: skip
@click.option("--since", default=None, metavar="YYYY-MM",
              help="No forecasts from months before this one.")  # fmt: skip
@click.option("--replications", type=click.IntRange(10, 2000), default=40, show_default=True,
              help="Simulated years for each forecast.")  # fmt: skip
@seed_option()
@machine_options
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
              default=Path("runs/backtest"), show_default=True,
              help="Where the tables, the page and the answers so far are kept.")  # fmt: skip
@quiet_option
@json_option
def command(
    observed: Path, areas: tuple[str, ...], every: int, since: str | None, replications: int,
    seed: int, out: Path, quiet: bool, as_json: bool, **where: Any,
) -> int:  # fmt: skip
    """Forecast the list of OBSERVED from many past months, and hold that against what came.

    Twice: knowing nothing of the year ahead, and given the referrals and contacts that then
    happened; each beside simple forecasts. Ctrl-C keeps what finished: give the command again.
    """
    from calibration.backtest import backtest, error_table, findings
    from scenarios.accuracy.page import readable
    from sim.pathway.compiled import is_compiled

    series, origins = _origins(observed, areas, every, since)
    if not is_compiled() and not quiet:
        say_compiling()
    shown = progress_shown(quiet=quiet or as_json, of="forecasts")
    with shown as progress, machines(**where) as executor:
        found = backtest(origins, replications=replications, seed=seed, store=out / ".store",
                         executor=executor, progress=progress)  # fmt: skip
    if not len(found.forecasts):
        click.echo("Interrupted before any forecast finished; nothing was written.", err=True)
        return INTERRUPTED
    table = error_table(found)
    facts = _facts(series, origins, every, replications, seed)
    _write(out, found, facts)
    if as_json:
        show_table(table, as_json=True)
    else:
        for sentence in findings(table):
            click.echo(sentence)
        click.echo()
        show_table(readable(table))
        click.echo()
        for name, value in facts:
            click.echo(f"{name}: {value}")
        click.echo(f"Saved in {out}: backtest.html, backtest.md, errors.csv, forecasts.csv, "
                   "profiles.csv.")  # fmt: skip
    if found.interrupted:
        click.echo("Interrupted: only forecasts that finished are in it; the same command goes on "
                   "from here.", err=True)  # fmt: skip
    return INTERRUPTED if found.interrupted else DONE


def _origins(
    observed: Path, areas: Sequence[str], every: int, since: str | None
) -> tuple[list["Series"], list["Origin"]]:
    from calibration.backtest import origins_of
    from calibration.cases import places, series_of
    from calibration.observed import read_observed
    from sim.settings import BadInput, Problem

    table = read_observed(observed)
    chosen = [(area, "") for area in areas] or places(table)
    series = [series_of(table, *one) for one in chosen]
    first = month_of(since, "--since") if since else None
    origins = [one for each in series for one in origins_of(each, every, first)]
    if not origins:
        remedy = ("Five years of accepted referrals, children seen and children waiting are "
                  "needed, and 30 children on the list.")  # fmt: skip
        raise BadInput([Problem(observed.name, "", "no month can be forecast from", remedy)])
    return series, origins


def _facts(
    series: Sequence["Series"], origins: Sequence["Origin"], every: int, replications: int,
    seed: int,
) -> list[tuple[str, str]]:  # fmt: skip
    from calibration.backtest.origins import left_out

    used = list(dict.fromkeys(one.place for one in origins))
    months = [one.month for one in origins]
    facts = [
        ("Boards", ", ".join(used)),
        ("Forecasts", f"{len(origins)} in all, every {every} months from "
         f"{min(months):%B %Y} to {max(months):%B %Y}, each 12 months ahead"),
        ("Replications", f"{replications} for each forecast, seed {seed}"),
    ]  # fmt: skip
    if missing := left_out(series, origins):
        facts.append(("Left out", f"{', '.join(missing)}: too few months or too few waiting"))
    return facts


def _write(out: Path, found: "Backtest", facts: Sequence[tuple[str, str]]) -> None:
    from calibration.backtest import error_table
    from scenarios.accuracy.markdown import markdown
    from scenarios.accuracy.page import backtest_paper
    from scenarios.report.html import html

    out.mkdir(parents=True, exist_ok=True)
    paper = backtest_paper(found, facts)
    write_text(out / "backtest.html", html(paper))
    write_text(out / "backtest.md", markdown(paper))
    write_text(out / "errors.csv", _csv(error_table(found)))
    write_text(out / "forecasts.csv", _csv(found.forecasts))
    write_text(out / "profiles.csv", _csv(found.profiles))


def _csv(table: "pd.DataFrame") -> str:
    return table.to_csv(index=False, float_format="%.6g", lineterminator="\n")
