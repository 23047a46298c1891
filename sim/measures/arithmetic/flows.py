"""How many children a week reach every access point and stage, if every list kept up.

Each referral is followed through triage, its pathway's outcomes and any return, as shares;
loops (observe and assess again, refused and referred again) are a linear system.
Nobody leaves, escalates, or grows up while waiting here: the simulation does that.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.measures.arithmetic.network import HELPED, Children, Network
from sim.settings.demand import Demand
from sim.settings.lengths import DAYS_PER_YEAR
from sim.settings.routes import boundaries
from sim.settings.scenario import Scenario
from sim.settings.words import EXITS, PRIORITIES

FloatArray = NDArray[np.float64]

WEEKS_PER_YEAR = DAYS_PER_YEAR / 7
COLUMNS = ("area", "need", "priority", "stage", "team", "children_per_week", "seen_per_week",
           "contacts_per_week", "slots_per_week")  # fmt: skip


Line = tuple[str, str]
"""Team and stage (an access point stands for both)."""


def demand_reaching(
    scenario: Scenario, on: dt.date | None = None, goes_on: Mapping[Line, float] | None = None
) -> pd.DataFrame:
    """Return children a week reaching every access point and stage, by area, need, priority.

    Columns: area, need, priority (as triaged, or presenting at an access point), stage (or
    access point), team (or access point; empty for a delay), children_per_week (joining),
    seen_per_week (of them, those ever seen), contacts_per_week (attended), slots_per_week
    (attended, missed or cancelled by the provider).
    ``on`` moves volumes by their growth and uses the services of that date; left out, the
    start date. Growth is not let run while children wait: all are this week's numbers.
    ``goes_on`` lets only a share of those at a line go on, and so shows what reaches the
    stages behind a bottleneck.
    """
    return reaching(ways(scenario, on or scenario.calendar.start_date), goes_on or {})


@dataclass(frozen=True)
class Way:
    """One kind of child: how many are referred, and where they and a second need lead."""

    who: Children
    weekly: float
    first: Network
    second: Network | None


def ways(scenario: Scenario, on: dt.date) -> list[Way]:
    """Return every kind of child; worth keeping when only what goes on changes."""
    return [
        Way(who, weekly, Network(scenario, who), _second(scenario, who))
        for who, weekly in _referred(scenario, on)
    ]


def _second(scenario: Scenario, who: Children) -> Network | None:
    need = who.demand.second_need
    if need is None or who.demand.second_need_share == 0:
        return None
    return Network(scenario, who.with_need(need))


def reaching(kinds: list[Way], goes_on: Mapping[Line, float]) -> pd.DataFrame:
    """Return `demand_reaching` for kinds of children already laid out."""
    rows = [row for way in kinds for row in _rows(way, goes_on)]
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
    years = (on - scenario.calendar.start_date).days / DAYS_PER_YEAR
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
    onward = visits * network.held
    return _Followed(visits, onward @ network.exits, onward @ network.accepted + direct)


def _rows(way: Way, goes_on: Mapping[Line, float]) -> Iterator[tuple[object, ...]]:
    demand, network = way.who.demand, way.first
    network.hold_up(goes_on)
    one = _followed(network)
    shares = demand.priority_shares
    first = way.weekly * np.array([shares.get(p, 0.0) for p in PRIORITIES])  # type: ignore[call-overload]
    every = np.linalg.solve(np.eye(3) - _returning(demand, one.exits).T, first)
    yield from network.rows(every @ one.visits)
    if way.second is not None:
        starts = first @ one.accepted * demand.second_need_share
        if demand.second_need_order == "after":
            starts = starts * _seen_through(network)
        way.second.hold_up(goes_on)
        yield from way.second.rows(starts @ way.second.follow(way.second.entries()))


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
    exits = network.follow(network.entries()) * network.held @ network.exits
    return np.asarray(exits[:, [EXITS.index(name) for name in HELPED]].sum(axis=1))
