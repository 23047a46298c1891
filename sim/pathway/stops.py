"""The stops of the clock: dated changes of whole lists, and the openings of clinic days.

Nothing is decided between two stops: what falls due there happens to one child at a time, each
at its own moment, so it is settled ahead of the clock, up to the next stop.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from sim.demand.days import Days
from sim.pathway import codes
from sim.pathway.blueprint import Blueprint
from sim.pathway.capacity import Staffing
from sim.pathway.changes import reroute_all, validate_list
from sim.pathway.clinic import open_day
from sim.settings.waiting import Validation
from sim.settings.words import EXITS
from sim.streams import Streams

DAYS_PER_WEEK = 7


class Stop(NamedTuple):
    """A moment, and the kernel called then with the moment and more."""

    moment: float
    kernel: Callable[..., None]
    more: tuple[Any, ...] = ()


def stops_of(blueprint: Blueprint, staff: Staffing, streams: Streams) -> list[Stop]:
    """Return the stops in order of time; of equal times, dated changes come first."""
    days = blueprint.days
    changes = [s for s in _changes(blueprint, streams) if days.first <= s.moment < days.last]
    stops = [*changes, *_openings(blueprint, staff)]
    return sorted(stops, key=lambda stop: stop.moment)


def _changes(blueprint: Blueprint, streams: Streams) -> Iterator[Stop]:
    """Yield the dates on which services change hands or lists are checked."""
    for day in blueprint.era_days[1:]:
        yield Stop(float(day), reroute_all)
    for k, (need, name) in enumerate(blueprint.validations):
        check = blueprint.scenario.waiting[need].validations[name]
        more = (
            blueprint.needs.index(need), check.removed_share,
            check.waited_from_weeks * DAYS_PER_WEEK, EXITS.index(check.exit),
            len(codes.DECISIONS) + k,
        )  # fmt: skip
        luck = streams.throughout.uniform("list check", need, name)
        yield Stop(_date_of(check, blueprint.days, luck), validate_list, more)


def _date_of(check: Validation, days: Days, luck: float) -> float:
    """Return the day of a check of the list: as dated, or any day up to the latest alike."""
    first = days.day(check.date)
    last = days.day(check.latest_date or check.date)
    return float(first + int(luck * (last - first + 1)))


def _openings(blueprint: Blueprint, staff: Staffing) -> Iterator[Stop]:
    """Yield each opening at which some team has minutes to offer."""
    days, tables = blueprint.days, blueprint.tables
    for call, opens in enumerate(blueprint.calls):
        pools = np.flatnonzero(tables["pools"]["call"] == call)
        slots = np.flatnonzero(np.isin(tables["slots"]["pool"], pools))
        offered = staff.minutes[pools].sum(axis=0) + tables["extra"][slots].sum(axis=0)
        for day in np.flatnonzero(offered[: days.last - days.first] > 0).tolist():
            yield Stop(days.first + day + opens, open_day, (call,))
