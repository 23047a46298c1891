"""Why children waited, stage by stage, from a run folder: nothing is simulated.

The engine puts every day of every wait down to a cause when it happens. Beside it stand what
tells one kind of missing appointment from another: how much of the minutes of the roles there
was used, how many slots were lost, and what is kept for a priority.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from scenarios.days_waited import days_waited
from scenarios.labels import CAUSES, Labels
from sim.measures.table import ALL
from sim.settings import Scenario

BUSY, IDLE = 0.95, 0.85
"""Minutes used above which a stage's roles are called fully busy, and below which not."""
LOST = ("contacts_missed", "contacts_cancelled")
READ = ("days_waited", "minutes_used", "minutes_offered", "contacts_attended", *LOST)
"""Measures that this looks at; a summary holds many more."""
COLUMNS = (
    "stage",
    "need",
    "days_waited",
    "share",
    *CAUSES,
    "minutes_used",
    "tightest",
    "slots_lost",
    "kept",
)


@dataclass(frozen=True)
class Causes:
    """Where and why children waited."""

    table: pd.DataFrame
    """A row for each stage, the most days first; columns as ``COLUMNS``. ``share`` is of all days
    waited; causes are shares of the stage's own; ``minutes_used`` of those offered by the roles
    that work there, of which ``tightest`` is the busiest; ``slots_lost`` to missed and cancelled
    appointments."""
    labels: Labels

    @property
    def total(self) -> float:
        """Days waited by all children, average over the futures."""
        return float(self.table["days_waited"].sum())

    def shares(self) -> pd.Series:
        """Return the share of all days that each cause accounts for, the largest first."""
        weighed = self.table[list(CAUSES)].mul(self.table["share"], axis=0).sum()
        return weighed.sort_values(ascending=False)


def causes(summary: pd.DataFrame, scenario: Scenario, option: str) -> Causes:
    """Return why children waited in one option of a run, over the whole of it."""
    own = summary[(summary["option"] == option) & summary["measure"].isin(READ)]
    days = days_waited(own, option)
    total = days.sum(axis=1)
    need = {stage: pathway.need for pathway in scenario.pathways.values()
            for stage in pathway.stages}  # fmt: skip
    busy = [_busy(own, scenario, stage) for stage in days.index]
    table = pd.DataFrame({
        "stage": days.index, "need": [need.get(stage, ALL) for stage in days.index],
        "days_waited": total.to_numpy(), "share": (total / total.sum()).to_numpy(),
        **{cause: (days[cause] / total).to_numpy() for cause in CAUSES},
        "minutes_used": [share for share, _ in busy], "tightest": [role for _, role in busy],
        "slots_lost": [_lost(own, stage) for stage in days.index],
        "kept": [_kept(scenario, stage) for stage in days.index],
    })  # fmt: skip
    table = table.sort_values("days_waited", ascending=False, kind="stable")
    return Causes(table.reset_index(drop=True)[list(COLUMNS)], Labels(scenario))


def _busy(own: pd.DataFrame, scenario: Scenario, stage: str) -> tuple[float, str]:
    """Return the share of minutes used by the roles that work at a stage, and the tightest role.

    Not a number, and nothing, where no role works there.
    """
    places = _places(scenario, stage)
    used, offered = (
        np.array([_total(own, measure, team=team, role=role) for team, role in places])
        for measure in ("minutes_used", "minutes_offered")
    )
    if offered.sum() <= 0:
        return np.nan, ""
    shares = np.divide(used, offered, out=np.zeros(len(places)), where=offered > 0)
    tightest = int(shares.argmax())
    said = f"{places[tightest][1]} of {Labels(scenario).of('team', places[tightest][0])}"
    return float(used.sum() / offered.sum()), f"{said}, {shares[tightest]:.0%}"


def _places(scenario: Scenario, stage: str) -> list[tuple[str, str]]:
    """Return the team (or access point) and role of everyone who works at a stage."""
    screening = scenario.access_points.get(stage)
    places = [(stage, role) for role in (screening.roles if screening else ())]
    places += [
        (team, role)
        for team, its in scenario.teams.items()
        for role, one in its.roles.items()
        if stage in one.job_plan
    ]
    return places


def _lost(own: pd.DataFrame, stage: str) -> float:
    lost = sum(_total(own, measure, stage=stage) for measure in LOST)
    all_slots = lost + _total(own, "contacts_attended", stage=stage)
    return lost / all_slots if all_slots > 0 else np.nan


def _total(own: pd.DataFrame, measure: str, **places: str) -> float:
    """Return a count over the whole run, added up over what is not named."""
    rows = own[(own["measure"] == measure) & (own["period"] != ALL)]
    for column, word in places.items():
        rows = rows[rows[column] == word]
    if "stage" not in places:
        rows = rows[rows["stage"] == ALL]
    return float(rows["mean"].sum())


def _kept(scenario: Scenario, stage: str) -> str:
    settings = scenario.stages.get(stage)
    kept = settings.carve_out.items() if settings else ()
    return ", ".join(f"{share:.0%} for {priority}" for priority, share in kept if share > 0)
