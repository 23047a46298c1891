"""All referrals of one replication, with their luck drawn in advance.

Arrivals are points of a Poisson process in time and height: a point is a referral when its
height lies under the rate of its day. Heights are drawn in layers that do not depend on any
setting, so that more demand adds children and moves nobody's luck.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.demand.cohort import (
    Cohort,
    FloatArray,
    IntArray,
    empty_cohort,
    group_kinds,
    needs_of,
)
from sim.demand.days import Days
from sim.demand.rates import at_its_hour, daily_rates
from sim.settings.calendar import Calendar
from sim.settings.demand import Demand
from sim.settings.scenario import Scenario
from sim.settings.words import PRIORITIES, SOURCES
from sim.streams import Streams

COLUMNS = (
    "time", "height", "priority", "source", "age band", "age", "second need", "support",
    "word 1", "word 2", "leaving", "escalation 1", "escalation 2", "second word 1",
    "second word 2", "second leaving", "second escalation 1", "second escalation 2",
)  # fmt: skip
"""What a candidate's uniforms decide. The order is part of the luck: add at the end only."""
PLACE = {name: k for k, name in enumerate(COLUMNS)}
"""The column of each."""
WORD = float(1 << 32)
"""As many luck words as there are."""
KEPT = 2
"""Cohorts kept at hand: the one after the first day and the one before it."""


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
            block.uniforms[:, PLACE["time"]] = at_its_hour(demand, block.uniforms[:, PLACE["time"]])
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
            place = uniforms[:, PLACE["time"]] * span
            height = low + uniforms[:, PLACE["height"]] * width
            kept = np.flatnonzero(height < rate[place.astype(np.int64)])
            uniforms[:, PLACE["time"]] = days.first + place
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
            place = uniforms[:, PLACE["time"]] * len(open_days)
            uniforms[:, PLACE["time"]] = days.first + open_days[place.astype(np.int64)] + place % 1
            yield _Block(area, identity, count, np.arange(count), uniforms)


def _pick(shares: list[float], uniforms: FloatArray) -> IntArray:
    """Return which share each uniform falls into."""
    edges = np.cumsum(shares)[:-1]
    return np.searchsorted(edges, uniforms, side="right")


def _referrals(demand: Demand, uniforms: FloatArray, needs: list[str]) -> dict[str, NDArray[Any]]:
    priorities = [demand.priority_shares.get(name, 0.0) for name in PRIORITIES]  # type: ignore[call-overload]
    sources = [demand.source_shares.get(name, 0.0) for name in SOURCES]  # type: ignore[call-overload]
    band = _pick([band.share for band in demand.ages], uniforms[:, PLACE["age band"]])
    low = np.array([band.age_from for band in demand.ages])[band]
    high = np.array([band.age_to for band in demand.ages])[band]
    second = needs.index(demand.second_need) if demand.second_need else -1
    doubled = uniforms[:, PLACE["second need"]] < demand.second_need_share
    return {
        "need": np.full(len(uniforms), needs.index(demand.need)),
        "second need": np.where(doubled, second, -1),
        "held": np.full(len(uniforms), demand.second_need_order == "after"),
        "priority": _pick(priorities, uniforms[:, PLACE["priority"]]),
        "source": _pick(sources, uniforms[:, PLACE["source"]]),
        "age": low + uniforms[:, PLACE["age"]] * (high - low),
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
        return uniforms[:, PLACE[prefix + name]]

    keep = ("area", "stream", "need", "priority", "source", "age", "groups", "accepted_by",
            "missed_by", "leaving_by", "held")  # fmt: skip
    return {
        **{key: joined[key] for key in keep},
        "time": uniforms[:, 0].copy(),
        "words": (np.column_stack((column("word 1"), column("word 2"))) * WORD).astype(np.uint32),
        "leaving": -np.log1p(-column("leaving")),
        "escalation": -np.log1p(-np.column_stack((column("escalation 1"), column("escalation 2")))),
        "support": uniforms[:, PLACE["support"]],
        "partner": np.full(len(uniforms), -1),
    }
