"""How many children a week reach every access point and stage, if every list kept up.

Each referral is followed through triage, its pathway's outcomes and any return, as shares;
loops (observe and assess again, refused and referred again) are a linear system.
Nobody leaves, escalates, or grows up while waiting here: the simulation does that.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.measures.arithmetic.network import HELPED, Children, Network
from sim.settings.demand import Demand
from sim.settings.routes import boundaries
from sim.settings.scenario import Scenario
from sim.settings.words import EXITS, PRIORITIES

FloatArray = NDArray[np.float64]

WEEKS_PER_YEAR = 365.25 / 7
COLUMNS = ("area", "need", "priority", "stage", "team", "children_per_week", "seen_per_week",
           "contacts_per_week", "slots_per_week")  # fmt: skip


def demand_reaching(scenario: Scenario, on: dt.date | None = None) -> pd.DataFrame:
    """Return children a week reaching every access point and stage, by area, need, priority.

    Columns: area, need, priority (as triaged, or presenting at an access point), stage (or
    access point), team (or access point; empty for a delay), children_per_week (joining),
    seen_per_week (of them, those ever seen), contacts_per_week (attended), slots_per_week
    (attended, missed or cancelled by the provider).
    ``on`` moves volumes by their growth and uses the services of that date; left out, the
    start date. Growth is not let run while children wait: all are this week's numbers.
    """
    on = on or scenario.calendar.start_date
    rows = [row for who, weekly in _referred(scenario, on) for row in _rows(scenario, who, weekly)]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    keys = list(COLUMNS[:5])
    return frame.groupby(keys, sort=False, as_index=False).sum()


def weekly_referrals(demand: Demand, area: str, years: float) -> float:
    """Return referrals a week of one stream and area, ``years`` after the start date.

    Observed counts give their own average, whatever the date.
    """
    if demand.mode == "observed":
        counts = demand.observed_counts.get(area, {})
        days = sum(pd.Period(month, "M").days_in_month for month in counts)
        return 7 * sum(counts.values()) / days if days else 0.0
    growth: float = (1 + demand.growth_per_year) ** years
    return demand.referrals_per_year.get(area, 0.0) * growth / WEEKS_PER_YEAR


def _referred(scenario: Scenario, on: dt.date) -> Iterator[tuple[Children, float]]:
    """Yield every kind of child with first referrals a week."""
    years = (on - scenario.calendar.start_date).days / 365.25
    edges = sorted({*boundaries(scenario, "teams")[0], *boundaries(scenario, "access_points")[0]})
    for demand in scenario.demand.values():
        for area in demand.referrals_per_year | demand.observed_counts:
            weekly = weekly_referrals(demand, area, years)
            for low, high in zip(edges, [*edges[1:], 100.0], strict=True):
                ages, share = _aged(demand, low, high)
                if weekly * share > 0:
                    yield Children(demand, area, demand.need, ages, on), weekly * share


def _aged(demand: Demand, low: float, high: float) -> tuple[tuple[float, float], float]:
    """Return the ages of a stream that lie between two edges, and their share of it."""
    parts = [
        (max(low, band.age_from), min(high, band.age_to), band)
        for band in demand.ages
        if band.age_from < high and band.age_to > low
    ]
    if not parts:
        return (low, high), 0.0
    share = sum(band.share * (b - a) / (band.age_to - band.age_from) for a, b, band in parts)
    return (min(a for a, _, _ in parts), max(b for _, b, _ in parts)), share


@dataclass(frozen=True)
class _Followed:
    """Children of one kind, followed to the end: one row for each presenting priority."""

    visits: FloatArray
    """Visits to each place and priority by one referral; shape (3, states)."""
    exits: FloatArray
    """Chance of each exit; shape (3, exits)."""
    accepted: FloatArray
    """Chance of acceptance at each triaged priority; shape (3, 3)."""


def _followed(network: Network) -> _Followed:
    begins, direct = network.arrivals()
    visits = network.follow(begins)
    return _Followed(visits, visits @ network.exits, visits @ network.accepted + direct)


def _rows(scenario: Scenario, who: Children, weekly: float) -> Iterator[tuple[object, ...]]:
    network = Network(scenario, who)
    one = _followed(network)
    shares = who.demand.priority_shares
    first = weekly * np.array([shares.get(p, 0.0) for p in PRIORITIES])  # type: ignore[call-overload]
    every = np.linalg.solve(np.eye(3) - _returning(who.demand, one.exits).T, first)
    yield from network.rows(every @ one.visits)
    if who.demand.second_need and who.demand.second_need_share > 0:
        starts = first @ one.accepted * who.demand.second_need_share
        if who.demand.second_need_order == "after":
            starts = starts * _seen_through(network)
        second = Network(scenario, who.with_need(who.demand.second_need))
        yield from second.rows(starts @ second.follow(second.entries()))


def _returning(demand: Demand, exits: FloatArray) -> FloatArray:
    """Return the chance that a referral of each priority comes back at each priority."""
    rule = demand.re_referral
    ended = exits[:, [EXITS.index(name) for name in rule.after]].sum(axis=1)
    back = np.zeros((3, 3))
    for prio in range(3):
        back[prio, max(prio - 1, 0)] += rule.share * ended[prio] * rule.raised_share
        back[prio, prio] += rule.share * ended[prio] * (1 - rule.raised_share)
    return back


def _seen_through(network: Network) -> FloatArray:
    """Return, by triaged priority, the chance that a held second episode starts."""
    exits = network.follow(network.entries()) @ network.exits
    return np.asarray(exits[:, [EXITS.index(name) for name in HELPED]].sum(axis=1))
