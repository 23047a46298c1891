"""What happened in one replication."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import simpy
from numpy.typing import NDArray

from sim.demand.cohort import Cohort
from sim.pathway.blueprint import Blueprint
from sim.pathway.capacity import Staffing
from sim.pathway.state import C_ROWS, C_STAYS, C_TRACE, State

Process = Generator[simpy.Event, Any, None]


class Opening(Protocol):
    """Whoever is there on the first day: an opening list, or where another run ended."""

    @property
    def cohort(self) -> Cohort:
        """The episodes, with what their children brought along."""

    @property
    def first_request(self) -> NDArray[np.float64]:
        """Date of each child's first referral for the need, in days."""

    @property
    def imputed(self) -> tuple[str, ...]:
        """What was not known and was filled in."""

    def __len__(self) -> int: ...


@dataclass(frozen=True)
class History:
    """What happened in one replication: the register and everything written down."""

    blueprint: Blueprint
    cohort: Cohort
    opening: Opening
    staff: Staffing
    state: State
    replication: int

    @property
    def register(self) -> Any:
        """Episodes that were used, one row each."""
        return self.state.register[: self.state.counters[C_ROWS]]

    @property
    def milestones(self) -> NDArray[np.float64]:
        """Dates of events, shape (episodes, columns of the blueprint); NaN when never."""
        return self.state.milestones[: self.state.counters[C_ROWS]]

    @property
    def stays(self) -> Any:
        """Stretches of time at nodes."""
        return self.state.stays[: self.state.counters[C_STAYS]]

    @property
    def trace(self) -> Any:
        """Events in the order they were settled; empty unless a trace was asked for."""
        return self.state.trace[: self.state.counters[C_TRACE]]
