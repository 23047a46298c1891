"""The paper of a fit: what was fitted, to what, how well, and what is not known."""

import pandas as pd

from calibration.fit import Fit
from calibration.fit.identify import learned
from calibration.fit.tables import figures_table, unknowns_table
from calibration.fit.words import goodness, of_unknowns, sentences
from scenarios.charts import Chart
from scenarios.charts.fit import before_and_after, beside_figures, over_time, together
from scenarios.report.paper import Paper, Part, Sheet

SERIES_FROM, MOST_SERIES = 6, 12
"""Figures from which a series is drawn over time; and at most so many series."""


def fit_paper(fit: Fit) -> Paper:
    """Return the paper of a fit."""
    unknowns, figures, found = unknowns_table(fit), figures_table(fit), learned(fit)
    first, *_ = sentences(fit)
    charts: tuple[Chart, ...] = (before_and_after(unknowns),)
    if len(unknowns) > 1:
        charts = (*charts, together(found.correlation, found.labels))
    return Paper(
        title=f"Fitted: {fit.case.title}",
        question="Which settings agree with what was observed, and what can the figures not tell?",
        caveat=fit.case.loaded.scenario.caveat,
        facts=_facts(fit),
        body=(
            Part("What was done", (first, _how(fit))),
            Part("How well it fits", tuple(goodness(fit)), charts=_pictures(figures)),
            Part("What the figures tell, and what they cannot", tuple(of_unknowns(found)),
                 charts=charts),
        ),
        annex=(
            Part("What was believed before, and why",
                 tables=(Sheet("Unknowns", _reasons(unknowns)),)),
            Part("The figures", tables=(Sheet("Figures fitted to", _sources(figures)),)),
        ),
    )  # fmt: skip


def _how(fit: Fit) -> str:
    return (
        "The scenario was run with many values of the unknowns. Those whose figures agree with the "
        "observed ones, as far as chance, rounding and definitions allow, were kept together as "
        "accepted sets. A projection goes through them, so that what is not known stays in its "
        "range: pathways run "
        f"{fit.case.loaded.name} --accepted accepted.parquet, or one like it that begins later."
    )


def _facts(fit: Fit) -> tuple[tuple[str, str], ...]:
    found = fit.inference
    return (
        ("Scenario", fit.case.loaded.name),
        ("Figures", str(len(found.observed))),
        ("Unknowns", str(len(fit.case.space))),
        ("Runs", f"{found.runs:,}"),
        ("Accepted sets", str(len(found.values))),
        ("Seed", str(fit.seed)),
    )


def _pictures(figures: pd.DataFrame) -> tuple[Chart, ...]:
    """Return one chart of all figures, and one for each long series."""
    series = [
        over_time(rows, name=f"series-{k}", label=str(label))
        for k, (label, rows) in enumerate(figures.groupby("label", sort=False))
        if len(rows) >= SERIES_FROM and rows["day"].notna().all()
    ]
    return (beside_figures(figures), *series[:MOST_SERIES])


def _reasons(unknowns: pd.DataFrame) -> pd.DataFrame:
    names = {"label": "Unknown", "settings": "Settings", "how": "How", "prior": "Prior",
             "unit": "Unit", "reason": "Reason", "source": "Source"}  # fmt: skip
    return unknowns[list(names)].rename(columns=names)


def _sources(figures: pd.DataFrame) -> pd.DataFrame:
    names = {"label": "Figure", "when": "Period", "observed_low": "Low", "observed_high": "High",
             "unit": "Unit", "tolerance": "Tolerance", "below": "Share of simulated below",
             "source": "Source"}  # fmt: skip
    return figures[list(names)].rename(columns=names)
