"""The arithmetic a manager can check by hand, beside what was simulated."""

import pandas as pd

from sim.measures.arithmetic import arithmetic, disagreements
from sim.settings import Scenario

WEEKS = 13
"""Arithmetic describes the start; it is held against the first quarter of the run."""
DAYS_PER_MONTH = 30.4


def by_hand(scenario: Scenario) -> pd.DataFrame:
    """Return the arithmetic of every team and stage."""
    return arithmetic(scenario)


def compared(summary: pd.DataFrame, option: str, scenario: Scenario) -> pd.DataFrame:
    """Return where arithmetic and simulation disagree in an option's first quarter."""
    return disagreements(by_hand(scenario), simulated_start(summary, option))


def simulated_start(summary: pd.DataFrame, option: str) -> pd.DataFrame:
    """Return children seen a week by team and stage over the first quarter, simulated."""
    first = sorted(set(summary["period"]) - {"all"})
    monthly = bool(first) and len(first[0]) == 7
    number = 3 if monthly else WEEKS
    weeks = min(number, len(first)) * (DAYS_PER_MONTH / 7 if monthly else 1.0)
    chosen = summary[
        (summary["option"] == option)
        & (summary["measure"] == "seen")
        & summary["period"].isin(first[:number])
    ]
    groups = chosen.groupby(["team", "stage"], observed=True)["mean"].sum()
    seen = groups.reset_index()
    seen["value"] = seen.pop("mean") / weeks
    seen["measure"] = "seen_per_week"
    return seen
