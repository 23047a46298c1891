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

from sim.demand.cohort import with_more
from sim.demand.opening import OpeningList, no_opening, opening_from_bands, someone_returns
from sim.demand.opening_file import opening_from_file
from sim.demand.referrals import draw_cohort
from sim.pathway.begin import begin, empty_rows
from sim.pathway.blueprint import Blueprint
from sim.pathway.capacity import staffing
from sim.pathway.changes import finish
from sim.pathway.continuation import Continuation, renamed
from sim.pathway.continuous import done_now, left_now, luck_with_length, moved_now, seen_now
from sim.pathway.crisis import Call, Desk, go_on, visit
from sim.pathway.history import History, Opening
from sim.pathway.moments import place_returns, settle
from sim.pathway.packed import bound, packed
from sim.pathway.place import place_opening
from sim.pathway.resume import being_seen, resume
from sim.pathway.returning import returns_to_come
from sim.pathway.state import (
    C_AGAIN,
    C_HANDOVER,
    C_ROWS,
    C_STAYS,
    C_STOP,
    C_TRACE,
    C_TRACING,
    C_UNPLACED,
    State,
)
from sim.pathway.stops import Stop, stops_of
from sim.settings.problems import BadInput, Problem
from sim.settings.scenario import Scenario
from sim.settings.stage import Stage
from sim.streams import Streams

Process = Generator[simpy.Event, Any, None]

MOST_RETURNS, ROWS_FOR_EACH = 2_000_000, 4
"""Episodes up to which the register grows: so many, and so many for each one expected."""
TOO_MANY_RETURNS = Problem(
    "scenario", "demand.NAME.re_referral",
    "brings the same children back so often that a run would hold millions of referrals",
    "Lower share or lengthen delay_days.",
)  # fmt: skip


