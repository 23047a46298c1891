"""Running cases: each figure worked out anew, with what made it and when."""

import datetime as dt
import platform
from collections.abc import Callable, Iterable
from importlib import metadata

import pandas as pd

from scenarios.validation.cases import CASES, group_of
from scenarios.validation.results import Results

DIGITS = 10
"""Digits that are kept of a number."""
Tell = Callable[[str], None]
"""Called with the title of each case before it is run."""


def results_of(names: Iterable[str] = (), tell: Tell = lambda title: None) -> Results:
    """Run cases, or all of them, and return their results."""
    rows = []
    for name in names or CASES:
        case = CASES[name]
        tell(case.title)
        for held in case.held():
            rows.append(
                {"group": group_of(name), "case": name, "title": case.title,
                 "figure": held.figure, "unit": held.unit, "expected": _kept(held.expected),
                 "model": _kept(held.model), "allowed": _kept(held.allowed),
                 "allowed_is": held.allowed_is, "agrees": held.agrees, "source": case.source}
            )  # fmt: skip
    made = {
        "version": metadata.version("camhs-pathways"),
        "day": dt.datetime.now(dt.UTC).date().isoformat(),
        "python": platform.python_version(),
    }
    return Results(pd.DataFrame(rows), made)


def _kept(value: float) -> float:
    return float(f"{float(value):.{DIGITS}g}")
