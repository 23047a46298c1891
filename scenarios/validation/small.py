"""A service as small as can be: one area, one need, one team, one stage, seen by one clinician.

What theory and other programs work out is about such services. Day 0 is Monday 5 January 2026,
there are no bank holidays, and children are too young to turn 18.
"""

import copy
import datetime as dt
from typing import Any

import numpy as np

from sim.pathway.blueprint import blueprint_of
from sim.pathway.codes import HOWS, STAY_KINDS
from sim.pathway.history import History
from sim.pathway.simulate import simulate
from sim.settings import from_values

Values = dict[str, Any]

MONDAY = dt.date(2026, 1, 5)
DONE: Values = {"done": {"exit": "helped"}}
YOUNG = [{"age_from": 5.0, "age_to": 6.0, "share": 1.0}]


def scenario(**changes: Any) -> Values:
    """One stage, `see`, of 60 minutes, seen by one clinician with 60 minutes each weekday."""
    values = {
        "title": "tiny",
        "calendar": {"start_date": MONDAY, "horizon_days": 56, "country": "none"},
        "areas": {"here": {}},
        "demand": {"calls": {"need": "camhs", "referrals_per_year": {"here": 0.0}, "ages": YOUNG}},
        "teams": {"team": team({"see": 1.0}, [60.0] * 5)},
        "stages": {"see": stage(60.0)},
        "pathways": {"camhs": {"need": "camhs", "stages": ["see"], "entry": {"routine": "see"}}},
    }
    return change(values, changes)


def team(plan: dict[str, float], minutes: list[float], **more: Any) -> Values:
    """A team of one role, `nurse`, with slot minutes on each weekday."""
    role = {"minutes_by_weekday": minutes, "job_plan": plan, "carry_over_minutes": 0.0}
    role |= more.pop("role", {})
    return {"serves": [{"areas": ["here"]}], "roles": {"nurse": role}} | more


def stage(minutes: float, **more: Any) -> Values:
    """A clinic-day stage that needs minutes of one nurse and ends in help."""
    return {"minutes": {"nurse": minutes}, "outcomes": copy.deepcopy(DONE)} | more


def change(values: Values, changes: Values) -> Values:
    """Set values by path: `teams.team.closures` or `teams__team__closures`."""
    values = copy.deepcopy(values)
    for path, value in changes.items():
        *folders, last = path.replace("__", ".").split(".")
        place = values
        for folder in folders:
            place = place.setdefault(folder, {})
        place[last] = value
    return values


def waits(count: int, weeks: float = 1.0, **more: Any) -> Values:
    """An opening band of children on the list of `see`."""
    band = {"need": "camhs", "stage": "see", "area": "here", "count": count, "age_to": 6.0}
    band |= {"waited": [{"from_weeks": 0.0, "to_weeks": weeks, "share": 1.0}]}
    return band | more


def listed(values: Values, **bands: Values) -> Values:
    """The same scenario with an opening list."""
    return change(values, {"opening": {"source": "bands", "bands": bands}})


def run(values: Values, seed: int = 1, replication: int = 0, **more: Any) -> History:
    """Simulate one replication."""
    return simulate(blueprint_of(from_values(values)), seed, replication, **more)


def stays(
    history: History, kind: str = "wait", how: str | None = None, node: str | None = None
) -> Any:
    """Stretches of a kind, as the engine wrote them down."""
    found = history.stays
    keep = found["kind"] == STAY_KINDS.index(kind)
    if how is not None:
        keep &= found["how"] == {word: code for code, word in HOWS.items()}[how]
    if node is not None:
        keep &= found["node"] == history.blueprint.node(node)
    return found[keep]


def seen(history: History, node: str = "see") -> Any:
    """Waits that ended with being seen at a node, in order of time."""
    found = stays(history, "wait", "seen", node)
    return found[np.argsort(found["end"], kind="stable")]


def standing(waits: Any, day: float) -> int:
    """Return how many of some waits go on at a moment, in days from the start."""
    return int(((waits["start"] <= day) & (waits["end"] > day)).sum())
