"""The balance of the Choice and Partnership Approach (CAPA), by team.

Planning constants are those of CAPA's published arithmetic (camhsnetwork.co.uk,
"The maths model"; capa.co.uk, "Job planning"): a 13-week quarter of which 11.25 weeks are
worked, half-days of 3.5 hours, and for 105-minute appointments, 7.5 a family, a multiplier of
11.25 x 2 / 7.5 = 3 new core partnerships a quarter for each weekly half-day.
"""

import datetime as dt
from typing import Any

import pandas as pd

from sim.measures.arithmetic.flows import demand_reaching
from sim.measures.arithmetic.table import arithmetic
from sim.settings.distribution import as_contacts
from sim.settings.scenario import Scenario

QUARTER_WEEKS = 13.0
WORKED_WEEKS = 11.25
HALF_DAY_MINUTES = 210.0
COLUMNS: dict[str, str] = {
    "team": "team",
    "choice_stage": "the stage at which routine referrals enter",
    "partnership_stage": "the stage to which most go on from choice",
    "accepted_per_week": "accepted referrals reaching choice",
    "choice_capacity_per_week": "choice appointments that can be kept",
    "transfer_share": "share of choice that goes on to core partnership",
    "new_partnerships_per_quarter": "needed: accepted x transfer x 13",
    "other_starts_per_quarter": "partnerships that start some other way, such as after urgent",
    "appointments_per_family": "contacts planned in a partnership",
    "half_days_per_week": "weekly half-days of partnership work, in a week that is worked",
    "multiplier": "new partnerships a quarter for one weekly half-day",
    "partnership_capacity_per_quarter": "half-days x multiplier",
    "balance_per_quarter": "capacity - needed - other starts; below 0 the second wait grows",
    "says": "the same in a sentence",
}
"""Every column of the table and what it means."""


def multiplier(appointments: float, minutes: float) -> float:
    """Return new partnerships a quarter for one weekly half-day (CAPA: 3)."""
    return WORKED_WEEKS * HALF_DAY_MINUTES / minutes / appointments


def capa_balance(
    scenario: Scenario, on: dt.date | None = None, *, need: str = "camhs"
) -> pd.DataFrame:
    """Return CAPA's balance for every team that does choice; columns are those of `COLUMNS`.

    CAPA plans for full attendance and no drop-out, so its capacity differs from that of
    `arithmetic`, which counts both. A scenario without the need, or whose choice leads
    nowhere, gives an empty table.
    """
    stages = _choice_and_partnership(scenario, need)
    if stages is None:
        return pd.DataFrame(columns=list(COLUMNS))
    choice, partnership = stages
    reaching = demand_reaching(scenario, on)
    mine = reaching[reaching["need"] == need]
    weekly = mine.groupby(["team", "stage"])[["children_per_week", "seen_per_week"]].sum()
    lines = arithmetic(scenario, on).set_index(["team", "stage"])
    able = lines[["capacity_per_week", "minutes_offered_per_week"]]
    both = able.join(weekly).fillna(0.0)
    rows = [
        _row(
            scenario, stages, team, dict(both.loc[team, choice]), dict(both.loc[team, partnership])
        )
        for team, stage in lines.index
        if stage == choice and (team, partnership) in lines.index
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _choice_and_partnership(scenario: Scenario, need: str) -> tuple[str, str] | None:
    pathway = next((p for p in scenario.pathways.values() if p.need == need), None)
    if pathway is None:
        return None
    choice = pathway.entry["routine"]
    onward = _onward(scenario, choice)
    clinic = {to: share for to, share in onward.items() if scenario.stages[to].minutes}
    return (choice, max(clinic, key=lambda to: clinic[to])) if clinic else None


def _onward(scenario: Scenario, stage: str) -> dict[str, float]:
    """Return the share of a stage's children that goes on to each other stage."""
    settings = scenario.stages[stage]
    onward: dict[str, float] = {}
    for name, share in settings.outcome_shares().items():
        to = settings.outcomes[name].to
        if to:
            onward[to] = onward.get(to, 0.0) + share
    return onward


def _row(
    scenario: Scenario,
    stages: tuple[str, str],
    team: str,
    at_choice: dict[Any, Any],
    after: dict[Any, Any],
) -> tuple[object, ...]:
    choice, partnership = stages
    settings = scenario.stages[partnership]
    transfer = _onward(scenario, choice)[partnership]
    accepted = at_choice["children_per_week"]
    needed = accepted * transfer * QUARTER_WEEKS
    by_choice = at_choice["seen_per_week"] * transfer
    other = max(0.0, after["children_per_week"] - by_choice) * QUARTER_WEEKS
    appointments = as_contacts(settings.contacts).average
    worked_week = after["minutes_offered_per_week"] * QUARTER_WEEKS / WORKED_WEEKS
    half_days = worked_week / HALF_DAY_MINUTES
    times = multiplier(appointments, max(settings.minutes.values()) / settings.group_size)
    capacity = half_days * times
    balance = capacity - needed - other
    return (
        team, choice, partnership, accepted, at_choice["capacity_per_week"], transfer, needed,
        other, appointments, half_days, times, capacity, balance, _says(balance),
    )  # fmt: skip


def _says(balance: float) -> str:
    families = f"{abs(balance):.0f} families a quarter"
    if balance < 0:
        return f"Partnership is short of {families}: the wait after choice grows."
    return f"Partnership has room for {families} more."