def simulate(
    blueprint: Blueprint,
    seed: int,
    replication: int,
    *,
    opening: Opening | None = None,
    trace: bool = False,
    past: Blueprint | None = None,
    purpose: str = "",
) -> History:
    """Run one replication.

    ``opening`` replaces the scenario's own opening list, as a warm-up does; ``past`` is what
    held before the first day, the blueprint itself unless given; ``purpose`` sets the luck of
    a warm-up apart from that of the run.
    """
    streams = Streams(seed, replication, purpose)
    scenario = blueprint.scenario
    if opening is None:
        opening = opening_list(scenario, streams)
    elif isinstance(opening, Continuation):
        opening = opening.under(blueprint)
    cohort = draw_cohort(scenario, blueprint.days, streams)
    if someone_returns(scenario):
        before = past or blueprint
        returning = returns_to_come(before, streams)
        cohort = with_more(cohort, renamed(returning, before, blueprint))
    staff = staffing(blueprint.pools, blueprint.days, streams)
    stops = stops_of(blueprint, staff, streams)
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
        self._pool_of = {pool.name: k for k, pool in enumerate(blueprint.pools)}
        self._calls = state.handover.view(np.ndarray)
        self._counters = state.counters.data  # read as Python's integers, and sooner
        self._restarts = bool(state.restarting.any())
        self.expected = int(state.counters[C_ROWS])
        self.first = float(blueprint.days.first)
        self.env = simpy.Environment(initial_time=self.first)
        self._desks = {
            server: Desk(self.env, roster) for server, roster in blueprint.rosters.items()
        }

    def place(self, opening: Opening) -> None:
        """Put everyone where they stand on the first day."""
        if isinstance(opening, Continuation):
            resume(self.blueprint, self.packed, self.state, opening)
            for i in np.flatnonzero(being_seen(self.state.register)).tolist():
                self.env.process(go_on(self, i))
        elif isinstance(opening, OpeningList):
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
            self._counters[C_STOP] += 1
            self._act(kernel, moment, *more)

    # -- what processes ask of the register ----------------------------------------------------

    def stage(self, node: int) -> Stage:
        """Return the settings of a stage."""
        return self.blueprint.scenario.stages[self.blueprint.nodes[node]]

    def desk(self, server: int) -> Desk:
        """Return a team's responders."""
        return self._desks[server]

    def minutes(self, node: int, uniform: float) -> float:
        """Return how long a responder takes with a child of some luck."""
        return float(self.blueprint.services[node](uniform))

    def send(self, i: int, stage: str) -> None:
        """Send a child to the stage that takes over when nobody is on duty."""
        self._act(moved_now, i, self.blueprint.node(stage), float(self.env.now))

    def gives_up(self, i: int) -> None:
        """A child leaves without having been seen."""
        self._act(left_now, i, float(self.env.now))

    def begins(self, i: int) -> float:
        """A responder starts with a child; return the child's luck with how long it takes."""
        return float(self._act(seen_now, i, float(self.env.now)))

    def luck_with_length(self, i: int) -> float:
        """Return the child's luck with how long a responder takes."""
        return float(luck_with_length(self.packed, i))

    def ends(self, i: int) -> None:
        """A responder is done with a child."""
        self._act(done_now, i, float(self.env.now))

    def borrow(self, role: str, minutes: float) -> None:
        """Take minutes from a role's next clinic day."""
        self.state.pools["debt"][self._pool_of[role]] += minutes

    def _act(self, kernel: Callable[..., Any], *arguments: Any) -> Any:
        """Call a kernel, with room for what it writes, and take up whom it hands over."""
        self._room()
        result = self._call(kernel, *arguments)
        while self._counters[C_UNPLACED]:
            self._more_rows()
            self._room()
            self._call(place_returns)
        if self._counters[C_HANDOVER]:
            self._receive()
        return result

    def _call(self, kernel: Callable[..., Any], *arguments: Any) -> Any:
        if kernel not in self._bound:
            self._bound[kernel] = bound(kernel, self.packed, arguments)
        return self._bound[kernel](self.packed, *arguments)

    def _receive(self) -> None:
        counters = self._counters
        for call in self._calls[: counters[C_HANDOVER]].tolist():
            self.env.process(visit(self, Call(*call)))
        counters[C_HANDOVER] = 0

    def _room(self) -> None:
        """Make room for whatever one call may write."""
        counters, rows = self._counters, self._counters[C_ROWS]
        if counters[C_STAYS] + 4 * rows + 64 > len(self.state.stays):
            self._replace(stays=_longer(self.state.stays, len(self.state.stays)))
        if self._restarts and counters[C_AGAIN] + 4 * rows + 64 > len(self.state.again):
            more = len(self.state.again) + 4 * rows + 64
            self._replace(again=_longer(self.state.again, more))
        if counters[C_TRACING] and counters[C_TRACE] + 8 * rows + 64 > len(self.state.trace):
            self._replace(trace=_longer(self.state.trace, len(self.state.trace)))

    def _more_rows(self) -> None:
        """Make room in the register for more who come back."""
        rows = len(self.state.register)
        if rows > MOST_RETURNS + ROWS_FOR_EACH * self.expected:
            raise BadInput([TOO_MANY_RETURNS])
        more = rows // 4 + 64
        register = empty_rows(rows + more)
        register[:rows] = self.state.register
        by_row = ("visits", "milestones", "handover", "unplaced")
        longer = {name: _longer(getattr(self.state, name), more) for name in by_row}
        longer["milestones"][rows:] = np.nan
        self._replace(register=register, **longer)

    def _replace(self, **arrays: Any) -> None:
        self.state = self.state._replace(**arrays)
        self.packed = packed(self.state)
        self._calls = self.state.handover.view(np.ndarray)


def _longer(rows: Any, more: int) -> Any:
    """Return an array with more rows at its end."""
    longer = np.zeros((len(rows) + more, *rows.shape[1:]), rows.dtype)
    longer[: len(rows)] = rows
    return longer.view(type(rows))
