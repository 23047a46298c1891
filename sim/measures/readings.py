"""A clock as read in one replication, ready to be counted; every family reads it once."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.measures.cells import BY_NEED, PROMISED
from sim.measures.clocks import BUILT_IN, Timed, clocks_of, read_clock
from sim.measures.frame import Frame
from sim.settings.standard import Clock, Standard

IntArray = NDArray[np.int64]


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
    def views(self) -> tuple[str, ...]:
        """Views stored: more of the clocks that every scenario has or a standard uses."""
        return PROMISED if self.standards or self.name in BUILT_IN else BY_NEED


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
