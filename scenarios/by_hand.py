"""The arithmetic a manager can check by hand, beside what was simulated."""

import pandas as pd

from sim.measures.arithmetic import arithmetic, disagreements
from sim.runs import Run
from sim.settings import Scenario

WEEKS = 13
"""Arithmetic describes the start; it is held against the first quarter of the run."""
DAYS_PER_MONTH = 30.4


def by_hand(scenario: Scenario) -> pd.DataFrame:
    """Return the arithmetic of every team and stage."""
    return arithmetic(scenario)


def compared(run: Run, scenario: Scenario) -> pd.DataFrame:
    """Return where arithmetic and simulation disagree in the baseline's first quarter."""
    return disagreements(by_hand(scenario), simulated_start(run))


def simulated_start(run: Run) -> pd.DataFrame:
    """Return children seen a week by team and stage over the first quarter, simulated."""
    summary = run.summary()
    first = sorted(set(summary["period"]) - {"all"})
    monthly = bool(first) and len(first[0]) == 7
    number = 3 if monthly else WEEKS
    weeks = min(number, len(first)) * (DAYS_PER_MONTH / 7 if monthly else 1.0)
    chosen = summary[
        (summary["option"] == run.manifest["options"][0])
        & (summary["measure"] == "seen")
        & summary["period"].isin(first[:number])
    ]
    seen = chosen.groupby(["team", "stage"], as_index=False)["mean"].sum()
    seen["value"] = seen.pop("mean") / weeks
    seen["measure"] = "seen_per_week"
    return seen
