"""Which standard a line answers for, and the list that would keep it (the right-sized list).

The method is that of Fong and others, "Waiting list management" (medRxiv
2022.08.23.22279117, the method of the NHSRwaitinglist package), stated from its formulas:
with exponential waits a share p is seen within the limit when the mean wait is
limit / -ln(1 - p); by Little's law the list is then that wait times the children a week.
"""

import datetime as dt
import math
from dataclasses import dataclass

import pandas as pd

from sim.settings.scenario import Scenario
from sim.settings.stage import Pathway
from sim.settings.standard import Clock, Standard

SHARE_WHERE_NONE = 0.92
"""Share used for sizing where a standard states none: the referral-to-treatment share, which
is also NHSRwaitinglist's default. A working figure, not a promise anyone has made."""
STRICTEST = 6.0
"""The least part of a limit to which a mean wait is held."""
WEEKS = {"hours": 1 / 168, "days": 1 / 7, "working_days": 1 / 5, "weeks": 1.0}


def target_mean_wait(limit: float, share: float) -> float:
    """Return the mean wait, in the limit's unit, at which a share is seen within the limit.

    No exponential wait keeps a limit for everyone: a share of 1 is sized at a sixth of the
    limit, the strictest that Fong and others advise (0.2% then wait longer).
    """
    if share <= 0:
        return math.inf
    times = -math.log1p(-share) if share < 1 else math.inf
    return limit / min(times, STRICTEST)


def right_sized_list(per_week: float, limit_weeks: float, share: float) -> float:
    """Return the list, in children, that keeps a standard at so many children a week."""
    return per_week * target_mean_wait(limit_weeks, share)


def relief_capacity(per_week: float, waiting: float, target: float, weeks: float) -> float:
    """Return children a week to see so that the list falls to its target in so many weeks.

    Not a number where the list or the target is not known.
    """
    excess = waiting - target
    return per_week if excess <= 0 else per_week + excess / weeks


@dataclass(frozen=True)
class Promise:
    """The standard that covers most of the children of a line."""

    name: str
    limit_weeks: float
    share: float
    assumed: bool
    """True where the standard states no share and SHARE_WHERE_NONE is used."""

    @property
    def mean_wait_weeks(self) -> float:
        """The mean wait that keeps it."""
        return target_mean_wait(self.limit_weeks, self.share)


def promises(
    scenario: Scenario, reaching: pd.DataFrame, on: dt.date
) -> dict[tuple[str, str], Promise]:
    """Return the standard each line answers for, by (team, stage); lines with none left out.

    A standard belongs to the stages at which its clock can stop, and its whole limit is given
    to the list there: a long wait further up leaves less. Of several standards, the one
    covering most of a line's children counts; then the tightest.
    """
    found: dict[tuple[str, str], tuple[float, float, Promise]] = {}
    for name, standard in scenario.standards.items():
        if not (standard.applies and _in_force(standard, on)):
            continue
        promise = _promise(name, standard)
        for line, children in _covered(scenario, standard, reaching).items():
            rank = (children, -promise.mean_wait_weeks, promise)
            if line not in found or rank[:2] > found[line][:2]:
                found[line] = rank
    return {line: rank[2] for line, rank in found.items()}


def _promise(name: str, standard: Standard) -> Promise:
    share = SHARE_WHERE_NONE if standard.share is None else standard.share
    return Promise(name, standard.limit * WEEKS[standard.unit], share, standard.share is None)


def _in_force(standard: Standard, on: dt.date) -> bool:
    begun = standard.from_date is None or standard.from_date <= on
    return begun and (standard.to_date is None or on <= standard.to_date)


def _covered(
    scenario: Scenario, standard: Standard, reaching: pd.DataFrame
) -> dict[tuple[str, str], float]:
    """Return children a week that a standard covers, by the line where its clock stops."""
    counted = reaching[
        _among(reaching["need"], standard.needs)
        & _among(reaching["area"], standard.areas)
        & _among(reaching["priority"], standard.priorities)
    ]
    pathways = scenario.pathways.values()
    stops = {p.need: stops_at(scenario, scenario.clocks[standard.clock], p) for p in pathways}
    covered: dict[tuple[str, str], float] = {}
    columns = ("need", "team", "stage", "children_per_week")
    for need, team, stage, children in zip(*(counted[name] for name in columns), strict=True):
        if stage in stops[need]:
            covered[team, stage] = covered.get((team, stage), 0.0) + children
    return covered


def _among(values: pd.Series, names: tuple[str, ...]) -> pd.Series:
    return values.isin(names) if names else values.notna()


def stops_at(scenario: Scenario, clock: Clock, pathway: Pathway) -> set[str]:
    """Return the stages (or access points) at which a clock can stop on a pathway's ways."""
    if _stopped(clock, _BEFORE_STAGES):
        return set(scenario.access_points)
    found: set[str] = set()
    ahead = [(stage, _BEFORE_STAGES) for stage in set(pathway.entry.values())]
    seen = set(ahead)
    while ahead:
        stage, before = ahead.pop()
        happened = before | _events_at(scenario, stage)
        if _stopped(clock, happened):
            found.add(stage)
            continue
        onward = {(to, happened) for to in _onward(scenario, stage)} - seen
        seen |= onward
        ahead += onward
    return found


_BEFORE_STAGES = frozenset({"referral", "accepted"})


def _stopped(clock: Clock, happened: frozenset[str]) -> bool:
    every = all(any(event in happened for event in any_of) for any_of in clock.stop)
    return every and clock.start in happened


def _events_at(scenario: Scenario, stage: str) -> frozenset[str]:
    """Return the events of every child of a stage; those of single outcomes are left out."""
    settings = scenario.stages[stage]
    events: set[str] = {*settings.events, *settings.end_events}
    if settings.counts_as_contact and settings.service != "delay":
        events.add("first_contact")
    return frozenset(events)


def _onward(scenario: Scenario, stage: str) -> set[str]:
    settings = scenario.stages[stage]
    return {outcome.to for outcome in settings.outcomes.values() if outcome.to} | (
        {settings.when_closed} if settings.when_closed else set()
    )
