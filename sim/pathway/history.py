"""What happened in one replication."""

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.demand.cohort import Cohort
from sim.pathway.blueprint import Blueprint
from sim.pathway.capacity import Staffing
from sim.pathway.state import C_AGAIN, C_ROWS, C_STAYS, C_TRACE, State
from sim.settings.words import EVENTS
from sim.streams import page_luck


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

    @property
    def restarts(self) -> dict[str, tuple[NDArray[np.int64], NDArray[np.float64]]]:
        """Events that set clocks back to zero, by word: rows, and dates in days."""

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

    def restarts(self, event: str) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return every time an event happened that sets clocks back to zero: rows and dates."""
        kept = self.state.again[: self.state.counters[C_AGAIN]]
        kept = kept[kept["event"] == EVENTS.index(event)]
        return kept["row"].astype(np.int64), kept["time"]

    def luck(self, rows: NDArray[np.int64], decision: str) -> NDArray[np.float64]:
        """Return a uniform for each of some rows: for what is decided of a child afterwards."""
        words = np.column_stack([self.register[name][rows] for name in ("word_1", "word_2")])
        return page_luck((self.state.page_1, self.state.page_2), words, decision)

    @property
    def stays(self) -> Any:
        """Stretches of time at nodes."""
        return self.state.stays[: self.state.counters[C_STAYS]]

    def finished(self) -> "FinishedHistory":
        """Return the history for reading alone."""
        return FinishedHistory(**{field.name: getattr(self, field.name) for field in fields(self)})

    @property
    def trace(self) -> Any:
        """Events in the order they were settled; empty unless a trace was asked for."""
        return self.state.trace[: self.state.counters[C_TRACE]]


class Columns:
    """Rows of a structured array, read column by column; each is copied out once.

    In rows of 192 bytes the values of a column lie far apart in memory, and reading them is
    most of what measuring them takes.
    """

    def __init__(
        self, rows: "NDArray[Any] | Columns", chosen: NDArray[np.int64] | None = None
    ) -> None:
        self._rows, self._chosen = rows, chosen
        self._copied: dict[str, NDArray[Any]] = {}

    def __len__(self) -> int:
        return len(self._rows if self._chosen is None else self._chosen)

    def __getitem__(self, what: Any) -> Any:
        """Return a column by its name, or the columns of chosen rows."""
        if not isinstance(what, str):
            return Columns(self, np.arange(len(self))[what])
        if what not in self._copied:
            column = self._rows[what]
            chosen = column if self._chosen is None else column[self._chosen]
            self._copied[what] = np.ascontiguousarray(chosen)
        return self._copied[what]


@dataclass(frozen=True)
class FinishedHistory(History):
    """A history that is only read any more, and read many times.

    Rows are read as plain ones: to look at a field as an attribute costs records at each look.
    """

    @cached_property
    def register(self) -> Columns:
        """Episodes that were used, one row each."""
        return Columns(super().register.view(np.ndarray))

    @cached_property
    def stays(self) -> Columns:
        """Stretches of time at nodes."""
        return Columns(super().stays.view(np.ndarray))

    @cached_property
    def milestones(self) -> NDArray[np.float64]:
        """Dates of events, shape (episodes, columns of the blueprint); NaN when never."""
        return np.asfortranarray(super().milestones)
