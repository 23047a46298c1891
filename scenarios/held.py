"""A run held against published figures, in words: the table and the count for readers."""

from typing import Any

import pandas as pd

from scenarios.cells import with_range
from scenarios.evidence.traced import found_in

Row = dict[Any, Any]

FORMS = {"share": "{:.0%}", "years": "{:.1f}"}
"""How a number of each unit is shown; whole numbers otherwise."""
UNITS = {"share": "", "children": ""}
"""Words after the number where they differ from the unit."""
NOTHING = "-"
"""Shown where the run holds nothing to compare."""


def for_readers(table: pd.DataFrame) -> pd.DataFrame:
    """Return target beside model with the verdict: what fits a screen."""
    rows = table.to_dict("records")
    return pd.DataFrame(
        {
            "target": table["label"],
            "published": [_published(row) for row in rows],
            "of": table["period"],
            "model": [_model(row) for row in rows],
            "verdict": table["verdict"],
            "used for": table["use"],
        }
    )


def where_found(table: pd.DataFrame, sources: dict[str, str]) -> pd.DataFrame:
    """Return the source of each figure by its title, and what differs from the model's."""
    return pd.DataFrame(
        {
            "Figure": table["label"],
            "Where it was found": [found_in(source, sources) for source in table["source"]],
            "What differs": table["difference"],
        }
    )


def counted(table: pd.DataFrame) -> str:
    """Return how many are met, with those that set the scenario apart from the tests."""
    judged = table[table["tolerance"].notna() & table["mean"].notna()]
    met = judged["verdict"] == "met"
    tests = judged["use"] == "test"
    return (
        f"Met: {int((met & tests).sum())} of {int(tests.sum())} honest tests, "
        f"{int((met & ~tests).sum())} of {int((~tests).sum())} figures the scenario was given or "
        f"set by; {len(table) - len(judged)} are for scale or cannot be compared. In brackets: the "
        "range of futures (1 in 10 below, 1 in 10 above)."
    )


def _shown(value: float, unit: str) -> str:
    return FORMS.get(unit, "{:,.0f}").format(value)


def _published(row: Row) -> str:
    low, high = (_shown(row[end], row["unit"]) for end in ("published_low", "published_high"))
    figure = low if low == high else f"{low} to {high}"
    return f"{figure} {UNITS.get(row['unit'], row['unit'])}".rstrip()


def _model(row: Row) -> str:
    if row["replications"] == 0:
        return NOTHING
    return with_range(row, lambda value: _shown(value, row["unit"]))
