"""The opening list that a warm-up builds, on the baseline, once for each replication.

The baseline is run for the warm-up days before the start date; everyone still there then is
the opening list of every option.
"""

import datetime as dt
from functools import lru_cache
from typing import Any

import numpy as np

from sim.demand.cohort import Cohort
from sim.demand.opening import OpeningList
from sim.demand.rates import DAYS_PER_YEAR
from sim.pathway.blueprint import blueprint_of
from sim.pathway.codes import BETWEEN, CLOSED, DUE, HELD, IN_CONTINUOUS, NOT_ARRIVED
from sim.pathway.history import History
from sim.pathway.simulate import simulate
from sim.settings.demand import Demand
from sim.settings.scenario import Scenario


def warmed_up(baseline: Scenario, seed: int, replication: int) -> OpeningList:
    """Return who is there on the start date after the baseline has run its warm-up."""
    return _cached(baseline.model_dump_json(), _Holder(baseline), seed, replication)


class _Holder:
    """Carries the scenario past a cache keyed by its text."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Holder)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=8)
def _cached(_text: str, holder: _Holder, seed: int, replication: int) -> OpeningList:
    scenario = before_start(holder.scenario)
    history = simulate(blueprint_of(scenario), seed, replication, purpose="warm up")
    return opening_from_history(history, float(scenario.calendar.horizon_days))


def before_start(scenario: Scenario) -> Scenario:
    """Return the scenario whose run is the warm-up: it ends where the other begins."""
    days = scenario.calendar.warm_up_days
    calendar = scenario.calendar.model_copy(
        update={
            "start_date": scenario.calendar.start_date - dt.timedelta(days=days),
            "horizon_days": days,
            "warm_up_days": 0,
        }
    )
    opening = scenario.opening.model_copy(update={"source": "empty"})
    demand = {name: _earlier(one, days) for name, one in scenario.demand.items()}
    update = {"calendar": calendar, "opening": opening, "demand": demand}
    return scenario.model_copy(update=update)


def _earlier(demand: Demand, days: int) -> Demand:
    """Return a stream's demand as it was so many days before, so that growth runs through."""
    shrunk = (1 + demand.growth_per_year) ** (-days / DAYS_PER_YEAR)
    volumes = {area: volume * shrunk for area, volume in demand.referrals_per_year.items()}
    return demand.model_copy(update={"referrals_per_year": volumes})


def opening_from_history(history: History, shift: float) -> OpeningList:
    """Return everyone still in the system at the end of a run, dates moved to the new start."""
    r = history.register
    gone = np.isin(r["state"], (CLOSED, NOT_ARRIVED, HELD, IN_CONTINUOUS))
    rows = np.flatnonzero(~gone)
    kept = r[rows]
    in_contact = kept["seen"] == 1
    due = np.where(np.isin(kept["state"], (BETWEEN, DUE)) & in_contact, kept["ready"], np.nan)
    due = np.where(np.isfinite(due), due - shift, 0.0)
    nodes = history.blueprint.nodes
    return OpeningList(
        _cohort(history, rows, kept, shift),
        [nodes[int(node)] for node in kept["node"]],
        kept["join"] - shift,
        np.where(in_contact, _done(history, rows), -1),
        in_contact,
        np.where(in_contact, due, np.nan),
        ("built by a warm-up of the baseline",),
    )


def _done(history: History, rows: np.ndarray) -> np.ndarray:
    """Return contacts attended at the present stage: planned less left is not kept, so total."""
    return np.maximum(history.register["total"][rows].astype(np.int64) - 1, 0)


def _cohort(history: History, rows: np.ndarray, kept: Any, shift: float) -> Cohort:
    """Return the children as a cohort; the thresholds are what is left of them."""
    groups = np.concatenate((history.opening.cohort.groups, history.cohort.groups))
    child = kept["child"].astype(np.int64)
    count = len(rows)
    return Cohort(
        time=kept["ref"] - shift,
        area=kept["area"].astype(np.int64),
        stream=kept["stream"].astype(np.int64),
        need=kept["need"].astype(np.int64),
        priority=kept["prio"].astype(np.int64),
        source=kept["source"].astype(np.int64),
        age=(kept["ref"] - kept["birth"]) / 365.25,
        words=np.column_stack((kept["word_1"], kept["word_2"])),
        leaving=kept["left_leave"].astype(float),
        escalation=np.column_stack((kept["left_esc"], kept["next_esc"])).astype(float),
        support=np.where(kept["supported"] == 1, 0.0, 1.0 - 1e-12),
        groups=groups[np.minimum(child, len(groups) - 1)]
        if len(groups)
        else np.zeros((count, 0), np.int64),
        accepted_by=kept["m_accept"].astype(float),
        missed_by=kept["m_missed"].astype(float),
        leaving_by=_leaving_by(history, kept),
        partner=np.full(count, -1),
        held=np.zeros(count, bool),
        child=np.arange(count),
    )


def _leaving_by(history: History, kept: Any) -> np.ndarray:
    """Return the groups' multiplier of leaving, the effect of support taken out again."""
    of_support = history.blueprint.tables["by_need"][kept["need"], 2]
    divisor = np.where((kept["supported"] == 1) & (of_support > 0), of_support, 1.0)
    return np.asarray(kept["m_leave"] / divisor, float)
