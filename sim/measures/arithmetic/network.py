"""The way of one kind of child through access points and stages, as a table of shares."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.measures.arithmetic.course import PASSES_THROUGH, Course, course
from sim.settings.access import Triage
from sim.settings.demand import Demand
from sim.settings.routes import points_for, teams_for
from sim.settings.scenario import Scenario
from sim.settings.stage import Stage
from sim.settings.team import Team
from sim.settings.words import EXITS, PRIORITIES

ROUTINE = PRIORITIES.index("routine")

FloatArray = NDArray[np.float64]

HELPED = ("helped", "assessed_no_further_help", "dropped_out")
"""Exits after which a held second episode starts (as in the engine)."""


@dataclass(frozen=True)
class Children:
    """Children alike in everything that decides their way."""

    demand: Demand
    area: str
    need: str
    ages: tuple[float, float]
    """From, and up to, in years; one team serves them all at each stage."""
    on: dt.date

    def with_need(self, need: str) -> "Children":
        """Return the same children with their second need."""
        return replace(self, need=need)

    def multiplier(self, name: str) -> float:
        """Return the average of a multiplier that groups bring: acceptance or missed."""
        return prod(_average(groups.values(), name) for groups in self.demand.groups.values())


def _average(groups: Any, name: str) -> float:
    weights = [group.share * group.referral_rate for group in groups]
    values = [getattr(group, name) for group in groups]
    return float(np.average(values, weights=weights))


class Network:
    """Shares from every state to the next; a state is a place and a priority."""

    def __init__(self, scenario: Scenario, who: Children) -> None:
        self.scenario = scenario
        self.who = who
        self.places = [*scenario.access_points, *scenario.stages]
        self.pathway = next(p for p in scenario.pathways.values() if p.need == who.need)
        size = 3 * len(self.places)
        self.steps = np.zeros((size, size))
        self.exits = np.zeros((size, len(EXITS)))
        self.accepted = np.zeros((size, 3))
        self.held = np.ones(size)
        self.team_at: dict[str, str] = dict.fromkeys(scenario.access_points, "")
        self.course_at: dict[str, Course] = {}
        for point in scenario.access_points:
            self._triage(point)
        for name, stage in scenario.stages.items():
            self._stage(name, stage)

    def hold_up(self, goes_on: Mapping[tuple[str, str], float]) -> None:
        """Let only a share of the children at some (team, stage) go on; the rest wait."""
        self.held[:] = 1.0
        for place, team in self.team_at.items():
            here = self.state(place, 0)
            self.held[here : here + 3] = goes_on.get((team, place), 1.0)

    def state(self, place: str, prio: int) -> int:
        """Return the position of a place and a priority (0 for crisis)."""
        return 3 * self.places.index(place) + prio

    def follow(self, begins: FloatArray) -> FloatArray:
        """Return visits to every state from rows of beginnings, loops included."""
        reached = begins.any(axis=0)
        while (more := reached | (self.steps[reached] > 0).any(axis=0)).sum() > reached.sum():
            reached = more
        steps = self.steps[np.ix_(reached, reached)] * self.held[reached][:, None]
        visits = np.zeros(begins.shape)
        visits[:, reached] = np.linalg.solve(np.eye(len(steps)) - steps.T, begins[:, reached].T).T
        return visits

    def entries(self) -> FloatArray:
        """Return where accepted children begin, one row for each triaged priority."""
        begins = np.zeros((3, len(self.steps)))
        for prio in range(3):
            begins[prio, self.state(self._entry(prio), prio)] = 1.0
        return begins

    def arrivals(self) -> tuple[FloatArray, FloatArray]:
        """Return where referrals of each presenting priority begin, and who skips triage."""
        begins, direct = np.zeros((3, len(self.steps))), np.zeros((3, 3))
        found = self._points()
        entries = self.entries()
        for prio in range(3):
            at_once = prio == 0 and not (found and self._point(found[0]).crisis_screened)
            if found and not at_once:
                begins[prio, self.state(found[0], prio)] = 1.0
            else:
                begins[prio] = entries[prio]
                direct[prio, prio] = 1.0
        return begins, direct

    def rows(self, visits: FloatArray) -> Iterator[tuple[object, ...]]:
        """Yield a row of `demand_reaching` for every state that children visit."""
        for place, prio in ((p, k) for p in self.places for k in range(3)):
            children = float(visits[self.state(place, prio)])
            if children <= 1e-12 or place not in self.course_at:
                continue
            going = self.course_at[place]
            yield (
                self.who.area, self.who.need, PRIORITIES[prio], place, self.team_at[place],
                children, children * going.seen, children * going.contacts,
                children * going.attempts,
            )  # fmt: skip

    def _points(self) -> list[str]:
        who = self.who
        return points_for(self.scenario, who.area, who.need, who.ages[0], who.on)

    def _point(self, name: str) -> Any:
        return self.scenario.access_points[name]

    def _entry(self, prio: int) -> str:
        """Return where a priority enters; one left out enters as the next less pressing."""
        entry: dict[Any, str] = dict(self.pathway.entry)
        return next(entry[p] for p in PRIORITIES[prio:] if p in entry)

    # -- access points ---------------------------------------------------------------------

    def _triage(self, point: str) -> None:
        rules = self._point(point).triage.get(self.who.need, Triage())
        returned = rules.information_missing_share * (1 - rules.information_lapse_share)
        screenings = 1 + returned
        self.team_at[point] = point
        self.course_at[point] = replace(PASSES_THROUGH, contacts=screenings, attempts=screenings)
        lapsed = rules.information_missing_share * rules.information_lapse_share
        passed = (1 - lapsed) * rules.passed_share
        accepted = (1 - lapsed - passed) * self._acceptance(rules)
        signposted = (1 - lapsed - passed - accepted) * rules.signposted_share
        refused = 1 - lapsed - passed - accepted - signposted
        for prio in range(3):
            here = self.state(point, prio)
            self._leave(here, "information_lapsed", lapsed)
            self._leave(here, "refused", refused)
            self._go(here, rules.signposted_to, ROUTINE, signposted, "signposted")
            if passed > 0:
                self._go(here, rules.passed_to, prio, passed)
            for to, share in enumerate(_regraded(rules, prio)):
                self.accepted[here, to] += accepted * share
                self._go(here, self._entry(to), to, accepted * share)

    def _acceptance(self, rules: Triage) -> float:
        """Return the share accepted over all sources; no chance is above 1."""
        groups = self.who.multiplier("acceptance")
        return sum(
            share
            * min(1.0, rules.accepted_share * rules.accepted_by_source.get(source, 1) * groups)
            for source, share in self.who.demand.source_shares.items()
        )

    # -- stages ----------------------------------------------------------------------------

    def _stage(self, name: str, stage: Stage) -> None:
        who = self.who
        team = ""
        if stage.service != "delay":
            found = teams_for(self.scenario, who.area, who.need, who.ages[0], name, who.on)
            if not found:
                for prio in range(3):
                    self._leave(self.state(name, prio), "gone_elsewhere", 1.0)
                return
            team = found[0]
        self.team_at[name] = team
        going = course(stage, who.multiplier("missed"), who.ages)
        self.course_at[name] = going
        on_duty = _on_duty(self.scenario.teams[team]) if stage.when_closed else 1.0
        for prio in range(3):
            here = self.state(name, prio)
            self._go(here, stage.when_closed, prio, 1 - on_duty)
            self._leave(here, "dropped_out", going.dropped_out)
            self._leave(here, "not_attended", going.not_attended)
            self._leave(here, "turned_18", going.turned_18)
            self._outcomes(here, stage, prio, going.completed * on_duty)

    def _outcomes(self, here: int, stage: Stage, prio: int, completed: float) -> None:
        for name, share in stage.outcome_shares().items():
            outcome = stage.outcomes[name]
            to = PRIORITIES.index(outcome.priority) if outcome.priority else prio
            self._go(here, outcome.to, to, completed * share, outcome.exit)

    def _go(self, here: int, to: str, prio: int, share: float, exit_name: str | None = "") -> None:
        if to:
            self.steps[here, self.state(to, prio)] += share
        elif exit_name:
            self._leave(here, exit_name, share)

    def _leave(self, here: int, exit_name: str, share: float) -> None:
        self.exits[here, EXITS.index(exit_name)] += share


def _regraded(rules: Triage, prio: int) -> FloatArray:
    """Return the chance of each triaged priority."""
    given: dict[Any, dict[Any, float]] = dict(rules.regraded)
    row = np.array([given.get(PRIORITIES[prio], {}).get(p, 0.0) for p in PRIORITIES])
    row[prio] = 1 - (row.sum() - row[prio])
    return row


def _on_duty(team: Team) -> float:
    """Return the share of a week in which a team has a responder on duty.

    Bank holidays and closures are left out; children come at any hour of the week.
    """
    quarter_hours = (np.arange(96) + 0.5) / 4
    covered = np.zeros((7, 96), bool)
    for shift in team.shifts:
        days = [d - 1 for d in shift.weekdays if shift.every_day or d <= 5]
        if shift.servers >= 0.5:
            open_now = (quarter_hours >= shift.opens) & (quarter_hours < shift.closes)
            covered[days] |= open_now
    return float(covered.mean())
