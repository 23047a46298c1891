"""One replication: SimPy's clock over the register.

SimPy decides when things are looked at: each opening time of clinic days, dated changes,
calls that are handled at once, and everything at continuous stages. What then happens to
children on lists is one call over the register, not a process per child, because a process
and a priority resource per child cost a hundred times more on lists of thousands
(docs/decisions/0002-clinic-days-over-arrays.md).
"""

from collections.abc import Callable, Generator
from typing import Any

import numpy as np
import simpy
from numpy.typing import NDArray

from sim.demand.cohort import draw_cohort
from sim.demand.opening import OpeningList, no_opening, opening_from_bands
from sim.demand.opening_file import opening_from_file
from sim.pathway import codes
from sim.pathway.begin import begin
from sim.pathway.blueprint import Blueprint
from sim.pathway.capacity import staffing
from sim.pathway.changes import finish, reroute_all, validate_list
from sim.pathway.clinic import open_day
from sim.pathway.continuous import arrives_now, done_now, left_now, moved_now, seen_now
from sim.pathway.crisis import Desk, visit
from sim.pathway.history import History
from sim.pathway.moments import crisis_ahead, escalate_now, settle
from sim.pathway.packed import packed
from sim.pathway.place import place_opening
from sim.pathway.state import C_FULL, C_HANDOVER, C_ROWS, C_STAYS, C_TRACE, C_TRACING, State
from sim.settings.scenario import Scenario
from sim.settings.words import EXITS
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
    state = begin(blueprint, cohort, opening, staff, streams, tracing=trace)
    replication_run = Replication(blueprint, state)
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

    def __init__(self, blueprint: Blueprint, state: State) -> None:
        self.blueprint = blueprint
        self.state = state
        self.packed = packed(state)
        self.days = blueprint.days
        self.env = simpy.Environment(initial_time=float(self.days.first))
        self._desks: dict[int, Desk] = {}
        for server, name in enumerate(blueprint.servers):
            team = blueprint.scenario.teams.get(name)
            if team is not None and team.shifts:
                self._desks[server] = Desk(self.env, team, self.days)
        self._crisis_ahead = self._any_crisis_ahead()

    def place(self, opening: OpeningList) -> None:
        """Put everyone where they stand on the first day."""
        place_opening(self.blueprint, self.packed, self.state, opening)

    def run(self) -> None:
        """Run to the horizon and settle everything still open."""
        self.env.process(self._clinic_days())
        self.env.process(self._dated_changes())
        self.env.process(self._calls_at_once())
        self._receive()
        self.env.run(until=float(self.days.last))
        self._room()
        finish(self.packed, float(self.days.last))
        self.env = simpy.Environment()  # breaks the cycle that keeps finished runs in memory

    # -- the clock ---------------------------------------------------------------------------

    def _clinic_days(self) -> Process:
        """Wake at each opening at which some team has minutes to offer."""
        openings = self._openings()
        self._look_ahead(
            float(self.days.first), openings[0][0] if openings else float(self.days.last)
        )
        for k, (moment, call) in enumerate(openings):
            yield self.env.timeout(moment - self.env.now)
            self._act(open_day, moment, call)
            following = openings[k + 1][0] if k + 1 < len(openings) else float(self.days.last)
            self._look_ahead(moment, following)

    def _openings(self) -> list[tuple[float, int]]:
        calls = self.state.pools["call"]
        openings = []
        for call, opens in enumerate(self.blueprint.calls):
            pools = np.flatnonzero(calls == call)
            offered = self.state.minutes[pools].sum(axis=0)
            slots = np.flatnonzero(np.isin(self.state.slots["pool"], pools))
            offered = offered + self.state.extra[slots].sum(axis=0)
            worked = np.flatnonzero(offered[: self.days.last - self.days.first] > 0)
            openings += [(float(self.days.first + day + opens), call) for day in worked]
        return sorted(openings)

    def _dated_changes(self) -> Process:
        """Wake on the dates of list checks and of services changing hands."""
        for moment, change in sorted(self._changes(), key=lambda item: item[0]):
            if moment < self.days.first or moment >= self.days.last:
                continue
            yield self.env.timeout(moment - self.env.now)
            change(moment)

    def _changes(self) -> list[tuple[float, Callable[[float], None]]]:
        changes: list[tuple[float, Callable[[float], None]]] = [
            (float(day), self._change_hands) for day in self.blueprint.era_days[1:]
        ]
        scenario = self.blueprint.scenario
        for k, (need, name) in enumerate(self.blueprint.validations):
            check = scenario.waiting[need].validations[name]
            number = self.blueprint.needs.index(need)
            decision = len(codes.DECISIONS) + k

            def remove(
                moment: float, check: Any = check, number: int = number, decision: int = decision
            ) -> None:
                self._act(
                    validate_list, number, check.removed_share, check.waited_from_weeks * 7,
                    EXITS.index(check.exit), decision, moment,
                )  # fmt: skip

            changes.append((float(self.days.day(check.date)), remove))
        return changes

    def _change_hands(self, moment: float) -> None:
        self._act(settle, moment)
        self._act(reroute_all, moment)

    def _calls_at_once(self) -> Process:
        """Bring referrals that start at a continuous stage, each at its own minute."""
        rows = self._at_once()
        register = self.state.register
        register["ready"][rows] = np.inf
        for i in rows:
            moment = float(register["ref"][i])
            if moment > self.env.now:
                yield self.env.timeout(moment - self.env.now)
            self._act(arrives_now, int(i), moment)

    def _at_once(self) -> NDArray[np.int64]:
        """Return rows that will go straight to a continuous stage, in order of time."""
        t, r = self.blueprint.tables, self.state.register
        entry = t["entry"][r["need"], r["prio"]]
        continuous = t["nodes"]["kind"][entry] == codes.CONTINUOUS
        screened = bool(self.blueprint.points)
        at_once = (r["prio"] == 0) & ~self._screens_crisis(r) if screened else continuous
        fresh = (r["state"] == codes.NOT_ARRIVED) & np.isfinite(r["ready"]) & (r["second"] == 0)
        rows = np.flatnonzero(fresh & continuous & at_once)
        return rows[np.argsort(r["ref"][rows], kind="stable")]

    def _screens_crisis(self, r: Any) -> NDArray[np.bool_]:
        points = self.blueprint.scenario.access_points.values()
        return np.full(len(r), all(point.crisis_screened for point in points))

    # -- what processes ask of the register ----------------------------------------------------

    def desk(self, server: int) -> Desk:
        """Return a team's responders."""
        return self._desks[server]

    def send(self, i: int, stage: str) -> None:
        """Send a child to the stage that takes over when nobody is on duty."""
        self._act(moved_now, i, self.blueprint.node(stage), float(self.env.now))

    def gives_up(self, i: int) -> None:
        """A child leaves without having been seen."""
        self._act(left_now, i, float(self.env.now))

    def begins(self, i: int) -> None:
        """A responder starts with a child."""
        self._act(seen_now, i, float(self.env.now))

    def ends(self, i: int) -> None:
        """A responder is done with a child."""
        self._act(done_now, i, float(self.env.now))

    def borrow(self, role: str, minutes: float) -> None:
        """Take minutes from a role's next clinic day."""
        names = [pool.name for pool in self.blueprint.pools]
        self.state.pools["debt"][names.index(role)] += minutes

    def _act(self, kernel: Callable[..., None], *arguments: Any) -> None:
        """Call a kernel, with room for what it writes, and take up whom it hands over."""
        self._room()
        kernel(self.packed, *arguments)
        self._receive()

    def _receive(self) -> None:
        counters = self.state.counters
        for i in self.state.handover[: counters[C_HANDOVER]].tolist():
            row = self.state.register[i]
            if row.state == codes.NOT_ARRIVED:
                self.env.process(self._calls_again(i, float(row.ref)))
            else:
                self.env.process(visit(self, i, max(float(row.join), self.env.now)))
        counters[C_HANDOVER] = 0

    def _calls_again(self, i: int, at: float) -> Process:
        """Bring back, at its own minute, a child who starts at a continuous stage."""
        yield self.env.timeout(max(0.0, at - self.env.now))
        self._act(arrives_now, i, float(self.env.now))

    def _look_ahead(self, now: float, until: float) -> None:
        """Schedule children who become a crisis before the next opening, at their minute."""
        if not self._crisis_ahead:
            return
        counters = self.state.counters
        crisis_ahead(self.packed, now, until)
        ahead = self.state.handover[: counters[C_HANDOVER]].tolist()
        counters[C_HANDOVER] = 0
        for i in ahead:
            self.env.process(self._becomes_crisis(i, float(self.state.register["esc"][i])))

    def _becomes_crisis(self, i: int, at: float) -> Process:
        yield self.env.timeout(at - self.env.now)
        self._act(escalate_now, i, at)

    def _any_crisis_ahead(self) -> bool:
        t = self.blueprint.tables
        to = t["esc_to"][..., 0]
        aims = (to >= 0) & (t["nodes"]["kind"][to] == codes.CONTINUOUS)
        return bool((aims & (t["esc_rate"] > 0)[..., None]).any())

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
