"""One replication: SimPy's clock over the register.

SimPy decides when things are looked at: each opening time of clinic days, dated changes, and
everything at continuous stages. What then happens to children on lists is one call over the
register, not a process per child, because a process and a priority resource per child cost a
hundred times more on lists of thousands (docs/decisions/0002-clinic-days-over-arrays.md).

After each call, everything up to the next stop of the clock has been settled, each thing at its
own moment. Those who reach responders meanwhile are then known in advance, and SimPy takes each
of them up at that minute, whatever brought them: a call, a delay, a rise in priority, a return.
"""

from collections.abc import Callable, Generator
from typing import Any

import numpy as np
import simpy

from sim.demand.cohort import draw_cohort
from sim.demand.opening import OpeningList, no_opening, opening_from_bands
from sim.demand.opening_file import opening_from_file
from sim.pathway.begin import begin
from sim.pathway.blueprint import Blueprint
from sim.pathway.capacity import staffing
from sim.pathway.changes import finish
from sim.pathway.continuous import done_now, left_now, moved_now, seen_now
from sim.pathway.crisis import Call, Desk, visit
from sim.pathway.history import History
from sim.pathway.moments import settle
from sim.pathway.packed import bound, packed
from sim.pathway.place import place_opening
from sim.pathway.state import (
    C_FULL,
    C_HANDOVER,
    C_ROWS,
    C_STAYS,
    C_STOP,
    C_TRACE,
    C_TRACING,
    State,
)
from sim.pathway.stops import Stop, stops_of
from sim.settings.scenario import Scenario
from sim.settings.stage import Stage
from sim.streams import Streams

Process = Generator[simpy.Event, Any, None]


def simulate(
    blueprint: Blueprint,
    seed: int,
    replication: int,
    *,
    opening: OpeningList | None = None,
    trace: bool = False,
    purpose: str = "",
) -> History:
    """Run one replication.

    ``opening`` replaces the scenario's own opening list, as a warm-up does; ``purpose`` sets
    the luck of a warm-up apart from that of the run.
    """
    streams = Streams(seed, replication, purpose)
    scenario = blueprint.scenario
    if opening is None:
        opening = opening_list(scenario, streams)
    cohort = draw_cohort(scenario, blueprint.days, streams)
    staff = staffing(blueprint.pools, blueprint.days, streams)
    stops = stops_of(blueprint, staff)
    moments = np.array([stop.moment for stop in stops])
    state = begin(blueprint, cohort, opening, staff, moments, streams, tracing=trace)
    replication_run = Replication(blueprint, state, stops)
    replication_run.place(opening)
    replication_run.run()
    return History(blueprint, cohort, opening, staff, replication_run.state, replication)


def opening_list(scenario: Scenario, streams: Streams) -> OpeningList:
    """Return the scenario's own opening list; empty where a warm-up builds one."""
    if scenario.opening.source == "bands":
        return opening_from_bands(scenario, streams)
    if scenario.opening.source == "file":
        return opening_from_file(scenario, streams)
    return no_opening(scenario)


class Replication:
    """SimPy's environment and the state it acts on."""

    def __init__(self, blueprint: Blueprint, state: State, stops: list[Stop]) -> None:
        self.blueprint = blueprint
        self.state = state
        self.packed = packed(state)
        self.stops = stops
        self._bound: dict[Any, Callable[..., Any]] = {}
        self._calls = state.handover.view(np.ndarray)
        self.env = simpy.Environment(initial_time=float(blueprint.days.first))
        self._desks = {
            server: Desk(self.env, roster) for server, roster in blueprint.rosters.items()
        }

    def place(self, opening: OpeningList) -> None:
        """Put everyone where they stand on the first day."""
        place_opening(self.blueprint, self.packed, self.state, opening)

    def run(self) -> None:
        """Run to the horizon and write down everything still open."""
        horizon = float(self.blueprint.days.last)
        self._act(settle)
        self.env.process(self._stop_by_stop())
        self.env.run(until=horizon)
        self._act(finish, horizon)
        self.env = simpy.Environment()  # breaks the cycle that keeps finished runs in memory

    def _stop_by_stop(self) -> Process:
        """Wake at each dated change and each opening; everything before it is settled."""
        for moment, kernel, more in self.stops:
            yield self.env.timeout(moment - self.env.now)
            self.state.counters[C_STOP] += 1
            self._act(kernel, moment, *more)

    # -- what processes ask of the register ----------------------------------------------------

    def stage(self, node: int) -> Stage:
        """Return the settings of a stage."""
        return self.blueprint.scenario.stages[self.blueprint.nodes[node]]

    def desk(self, server: int) -> Desk:
        """Return a team's responders."""
        return self._desks[server]

    def send(self, i: int, stage: str) -> None:
        """Send a child to the stage that takes over when nobody is on duty."""
        self._act(moved_now, i, self.blueprint.node(stage), float(self.env.now))

    def gives_up(self, i: int) -> None:
        """A child leaves without having been seen."""
        self._act(left_now, i, float(self.env.now))

    def begins(self, i: int) -> float:
        """A responder starts with a child; return the child's luck with how long it takes."""
        return float(self._act(seen_now, i, float(self.env.now)))

    def ends(self, i: int) -> None:
        """A responder is done with a child."""
        self._act(done_now, i, float(self.env.now))

    def borrow(self, role: str, minutes: float) -> None:
        """Take minutes from a role's next clinic day."""
        names = [pool.name for pool in self.blueprint.pools]
        self.state.pools["debt"][names.index(role)] += minutes

    def _act(self, kernel: Callable[..., Any], *arguments: Any) -> Any:
        """Call a kernel, with room for what it writes, and take up whom it hands over."""
        self._room()
        if kernel not in self._bound:
            self._bound[kernel] = bound(kernel, self.packed, arguments)
        result = self._bound[kernel](self.packed, *arguments)
        if self.state.counters[C_HANDOVER]:
            self._receive()
        return result

    def _receive(self) -> None:
        counters = self.state.counters
        for call in self._calls[: counters[C_HANDOVER]].tolist():
            self.env.process(visit(self, Call(*call)))
        counters[C_HANDOVER] = 0

    def _room(self) -> None:
        """Make room for whatever one call may write."""
        counters = self.state.counters
        rows = int(counters[C_ROWS])
        if counters[C_FULL]:
            raise MemoryError("more referrals came back than there is room for")
        if counters[C_STAYS] + 4 * rows + 64 > len(self.state.stays):
            self._replace(stays=_grown(self.state.stays))
        if counters[C_TRACING] and counters[C_TRACE] + 8 * rows + 64 > len(self.state.trace):
            self._replace(trace=_grown(self.state.trace))

    def _replace(self, **arrays: Any) -> None:
        self.state = self.state._replace(**arrays)
        self.packed = packed(self.state)


def _grown(rows: Any) -> Any:
    larger = np.zeros(2 * len(rows), rows.dtype).view(np.recarray)
    larger[: len(rows)] = rows
    return larger
