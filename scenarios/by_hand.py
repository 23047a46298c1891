"""The arithmetic a manager can check by hand, beside what was simulated."""

import math

import pandas as pd

from scenarios.labels import Labels, opened, spaced
from sim.measures.arithmetic import arithmetic, disagreements
from sim.settings import Scenario
from sim.settings.lengths import DAYS_PER_MONTH

WEEKS = 13
"""Arithmetic describes the start; it is held against the first quarter of the run."""


def by_hand(scenario: Scenario) -> pd.DataFrame:
    """Return the arithmetic of every team and stage."""
    return arithmetic(scenario)


def compared(arithmetic: pd.DataFrame, summary: pd.DataFrame, option: str) -> pd.DataFrame:
    """Return where arithmetic and simulation disagree in an option's first quarter."""
    return disagreements(arithmetic, simulated_start(summary, option))


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


def in_words(table: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """Return what a manager checks by hand: names, whole minutes and children, and the finding."""
    labels = Labels(scenario)
    return pd.DataFrame({
        "Team": [labels.of("team", key) for key in table["team"]],
        "Stage": [labels.of("stage", key) for key in table["stage"]],
        "Children a week": table["seen_per_week"].round(1),
        "Tightest role": [_role(scenario, key) for key in table["role"]],
        "Minutes needed a week": table["minutes_needed_per_week"].round(),
        "Minutes offered a week": table["minutes_offered_per_week"].round(),
        "Load": table["load"].round(2),
        "Waiting now": table["waiting"].round(),
        "Right-sized list": table["right_sized_list"].round(),
        "Relief capacity a week": table["relief_capacity_per_week"].round(1),
        "Finding": [opened(str(flag)) for flag in table["flag"].fillna("")],
    })  # fmt: skip


def apart_in_words(table: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """Return where simulation and arithmetic disagree, for those who never see a file."""
    labels = Labels(scenario)
    return pd.DataFrame({
        "Team": [labels.of("team", key) for key in table["team"]],
        "Stage": [labels.of("stage", key) for key in table["stage"]],
        "What": [opened(spaced(measure).replace(" per ", " a ")) for measure in table["measure"]],
        "Arithmetic": table["arithmetic"].round(1),
        "Simulated": table["simulated"].round(1),
        "Times as many": table["ratio"].replace(math.inf, math.nan).round(1),
        "What can explain it": table["why"],
    })  # fmt: skip


def _role(scenario: Scenario, key: object) -> str:
    """Return a role's label from ``team.role``; of an access point's role its name in words."""
    if not isinstance(key, str):
        return ""
    place, _, role = key.partition(".")
    team = scenario.teams.get(place)
    label = team.roles[role].label if team is not None and role in team.roles else ""
    return opened(label or spaced(role or place))
