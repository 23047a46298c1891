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
from sim.settings.standard import Clock, Standard
from sim.settings.words import PRIORITIES

SHARE_WHERE_NONE = 0.92
"""Share used for sizing where a standard states none: the referral-to-treatment share, which
is also NHSRwaitinglist's default. A working figure, not a promise anyone has made."""
WEEKS = {"hours": 1 / 168, "days": 1 / 7, "working_days": 1 / 5, "weeks": 1.0}


def target_mean_wait(limit: float, share: float) -> float:
    """Return the mean wait, in the limit's unit, at which a share is seen within the limit.

    A share of 1 has no such wait, and gives 0.
    """
    if share >= 1:
        return 0.0
    return limit / -math.log1p(-share) if share > 0 else math.inf


def right_sized_list(per_week: float, limit_weeks: float, share: float) -> float:
    """Return the list, in children, that keeps a standard at so many children a week."""
    return per_week * target_mean_wait(limit_weeks, share)


def relief_capacity(per_week: float, waiting: float, target: float, weeks: float) -> float:
    """Return children a week to see so that the list falls to its target in so many weeks."""
    return per_week + max(0.0, waiting - target) / weeks


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

    A standard belongs to the stage at which its clock stops on the most trodden way through
    the pathway, and its whole limit is given to that stage's list: a long wait further up
    leaves less. Of several, the one covering most children counts; then the tightest.
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
    covered: dict[tuple[str, str], float] = {}
    for row in reaching.itertuples():
        if standard.needs and row.need not in standard.needs:
            continue
        if standard.areas and row.area not in standard.areas:
            continue
        if standard.priorities and row.priority not in standard.priorities:
            continue
        if row.stage == stops_at(scenario, standard.clock, str(row.need), str(row.priority)):
            line = (str(row.team), str(row.stage))
            covered[line] = covered.get(line, 0.0) + float(str(row.children_per_week))
    return covered


def stops_at(scenario: Scenario, clock: str, need: str, priority: str) -> str:
    """Return the stage at which a clock stops on a priority's most trodden way; '' if none."""
    settings = scenario.clocks[clock]
    happened = {"referral", "accepted"}
    if priority == "crisis" and settings.start != "crisis_response":
        return ""  # crisis is by the minute, and has no list to size
    for stage in _most_trodden(scenario, need, priority):
        happened |= _events_at(scenario, stage)
        if _stopped(settings, happened):
            return stage
    return ""


def _stopped(clock: Clock, happened: set[str]) -> bool:
    stopped = all(any(event in happened for event in any_of) for any_of in clock.stop)
    return stopped and clock.start in happened | {"re_graded"}


def _events_at(scenario: Scenario, stage: str) -> set[str]:
    settings = scenario.stages[stage]
    events: set[str] = {*settings.events, *settings.end_events}
    if settings.counts_as_contact and settings.service != "delay":
        events.add("first_contact")
    return events


def _most_trodden(scenario: Scenario, need: str, priority: str) -> list[str]:
    """Return the stages in the order in which most children meet them, from entry on."""
    pathway = next(p for p in scenario.pathways.values() if p.need == need)
    entry: dict[str, str] = {str(key): stage for key, stage in pathway.entry.items()}
    stage = next(entry[p] for p in PRIORITIES[PRIORITIES.index(priority) :] if p in entry)
    way: list[str] = []
    while stage and stage not in way:
        way.append(stage)
        settings = scenario.stages[stage]
        onward = {
            settings.outcomes[name].to: share
            for name, share in settings.outcome_shares().items()
            if settings.outcomes[name].to
        }
        stage = max(onward, key=lambda to: onward[to]) if onward else ""
    return way
