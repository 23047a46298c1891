"""Continuous stages, by the minute: crisis responders on shifts, as ordinary SimPy.

A desk is a team's responders. Children ask for one by priority, then in order of coming;
nobody is interrupted. Responders who go off shift finish what they are doing. A child who
comes when nobody is on duty goes where the stage says (the crisis line, then the hospital).
"""

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import numpy as np
import simpy

from sim.demand.days import Days
from sim.pathway.codes import D_SERVICE
from sim.pathway.durations import draw
from sim.pathway.luck import luck
from sim.settings.calendar import Shift
from sim.settings.distribution import as_duration
from sim.settings.stage import Stage
from sim.settings.team import Team

if TYPE_CHECKING:
    from sim.pathway.simulate import Replication

Process = Generator[simpy.Event, Any, None]

MINUTES_PER_DAY = 1440.0
OFF_SHIFT = -1
"""Going off shift comes before any child."""


class Desk:
    """The responders of one team."""

    def __init__(self, env: simpy.Environment, team: Team, days: Days) -> None:
        self.env = env
        self.days = days
        self.shifts = team.shifts
        self.closed = team.closures
        moments, on_duty = self._roster()
        most = max(1, max(on_duty, default=0))
        self.responders = simpy.PriorityResource(env, capacity=most)
        self.on_duty = most
        self._off: list[simpy.Event] = []
        env.process(self._change_shifts(moments, on_duty))

    def _roster(self) -> tuple[list[float], list[int]]:
        """Return the moments at which the number on duty changes, and that number."""
        first, last = float(self.days.first), float(self.days.last)
        edges = {first}
        for day in range(self.days.first, self.days.last + 1):
            edges |= {day + hour / 24 for s in self.shifts for hour in (s.opens, s.closes)}
        moments = sorted(edge for edge in edges if first <= edge <= last)
        numbers = [self._number_at(moment) for moment in moments]
        kept = [k for k in range(len(moments)) if k == 0 or numbers[k] != numbers[k - 1]]
        return [moments[k] for k in kept], [numbers[k] for k in kept]

    def _number_at(self, moment: float) -> int:
        day = int(np.floor(moment + 1e-9))
        hour = (moment - day) * 24
        date = self.days.date(day)
        if any(span.start <= date <= span.end for span in self.closed):
            return 0
        return sum(round(s.servers) for s in self.shifts if self._works(s, day, hour))

    def _works(self, shift: Shift, day: int, hour: float) -> bool:
        working = shift.every_day or bool(self.days.working[day - self.days.first])
        on_day = int(self.days.weekday[day - self.days.first]) + 1 in shift.weekdays
        return working and on_day and shift.opens - 1e-6 <= hour < shift.closes - 1e-6

    def _change_shifts(self, moments: list[float], on_duty: list[int]) -> Process:
        for moment, number in zip(moments, on_duty, strict=True):
            if moment > self.env.now:
                yield self.env.timeout(moment - self.env.now)
            while self.on_duty > number:
                self.on_duty -= 1
                back = self.env.event()
                self._off.append(back)
                self.env.process(self._off_shift(back))
            while self.on_duty < number:
                self.on_duty += 1
                self._off.pop().succeed()

    def _off_shift(self, back: simpy.Event) -> Process:
        """Hold one responder away from children until called back."""
        with self.responders.request(priority=OFF_SHIFT) as away:
            yield away | back
            if not back.triggered:
                yield back


def visit(run: "Replication", i: int, at: float) -> Process:
    """A child at a continuous stage: wait for a responder, be seen, go on; or leave."""
    if at > run.env.now:
        yield run.env.timeout(at - run.env.now)
    row = run.state.register[i]
    stage_name = run.blueprint.nodes[int(row.node)]
    stage = run.blueprint.scenario.stages[stage_name]
    desk = run.desk(int(row.line))
    if desk.on_duty == 0 and stage.when_closed:
        run.send(i, stage.when_closed)
        return
    leaves = float(row.leave)
    with desk.responders.request(priority=int(row.prio)) as turn:
        if np.isfinite(leaves):
            patience = run.env.timeout(max(0.0, leaves - run.env.now))
            yield turn | patience
            if not turn.triggered:
                run.gives_up(i)
                return
        else:
            yield turn
        run.begins(i)
        minutes = service_minutes(run, i, stage)
        yield run.env.timeout(minutes / MINUTES_PER_DAY)
    if stage.borrows_from:
        run.borrow(stage.borrows_from, minutes)
    run.ends(i)


def service_minutes(run: "Replication", i: int, stage: Stage) -> float:
    """Return the minutes with a responder, by the child's own luck."""
    duration = as_duration(stage.service_minutes if stage.service_minutes is not None else 0.0)
    if duration.shape == "fixed":
        return duration.average
    node = int(run.state.register[i].node)
    return draw(duration, float(luck(run.packed, i, node, D_SERVICE, 0)))
