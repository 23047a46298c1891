"""All referrals of one replication, with their luck drawn in advance.

Arrivals are points of a Poisson process in time and height: a point is a referral when its
height lies under the rate of its day. Heights are drawn in layers that do not depend on any
setting, so that more demand adds children and moves nobody's luck.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.demand.days import Days
from sim.demand.rates import at_its_hour, daily_rates
from sim.settings.calendar import Calendar
from sim.settings.demand import Demand
from sim.settings.scenario import Scenario
from sim.settings.words import PRIORITIES, SOURCES
from sim.streams import Streams

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

COLUMNS = (
    "time", "height", "priority", "source", "age band", "age", "second need", "support",
    "word 1", "word 2", "leaving", "escalation 1", "escalation 2", "second word 1",
    "second word 2", "second leaving", "second escalation 1", "second escalation 2",
)  # fmt: skip
"""What a candidate's uniforms decide. The order is part of the luck: add at the end only."""
_C = {name: k for k, name in enumerate(COLUMNS)}
WORD = float(1 << 32)
KEPT = 2
"""Cohorts kept at hand: the one after the first day and the one before it."""


@dataclass(frozen=True)
class Cohort:
    """Referrals as columns; one row is one episode (a referral and one of its needs)."""

    time: FloatArray
    """Date of referral, in days from the start date."""
    area: IntArray
    stream: IntArray
    need: IntArray
    priority: IntArray
    """Presenting priority: 0 crisis, 1 urgent, 2 routine."""
    source: IntArray
    age: FloatArray
    """Age at referral, in years."""
    words: NDArray[np.uint32]
    """Two luck words, shape (rows, 2)."""
    leaving: FloatArray
    """Unit-exponential threshold of leaving."""
    escalation: FloatArray
    """Unit-exponential thresholds, shape (rows, 2)."""
    support: FloatArray
    """Uniform: reached by support while waiting when under its reach."""
    groups: IntArray
    """Group index by kind, shape (rows, kinds); -1 where the stream has no such kind."""
    accepted_by: FloatArray
    missed_by: FloatArray
    leaving_by: FloatArray
    """Multipliers from the child's groups."""
    partner: IntArray
    """Row of the other episode of the same referral, or -1."""
    held: NDArray[np.bool_]
    """True for an episode that starts when its partner ends."""
    child: IntArray
    """Number of the child."""

    def __len__(self) -> int:
        return len(self.time)

    def take(self, rows: IntArray) -> "Cohort":
        """Return some rows, in the order given; partners are not renumbered."""
        return replace(self, **{f.name: getattr(self, f.name)[rows] for f in fields(self)})


def needs_of(scenario: Scenario) -> list[str]:
    """Return the needs in the order of their pathways; positions are the need numbers."""
    return [pathway.need for pathway in scenario.pathways.values()]


def group_kinds(scenario: Scenario) -> dict[str, list[str]]:
    """Return every kind of group with its group names, over all streams."""
    kinds: dict[str, list[str]] = {}
    for demand in scenario.demand.values():
        for kind, groups in demand.groups.items():
            known = kinds.setdefault(kind, [])
            known.extend(name for name in groups if name not in known)
    return kinds


@dataclass(frozen=True)
class _Block:
    """Referrals of one area and stream, drawn together."""

    area: str
    identity: tuple[str | int, ...]
    candidates: int
    """How many were drawn, before thinning."""
    kept: IntArray
    """Which of the candidates are referrals."""
    uniforms: FloatArray
    """Columns of the kept; the first holds the time in days."""


@dataclass(frozen=True)
class _Asked:
    """A scenario, days and streams, told apart by what a cohort depends on."""

    demand: str
    calendar: tuple[Calendar, int, int]
    streams: Streams
    scenario: Scenario = field(compare=False)
    days: Days = field(compare=False)


def draw_cohort(scenario: Scenario, days: Days, streams: Streams) -> Cohort:
    """Return the referrals from ``days.first`` to the horizon, in order of time.

    Options that leave demand as it is have the same children: asked for the next option of a
    replication, the cohort is there already, and it cannot be written to.
    """
    demand = f"{list(scenario.areas)} {needs_of(scenario)} {scenario.demand!r}"
    calendar = (scenario.calendar, days.first, days.last)
    return _drawn(_Asked(demand, calendar, streams, scenario, days))


