"""``pathways fit``: settings inferred from observed figures, and what those cannot tell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pandas as pd

from scenarios.cli import ANSWER_IS_NO, DONE, INTERRUPTED
from scenarios.commands.files import write_text
from scenarios.commands.flags import json_option, quiet_option, store_option
from scenarios.commands.machines import machine_options, machines
from scenarios.commands.words import show_table
from scenarios.progress import progress_shown, say_compiling

if TYPE_CHECKING:
    from calibration.fit import Budget, Case, Fit
    from calibration.fit.engine import Engine

SHIPPED = "fit.toml"
STOPPED = "Interrupted; runs that finished are kept, and the same command goes on from there."


@click.command("fit", short_help="Infer settings from observed figures.")
@click.argument("file")
@click.option("--look", is_flag=True,
              help="Only say what such figures can tell of the unknowns, before "
              "fitting.")  # fmt: skip
@click.option("--check", type=click.IntRange(5, 1000), default=None, metavar="CASES",
              help="Instead, try the method on so many hidden truths drawn from the "
              "priors.")  # fmt: skip
@click.option("--effort", type=click.FloatRange(0.05, 20), default=1.0, show_default=True,
              help="Runs as a multiple of the file's budget: 0.2 for a first try.")  # fmt: skip
@click.option("--seed", type=click.IntRange(0, 2**62), default=None,
              help="Instead of the file's. Same seed, same result.")  # fmt: skip
@machine_options
@click.option("--out", type=click.Path(path_type=Path), default=None, metavar="DIR",
              help="The fit folder; by default fits/NAME.")  # fmt: skip
@store_option()
@quiet_option
@json_option
def command(
    file: str, look: bool, check: int | None, effort: float, seed: int | None,
    out: Path | None, store: Path | None, quiet: bool, as_json: bool, **where: Any,
) -> int:  # fmt: skip
    """Infer the unknowns of FILE (a fit file, or a shipped scenario that has one).

    Writes accepted sets for `pathways run --accepted`, tables and a report that says how well
    the model fits and what the figures cannot tell. Ctrl-C keeps the runs that finished; the
    same command goes on from there.
    """
    from calibration.fit import engine_of, read_fit, times
    from calibration.fit.folder import read_manifest
    from sim.pathway.compiled import is_compiled
    from sim.runs.executor import WorkersLost
    from sim.runs.place import check_places

    path = fit_file(file)
    asked, case = read_fit(path)
    budget = asked.budget if effort == 1.0 else times(asked.budget, effort)
    seed = asked.seed if seed is None else seed
    out = out or Path("fits") / fit_name(path)
    store = store or out.parent / ".store"
    check_places(out, store, ours=read_manifest)
    if not quiet and not is_compiled():
        say_compiling()
    total = budget.pilot if look else (check or 1) * budget.total(len(case.space))
    try:
        with progress_shown(quiet=quiet or as_json) as progress, machines(**where) as executor:
            engine = engine_of(case, store, seed=seed, executor=executor)
            if progress is not None:
                engine.ran = lambda done: progress(done, max(total, done))
            if look:
                return _look(case, engine, budget, seed, as_json=as_json)
            if check:
                return _check(case, engine, check, budget, seed, out, as_json=as_json)
            return _fit(case, engine, budget, seed, out, as_json=as_json)
    except (KeyboardInterrupt, WorkersLost):
        click.echo(STOPPED, err=True)
        return INTERRUPTED


def fit_file(name: str) -> Path:
    """Return a fit file by its path, or that of a shipped scenario by the scenario's name."""
    from sim.settings.files import library

    shipped = library() / name / SHIPPED
    return shipped if shipped.is_file() else Path(name)


def fit_name(path: Path) -> str:
    """Return what a fit is called: the scenario of a shipped file, else the file's own name."""
    from sim.settings.files import library

    shipped = path.name == SHIPPED and path.parent.parent == library()
    return path.parent.name if shipped else path.stem


def _look(case: Case, engine: Engine, budget: Budget, seed: int, *, as_json: bool) -> int:
    from calibration.fit.identify import look
    from calibration.fit.words import before

    found = look(case, engine, seed=seed, runs=budget.pilot)
    columns = {"unknown": found.labels, "width expected": found.width.round(2),
               "verdict": found.verdicts}  # fmt: skip
    show_table(pd.DataFrame(columns), as_json=as_json)
    if not as_json:
        lines = ["", *before(case, found)]
        lines += ["Width: how wide the answer would be beside what is believed before; 1 means "
                  "that nothing would be learned."]  # fmt: skip
        click.echo("\n".join(lines))
    return DONE


def _check(
    case: Case, engine: Engine, cases: int, budget: Budget, seed: int, out: Path, *, as_json: bool
) -> int:
    """Try the method; exit code 1 where an identified unknown is covered too seldom."""
    from calibration.fit.check import coverage, recoveries
    from scenarios.fitting import check_paper
    from scenarios.fitting.check import check_sentences
    from scenarios.report.html import html

    rows = recoveries(case, engine, cases, budget=budget, seed=seed)
    table = coverage(rows)
    show_table(table, as_json=as_json)
    file = out.parent / f"{out.name}-check.html"
    write_text(file, html(check_paper(case, rows, budget)), force=True)
    write_text(file.with_suffix(".csv"), rows.to_csv(index=False), force=True)
    if not as_json:
        click.echo(
            "\n".join(["", *check_sentences(rows), "", f"Saved: {file} and {file.stem}.csv."])
        )
    failed = (table["verdict"] == "identified") & (table["covered"] < table["expected_low"])
    return ANSWER_IS_NO if failed.any() else DONE


def _fit(case: Case, engine: Engine, budget: Budget, seed: int, out: Path, *, as_json: bool) -> int:
    from calibration.fit import fitted
    from calibration.fit.folder import write_fit
    from calibration.fit.words import sentences
    from scenarios.fitting import fit_paper
    from scenarios.report.html import html

    fit = fitted(case, engine, budget=budget, seed=seed)
    write_fit(out, fit, extras={"report.html": html(fit_paper(fit))})
    _show(fit, as_json=as_json)
    if not as_json:
        click.echo("\n".join(["", *sentences(fit), ""]))
        click.echo(f"Saved in {out}: accepted.parquet (for `pathways run --accepted`), "
                   "report.html, unknowns.csv, figures.csv, correlations.csv, "
                   "fit.json.")  # fmt: skip
    return DONE


def _show(fit: Fit, *, as_json: bool) -> None:
    from calibration.fit.tables import unknowns_table

    table = unknowns_table(fit)
    if as_json:
        show_table(table, as_json=True)
        return

    def between(which: str) -> list[str]:
        ends = table[[f"{which}_p05", f"{which}_p95"]].to_numpy(float)
        return [f"{low:.4g} to {high:.4g}" for low, high in ends]

    click.echo(f"{fit.case.title}\n")
    columns = {"unknown": table["label"], "believed before": between("prior"),
               "known now": between("posterior"), "unit": table["unit"],
               "verdict": table["verdict"]}  # fmt: skip
    show_table(pd.DataFrame(columns))
    click.echo("\nOne in twenty lies below the first number, one in twenty above the second.")
