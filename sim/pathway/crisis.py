"""Continuous stages, by the minute: crisis responders on shifts, as ordinary SimPy.

A desk is a team's responders. Children ask for one by priority, then in order of coming;
nobody is interrupted. Responders who go off shift finish what they are doing. A child who
comes when nobody is on duty goes where the stage says (the crisis line, then the hospital).
"""

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import simpy

from sim.pathway.durations import draw
from sim.pathway.roster import Roster
from sim.settings.stage import Stage

if TYPE_CHECKING:
    from sim.pathway.simulate import Replication

Process = Generator[simpy.Event, Any, None]

MINUTES_PER_DAY = 1440.0
FIRST = -1
"""Before every child who waits."""


class Responders(simpy.PriorityResource):
    """A priority resource with as many places as there are responders on duty."""

    def __init__(self, env: simpy.Environment, roster: Roster) -> None:
        self._clock = env
        self._roster = roster
        self._taken = 0
        super().__init__(env)

    @property
    def capacity(self) -> int:
        """Responders on duty now; while a run begins, at least those with a child."""
        return max(self._roster.on_duty(self._clock.now), self._taken)

    def take(self) -> simpy.resources.resource.PriorityRequest:
        """Take up again a visit under way when the run began, on shift or not."""
        self._taken = self.count + 1
        turn = self.request(priority=FIRST)
        self._taken = 0
        return turn

    def begin_shift(self) -> None:
        """Let those who now have a responder begin."""
        self._trigger_put(None)


class Desk:
    """The responders of one team; shifts are looked at only while somebody waits for one."""

    def __init__(self, env: simpy.Environment, roster: Roster) -> None:
        self.env = env
        self.roster = roster
        self.responders = Responders(env, roster)
        self._watching = False

    def ask(self, priority: int) -> Any:
        """Ask for a responder."""
        turn = self.responders.request(priority=priority)
        if not turn.triggered and not self._watching:
            self.env.process(self._watch_shifts())
        return turn

    def _watch_shifts(self) -> Process:
        self._watching = True
        while self.responders.queue:
            yield self.env.timeout(self.roster.next_change(self.env.now) - self.env.now)
            self.responders.begin_shift()
        self._watching = False


class Call(NamedTuple):
    """A child who reaches responders."""

    row: int
    node: int
    server: int
    priority: int
    at: float
    leaves: float
    """When the child stops waiting; infinite for never."""


def visit(run: "Replication", call: Call) -> Process:
    """A child at a continuous stage: wait for a responder, be seen, go on; or leave."""
    env = run.env
    stage, desk = run.stage(call.node), run.desk(call.server)
    queued_before = call.at < run.first
    yield env.timeout(max(0.0, call.at - env.now))
    if stage.when_closed and desk.responders.capacity == 0 and not queued_before:
        run.send(call.row, stage.when_closed)
        return
    with desk.ask(call.priority) as turn:
        if not turn.triggered:
            yield from _wait(env, turn, call.leaves)
        if not turn.triggered:
            run.gives_up(call.row)
            return
        uniform = run.begins(call.row)
        minutes = draw(run.blueprint.services[call.node], uniform)
        yield env.timeout(minutes / MINUTES_PER_DAY)
    _done(run, call.row, stage, minutes)


def go_on(run: "Replication", i: int) -> Process:
    """A responder was with the child when the run began, and finishes."""
    row = run.state.register[i]
    stage, desk = run.stage(int(row.node)), run.desk(int(row.line))
    minutes = draw(run.blueprint.services[int(row.node)], run.luck_with_length(i))
    ends = float(row.since) + minutes / MINUTES_PER_DAY
    with desk.responders.take():
        yield run.env.timeout(max(0.0, ends - run.env.now))
    _done(run, i, stage, minutes)


def _done(run: "Replication", i: int, stage: Stage, minutes: float) -> None:
    if stage.borrows_from:
        run.borrow(stage.borrows_from, minutes)
    run.ends(i)


def _wait(env: simpy.Environment, turn: simpy.Event, leaves: float) -> Process:
    """Wait for a turn, or until patience ends."""
    if leaves < np.inf:
        yield turn | env.timeout(max(0.0, leaves - env.now))
    else:
        yield turn