@lru_cache(maxsize=KEPT)
def _drawn(asked: _Asked) -> Cohort:
    scenario = asked.scenario
    areas, needs, kinds = list(scenario.areas), needs_of(scenario), group_kinds(scenario)
    parts = []
    for number, (name, demand) in enumerate(scenario.demand.items()):
        for block in _arrivals(demand, name, asked.days, asked.streams):
            block.uniforms[:, _C["time"]] = at_its_hour(demand, block.uniforms[:, _C["time"]])
            part = _referrals(demand, block.uniforms, needs)
            part |= _grouped(demand, kinds, block, asked.streams)
            part["area"] = np.full(len(block.kept), areas.index(block.area))
            part["stream"] = np.full(len(block.kept), number)
            part["uniforms"] = block.uniforms
            parts.append(part)
    cohort = _assembled(parts, len(kinds))
    for each in fields(cohort):
        getattr(cohort, each.name).flags.writeable = False
    return cohort


def _arrivals(demand: Demand, name: str, days: Days, streams: Streams) -> Iterator[_Block]:
    if demand.mode == "observed":
        yield from _observed(demand, name, days, streams)
        return
    span = days.last - days.first
    for area, rate in daily_rates(demand, name, days, streams).items():
        top = float(rate[:span].max(initial=0.0))
        low, layer = 0.0, 0
        while low < top:
            width = max(1.0, low)
            identity = ("arrivals", name, area, layer)
            generator = streams.generator(*identity)
            candidates = int(generator.poisson(width * span))
            uniforms = generator.random((candidates, len(COLUMNS)))
            place = uniforms[:, _C["time"]] * span
            height = low + uniforms[:, _C["height"]] * width
            kept = np.flatnonzero(height < rate[place.astype(np.int64)])
            uniforms[:, _C["time"]] = days.first + place
            yield _Block(area, identity, candidates, kept, uniforms[kept])
            low, layer = low + width, layer + 1


def _observed(demand: Demand, name: str, days: Days, streams: Streams) -> Iterator[_Block]:
    """Monthly counts are given; times are even over the month's days (or working days)."""
    span = days.last - days.first
    months = np.array([days.date(days.first + k).strftime("%Y-%m") for k in range(span)])
    worked = days.working[:span] if demand.working_days_only else np.ones(span, bool)
    for area, counts in demand.observed_counts.items():
        for month, count in counts.items():
            open_days = np.flatnonzero((months == month) & worked)
            if len(open_days) == 0:
                continue
            identity = ("observed", name, area, month)
            uniforms = streams.uniforms((count, len(COLUMNS)), *identity)
            place = uniforms[:, _C["time"]] * len(open_days)
            uniforms[:, _C["time"]] = days.first + open_days[place.astype(np.int64)] + place % 1
            yield _Block(area, identity, count, np.arange(count), uniforms)


def _pick(shares: list[float], uniforms: FloatArray) -> IntArray:
    """Return which share each uniform falls into."""
    edges = np.cumsum(shares)[:-1]
    return np.searchsorted(edges, uniforms, side="right")


def _referrals(demand: Demand, uniforms: FloatArray, needs: list[str]) -> dict[str, NDArray[Any]]:
    priorities = [demand.priority_shares.get(name, 0.0) for name in PRIORITIES]  # type: ignore[call-overload]
    sources = [demand.source_shares.get(name, 0.0) for name in SOURCES]  # type: ignore[call-overload]
    band = _pick([band.share for band in demand.ages], uniforms[:, _C["age band"]])
    low = np.array([band.age_from for band in demand.ages])[band]
    high = np.array([band.age_to for band in demand.ages])[band]
    second = needs.index(demand.second_need) if demand.second_need else -1
    doubled = uniforms[:, _C["second need"]] < demand.second_need_share
    return {
        "need": np.full(len(uniforms), needs.index(demand.need)),
        "second need": np.where(doubled, second, -1),
        "held": np.full(len(uniforms), demand.second_need_order == "after"),
        "priority": _pick(priorities, uniforms[:, _C["priority"]]),
        "source": _pick(sources, uniforms[:, _C["source"]]),
        "age": low + uniforms[:, _C["age"]] * (high - low),
    }


