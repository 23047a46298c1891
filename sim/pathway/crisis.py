"""Continuous stages, by the minute: crisis responders on shifts, as ordinary SimPy processes.

A desk is a team's responders. Children ask for one by priority, then in order of coming;
nobody is interrupted. Responders who go off shift finish what they are doing. A child who
comes when nobody is on duty goes where the stage says (the crisis line, then the hospital).

SimPy's own resources have a fixed number of places and cost three events a visit, most of
which never wait; a desk is SimPy events only where somebody waits.
"""

from collections.abc import Generator
from heapq import heapify, heappop, heappush
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import simpy

from sim.pathway.roster import Roster
from sim.settings.stage import Stage

if TYPE_CHECKING:
    from sim.pathway.simulate import Replication

Process = Generator[simpy.Event, Any, None]

MINUTES_PER_DAY = 1440.0


class Desk:
    """The responders of one team; shifts are looked at only while somebody waits for one."""

    def __init__(self, env: simpy.Environment, roster: Roster) -> None:
        self._env = env
        self._roster = roster
        self._busy = 0
        self._line: list[tuple[int, int, simpy.Event]] = []
        self._number = count()
        self._watching = False

    @property
    def on_duty(self) -> int:
        """Responders on duty now."""
        return self._roster.on_duty(self._env.now)

    def take(self) -> bool:
        """Begin with a child at once where a responder is free and nobody waits; else False."""
        if self._line or self._busy >= self.on_duty:
            return False
        self._busy += 1
        return True

    def take_up(self) -> None:
        """Take up again a visit under way when the run began, on shift or not."""
        self._busy += 1

    def queue(self, priority: int) -> simpy.Event:
        """Wait in line; the event happens at one's turn, unless one has left the line."""
        turn = self._env.event()
        heappush(self._line, (priority, next(self._number), turn))
        if not self._watching:
            self._env.process(self._watch_shifts())
        return turn

    def leave(self, turn: simpy.Event) -> None:
        """Leave the line without having had a turn."""
        self._line = [waiting for waiting in self._line if waiting[2] is not turn]
        heapify(self._line)

    def done(self) -> None:
        """Be done with a child, and begin with the next."""
        self._busy -= 1
        self._call()

    def _call(self) -> None:
        """Call those in line whom a responder on duty is free for."""
        while self._line and self._busy < self.on_duty:
            self._busy += 1
            heappop(self._line)[2].succeed()

    def _watch_shifts(self) -> Process:
        self._watching = True
        while self._line:
            now = self._env.now
            yield self._env.timeout(self._roster.next_change(now) - now)
            self._call()
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
    if stage.when_closed and desk.on_duty == 0 and not queued_before:
        run.send(call.row, stage.when_closed)
        return
    if not desk.take():
        turn = desk.queue(call.priority)
        yield _patience(env, turn, call.leaves)
        if not turn.triggered:
            desk.leave(turn)
            run.gives_up(call.row)
            return
    uniform = run.begins(call.row)
    minutes = run.minutes(call.node, uniform)
    yield env.timeout(minutes / MINUTES_PER_DAY)
    _done(run, desk, call.row, stage, minutes)


def go_on(run: "Replication", i: int) -> Process:
    """A responder was with the child when the run began, and finishes."""
    row = run.state.register[i]
    stage, desk = run.stage(int(row.node)), run.desk(int(row.line))
    minutes = run.minutes(int(row.node), run.luck_with_length(i))
    ends = float(row.since) + minutes / MINUTES_PER_DAY
    desk.take_up()
    yield run.env.timeout(max(0.0, ends - run.env.now))
    _done(run, desk, i, stage, minutes)


def _done(run: "Replication", desk: Desk, i: int, stage: Stage, minutes: float) -> None:
    desk.done()
    if stage.borrows_from:
        run.borrow(stage.borrows_from, minutes)
    run.ends(i)


def _patience(env: simpy.Environment, turn: simpy.Event, leaves: float) -> simpy.Event:
    """Return what ends a wait: a turn, or the end of patience."""
    return turn | env.timeout(max(0.0, leaves - env.now)) if leaves < np.inf else turn
