"""A clock as read in one replication, ready to be counted; every family reads it once."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.measures.cells import FINE, ROLL_UPS, Stored
from sim.measures.clocks import clocks_of, read_clock
from sim.measures.frame import Frame
from sim.measures.timed import Timed
from sim.settings.standard import Clock, Standard

IntArray = NDArray[np.int64]
FIRST_CONTACT = "first_contact"
"""The clock that every scenario has and most readers ask about first."""
MOST = ("mean", "p50", "p90")
PLAIN: Stored = {"need": MOST, "area and need": MOST}
PROMISED: Stored = {**PLAIN, "need": (*MOST, "p95")}
BY_PRIORITY: Stored = {"need and priority": MOST}
EVERY_WAY: Stored = {FINE: ("p50",), **dict.fromkeys(ROLL_UPS, ("p50", "p90"))}


@dataclass(frozen=True)
class Reading:
    """One clock of one replication."""

    frame: Frame
    name: str
    clock: Clock
    standards: dict[str, Standard]
    """Standards that apply and use the clock."""

    @cached_property
    def timed(self) -> Timed:
        """Starts, stops and ends of every unit counted."""
        return read_clock(self.frame.history, self.clock, self.frame.provider)

    @cached_property
    def base(self) -> IntArray:
        """Base of each unit."""
        return self.frame.base[self.timed.row]

    @cached_property
    def stopped(self) -> IntArray:
        """Units whose clock has stopped within the run."""
        period = self.period
        return np.flatnonzero((period >= 0) & (period < len(self.frame.ends)))

    @cached_property
    def period(self) -> IntArray:
        """Period in which each clock stopped; -1 when it has not, or before the run."""
        stop = np.where(np.isnan(self.timed.stop), -1.0, self.timed.stop)
        return self.frame.period(stop)

    @cached_property
    def running(self) -> tuple[IntArray, IntArray, IntArray]:
        """Units with a clock running at some period end, and the first and last-plus-one."""
        timed = self.timed
        until = np.fmin(timed.stop, timed.end)
        first, last = self.frame.open_at(timed.start, until)
        rows = np.flatnonzero(last > first)
        return rows, first[rows], last[rows]

    @property
    def promised(self) -> bool:
        """Whether a standard that applies uses it, or every scenario has it first of all."""
        return bool(self.standards) or self.name == FIRST_CONTACT

    @property
    def by_priority(self) -> bool:
        """Whether children of several priorities are counted."""
        return len(self.clock.priorities) != 1

    @property
    def completed(self) -> Stored:
        """What is stored of waits that ended."""
        if not self.promised:
            return PLAIN
        first = self.name == FIRST_CONTACT
        return {**PROMISED, **(BY_PRIORITY if self.by_priority else {}),
                **(EVERY_WAY if first else {})}  # fmt: skip

    @property
    def open(self) -> Stored:
        """What is stored of waits still running; their number is, wherever one is completed."""
        return self.completed if self.promised else {"need": MOST}


def readings(frame: Frame) -> dict[str, Reading]:
    """Return every clock of the scenario, to be read when first used."""
    standards = frame.history.blueprint.scenario.standards
    return {
        name: Reading(
            frame,
            name,
            clock,
            {k: s for k, s in standards.items() if s.clock == name and s.applies},
        )
        for name, clock in clocks_of(frame.history).items()
    }