def _grouped(
    demand: Demand, kinds: dict[str, list[str]], block: _Block, streams: Streams
) -> dict[str, NDArray[Any]]:
    """Return group numbers by kind and the multipliers they bring."""
    count = len(block.kept)
    chosen = np.full((count, len(kinds)), -1)
    multipliers = {key: np.ones(count) for key in ("acceptance", "missed", "leaving")}
    for column, (kind, names) in enumerate(kinds.items()):
        groups = demand.groups.get(kind)
        if not groups:
            continue
        weights = [group.share * group.referral_rate for group in groups.values()]
        shares = [weight / sum(weights) for weight in weights]
        uniforms = streams.uniforms(block.candidates, "group", kind, *block.identity)
        picked = _pick(shares, uniforms[block.kept])
        chosen[:, column] = np.array([names.index(name) for name in groups])[picked]
        for key, values in multipliers.items():
            values *= np.array([getattr(group, key) for group in groups.values()])[picked]
    return {
        "groups": chosen,
        "accepted_by": multipliers["acceptance"],
        "missed_by": multipliers["missed"],
        "leaving_by": multipliers["leaving"],
    }


def _assembled(parts: list[dict[str, NDArray[Any]]], kinds: int) -> Cohort:
    """Join the parts, order by time, and put second episodes after all first ones."""
    if not parts:
        return empty_cohort(kinds)
    times = np.concatenate([part["uniforms"][:, 0] for part in parts])
    order = np.argsort(times, kind="stable")
    joined = {key: _in_order([part.pop(key) for part in parts], order) for key in tuple(parts[0])}
    uniforms = joined.pop("uniforms")
    first = _episodes(joined, uniforms, "")
    doubled = np.flatnonzero(joined["second need"].astype(np.int64) >= 0)
    first["partner"][doubled] = len(order) + np.arange(len(doubled))
    first["child"] = np.arange(len(order))
    held = {key: values[doubled] for key, values in joined.items()}
    second = _episodes(held, uniforms[doubled], "second ")
    second["need"] = held["second need"].astype(np.int64)
    second["partner"] = doubled
    second["child"] = doubled
    first["held"] = np.zeros(len(order), bool)
    return Cohort(**{key: np.concatenate((first[key], second[key])) for key in first})


def _in_order(parts: list[NDArray[Any]], order: IntArray) -> NDArray[Any]:
    """Return the rows of several tables as one, in an order, without a copy in between."""
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    rows = np.empty((len(order), *parts[0].shape[1:]), parts[0].dtype)
    first = 0
    for part in parts:
        rows[place[first : first + len(part)]] = part
        first += len(part)
    return rows


def _episodes(
    joined: dict[str, NDArray[Any]], uniforms: FloatArray, prefix: str
) -> dict[str, NDArray[Any]]:
    def column(name: str) -> FloatArray:
        return uniforms[:, _C[prefix + name]]

    keep = ("area", "stream", "need", "priority", "source", "age", "groups", "accepted_by",
            "missed_by", "leaving_by", "held")  # fmt: skip
    return {
        **{key: joined[key] for key in keep},
        "time": uniforms[:, 0].copy(),
        "words": (np.column_stack((column("word 1"), column("word 2"))) * WORD).astype(np.uint32),
        "leaving": -np.log1p(-column("leaving")),
        "escalation": -np.log1p(-np.column_stack((column("escalation 1"), column("escalation 2")))),
        "support": uniforms[:, _C["support"]],
        "partner": np.full(len(uniforms), -1),
    }


def joined_cohorts(parts: list[Cohort]) -> Cohort:
    """Return several cohorts as one; partners and children are not renumbered."""
    return Cohort(
        **{
            f.name: np.concatenate([getattr(part, f.name) for part in parts])
            for f in fields(Cohort)
        }
    )


def with_more(cohort: Cohort, more: Cohort) -> Cohort:
    """Return a cohort with referrals added at its end, whose children are others."""
    if len(more) == 0:
        return cohort
    return joined_cohorts([cohort, replace(more, child=more.child + len(cohort))])


def empty_cohort(kinds: int) -> Cohort:
    """Return a cohort with no referrals."""
    none, whole = np.zeros(0), np.zeros(0, np.int64)
    return Cohort(
        time=none, area=whole, stream=whole, need=whole, priority=whole, source=whole, age=none,
        words=np.zeros((0, 2), np.uint32), leaving=none, escalation=np.zeros((0, 2)),
        support=none, groups=np.zeros((0, kinds), np.int64), accepted_by=none, missed_by=none,
        leaving_by=none, partner=whole, held=np.zeros(0, bool), child=whole,
    )  # fmt: skip
