"""Results of a validation as readers see them: in a sentence, by group, figure by figure."""

from typing import Any

import pandas as pd

from scenarios.cells import spoken_day
from scenarios.validation.results import Results

AGREES, DIFFERS = "agrees", "differs"
AGAIN = "To run it again: pathways validate (a minute or two; every case, or those named)."


def in_short(results: Results) -> str:
    """Return how many figures agree, of how many, made with what and when."""
    agree, number = int(results.table["agrees"].sum()), len(results.table)
    cases = results.table["case"].nunique()
    what = f"All {number}" if agree == number and number > 1 else f"{agree} of {number}"
    return (
        f"{what} figure{'s' * (number > 1)} of {cases} case{'s' * (cases > 1)} agree with what is "
        f"known without this program (version {results.made['version']}, {_day(results)})."
    )


def by_case(results: Results) -> pd.DataFrame:
    """Return a row for each case: figures, how many agree, how far apart at most."""
    rows = []
    for (group, title), figures in results.table.groupby(["group", "title"], sort=False):
        rows.append((group, title, len(figures), int(figures["agrees"].sum()),
                     f"{_nearness(figures):.0%}", figures["source"].iloc[0]))  # fmt: skip
    columns = ["Held against", "Case", "Figures", "Agree", "Furthest, of what is allowed", "Source"]
    return pd.DataFrame(rows, columns=columns)


def for_readers(results: Results) -> pd.DataFrame:
    """Return a row for each figure: known, model, difference, what is allowed, the verdict."""
    rows: list[dict[Any, Any]] = results.table.to_dict("records")
    return pd.DataFrame({
        "Case": [row["title"] for row in rows],
        "Figure": [row["figure"] for row in rows],
        "Unit": [row["unit"] for row in rows],
        "Expected": [_number(row["expected"], row) for row in rows],
        "Model": [_number(row["model"], row) for row in rows],
        "Difference": [_apart(row) for row in rows],
        "Allowed": [_allowed(row) for row in rows],
        "Verdict": [AGREES if row["agrees"] else DIFFERS for row in rows],
        "Source": [row["source"] for row in rows],
    })  # fmt: skip


def markdown(results: Results) -> str:
    """Return the tables as Markdown, for the manual."""
    figures = for_readers(results).drop(columns="Source")
    parts = [in_short(results), _markdown(by_case(results))]
    for group, rows in figures.groupby(results.table["group"], sort=False):
        parts += [f"### {group}", _markdown(rows)]
    return "\n\n".join(parts) + "\n"


def _markdown(table: pd.DataFrame) -> str:
    lines = [list(table.columns), ["---"] * len(table.columns),
             *table.astype(str).to_numpy().tolist()]  # fmt: skip
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _day(results: Results) -> str:
    return spoken_day(pd.Timestamp(results.made["day"]).date())


def _nearness(figures: pd.DataFrame) -> float:
    """Return the largest difference as a share of what is allowed; 0 where none is allowed."""
    apart = (figures["model"] - figures["expected"]).abs()
    return float((apart / figures["allowed"].where(figures["allowed"] > 0)).fillna(apart).max())


def _number(value: float, row: dict[Any, Any]) -> str:
    if max(abs(row["expected"]), abs(row["model"])) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.4g}"


def _apart(row: dict[Any, Any]) -> str:
    apart = row["model"] - row["expected"]
    return "0" if abs(apart) <= 1e-9 * max(abs(row["expected"]), 1.0) else f"{apart:+.2g}"


def _allowed(row: dict[Any, Any]) -> str:
    return f"{row['allowed']:.2g} ({row['allowed_is']})" if row["allowed"] else row["allowed_is"]
