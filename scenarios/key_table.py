"""The table printed after a run: lists, waits and standards, year by year."""

from collections.abc import Iterator

import pandas as pd

from sim.runs import Run
from sim.settings import Scenario

ROWS = (
    ("list_size", "none", "children waiting"),
    ("wait_completed_p50", "first_contact", "median wait to first contact, days"),
    ("wait_completed_p90", "first_contact", "9 in 10 seen within, days"),
)
YEAR = 12
NOBODY = "-"
"""Shown where nobody was counted."""


def key_table(run: Run, scenario: Scenario) -> pd.DataFrame:
    """Return one row for each option, need and measure; columns are dates.

    Each cell is the average over replications and, in brackets, the range of futures: one in
    ten lies below and one in ten above.
    """
    summary = run.summary()
    whole = summary[
        (summary["area"] == "all")
        & (summary["priority"] == "all")
        & (summary["stage"] == "all")
        & (summary["band"] == "all")
        & (summary["age_group"] == "all")
        & (summary["group"] == "all")
    ]
    periods = _shown_periods(whole)
    rows = [
        row
        for option in run.manifest["options"]
        for row in _rows(whole[whole["option"] == option], option, scenario, periods)
    ]
    table = pd.DataFrame(rows, columns=["option", "need", "measure", *periods])
    return table.drop(columns="option") if len(run.manifest["options"]) == 1 else table


def _shown_periods(summary: pd.DataFrame) -> list[str]:
    """Return the first period and the last of each year."""
    periods = sorted(set(summary["period"]) - {"all"})
    if not periods:
        return []
    step = YEAR if len(periods[0]) == 7 else 52
    chosen = [periods[0], *periods[step - 1 :: step]]
    return list(dict.fromkeys([*chosen, periods[-1]]))


def _rows(
    summary: pd.DataFrame, option: str, scenario: Scenario, periods: list[str]
) -> Iterator[list[str]]:
    for pathway in scenario.pathways.values():
        of_need = summary[summary["need"] == pathway.need]
        for measure, clock, words in ROWS:
            chosen = of_need[(of_need["measure"] == measure) & (of_need["clock"] == clock)]
            cells = _cells(chosen, periods, "{:,.0f}")
            if any(cell != NOBODY for cell in cells):
                yield [option, pathway.need, words, *cells]
        for name, standard in scenario.standards.items():
            chosen = of_need[
                (of_need["measure"] == "share_within_completed") & (of_need["standard"] == name)
            ]
            if len(chosen):
                words = f"within {standard.limit:g} {standard.unit.replace('_', ' ')}: {name}"
                yield [option, pathway.need, words, *_cells(chosen, periods, "{:.0%}")]


def _cells(summary: pd.DataFrame, periods: list[str], form: str) -> list[str]:
    by_period = summary.set_index("period")
    cells = []
    for period in periods:
        if period not in by_period.index:
            cells.append(NOBODY)
            continue
        row = by_period.loc[period]
        low, high = form.format(row["range_p10"]), form.format(row["range_p90"])
        cells.append(f"{form.format(row['mean'])} ({low} to {high})")
    return cells
