"""Minutes needed against minutes offered, for every line and each of its roles.

A line is a team at a clinic-day stage, or an access point at its screening.
"""

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from sim.measures.arithmetic.course import course
from sim.measures.arithmetic.offered import expected_extra, expected_minutes
from sim.pathway.capacity import Pool, pools_of
from sim.settings.routes import serves_stage
from sim.settings.scenario import Scenario


@dataclass(frozen=True)
class Line:
    """A team at a stage, or an access point."""

    team: str
    stage: str
    kind: str
    """screening or clinic_day."""
    minutes: dict[str, float]
    """Role (owner.role) to minutes of a slot for one child; a group slot is shared out."""
    slots_per_child: float
    """Where nobody comes: slots a child would take."""
    seen_share: float


def lines_of(scenario: Scenario) -> list[Line]:
    """Return every line, access points first, in the order of the files."""
    lines = [
        Line(name, name, "screening", {f"{name}.{role}": point.minutes_per_screening}, 1.0, 1.0)
        for name, point in scenario.access_points.items()
        for role in point.roles
    ]
    for team in scenario.teams:
        for name, stage in scenario.stages.items():
            if stage.service == "clinic_day" and serves_stage(scenario, team, name):
                going = course(stage)
                minutes = {
                    _owner(scenario, team, role): length / stage.group_size
                    for role, length in stage.minutes.items()
                }
                lines.append(Line(team, name, "clinic_day", minutes, going.attempts, going.seen))
    return lines


def _owner(scenario: Scenario, team: str, role: str) -> str:
    return scenario.teams[team].roles[role].shared_from or f"{team}.{role}"


@dataclass(frozen=True)
class Offer:
    """Every line, and what its roles offer a week on a date."""

    lines: list[Line]
    pools: list[Pool]
    minutes: dict[str, float]
    """Minutes a week by role (owner.role)."""
    extra: dict[tuple[str, str], float]
    """Temporary minutes a week by role and stage."""


def offer_of(scenario: Scenario, on: dt.date) -> Offer:
    """Return what is offered on a date."""
    minutes, extra = expected_minutes(scenario, on), expected_extra(scenario, on)
    return Offer(lines_of(scenario), pools_of(scenario), minutes, extra)


def minutes_by_role(offer: Offer, demand: pd.DataFrame) -> pd.DataFrame:
    """Return one row for every line and role whose minutes it needs.

    Columns: team, stage, role (owner.role), minutes_per_slot, needed (minutes a week),
    planned (minutes a week that the job plan and extra minutes give the stage), flowing_in
    (minutes a week left over by the stages before it in the job plan), offered (planned +
    flowing_in), load (needed / offered). A role used by several teams at a stage is shared
    out as they need it.
    """
    slots = demand.groupby(["team", "stage"])["slots_per_week"].sum().to_dict()
    rows = [
        (line.team, line.stage, role, minutes, minutes * slots.get((line.team, line.stage), 0.0))
        for line in offer.lines
        for role, minutes in line.minutes.items()
    ]
    frame = pd.DataFrame(rows, columns=["team", "stage", "role", "minutes_per_slot", "needed"])
    keys: list[tuple[str, str]] = list(zip(frame["role"], frame["stage"], strict=True))
    users = frame.groupby(["role", "stage"])["needed"].transform("size")
    total = frame.groupby(["role", "stage"])["needed"].transform("sum")
    part = (frame["needed"] / total).where(total > 0, 1 / users)
    slots_of = _shared_out(offer, dict(zip(keys, total, strict=True)))
    frame["planned"] = [slots_of[key][0] for key in keys] * part
    frame["flowing_in"] = [slots_of[key][1] for key in keys] * part
    frame["offered"] = frame["planned"] + frame["flowing_in"]
    frame["load"] = _load(frame["needed"], frame["offered"])
    return frame


def _shared_out(
    offer: Offer, needed: dict[tuple[str, str], float]
) -> dict[tuple[str, str], tuple[float, float]]:
    """Return (planned, flowing in) minutes a week by role and stage.

    Minutes that a stage does not need flow to the next in the job plan, where the role
    flexes; what the last leaves over is lost.
    """
    slots: dict[tuple[str, str], tuple[float, float]] = {}
    for pool in offer.pools:
        spare = 0.0
        for stage, share in pool.plan.items():
            key = (pool.name, stage)
            planned = offer.minutes[pool.name] * share + offer.extra.get(key, 0.0)
            slots[key] = (planned, spare)
            left = max(0.0, planned + spare - needed.get(key, 0.0))
            spare = left if pool.flex else 0.0
    return slots


def _load(needed: pd.Series, offered: pd.Series) -> pd.Series:
    """Return needed / offered: infinite where work meets no minutes, 0 where there is neither."""
    load = needed / offered.where(offered > 0)
    return load.fillna((needed > 0).map({True: float("inf"), False: 0.0}))
