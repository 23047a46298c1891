"""What every family of measures needs of a replication: rows, cells and period ends."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.measures.cells import Cells, cells_of
from sim.measures.table import Codes
from sim.pathway.codes import NOT_ARRIVED
from sim.pathway.history import History

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

AGE_GROUPS = (("under 5", 0, 5), ("5 to 10", 5, 11), ("11 to 13", 11, 14), ("14 to 15", 14, 16),
              ("16 to 17", 16, 18), ("18 and over", 18, 200))  # fmt: skip


@dataclass(frozen=True)
class Frame:
    """One replication, ready to be counted."""

    history: History

    @cached_property
    def register(self) -> Any:
        """The register of episodes."""
        return self.history.register

    @cached_property
    def arrived(self) -> NDArray[np.bool_]:
        """Episodes that were referred within the run or were there at its start."""
        return np.asarray(self.register["state"] != NOT_ARRIVED)

    @cached_property
    def cells(self) -> Cells:
        """Crossings of area, need and priority."""
        return cells_of(self.history.blueprint.areas, self.history.blueprint.needs)

    @cached_property
    def ends(self) -> FloatArray:
        """The moment each period ends, in days."""
        return self.history.blueprint.days.period_ends

    @cached_property
    def periods(self) -> list[str]:
        """Periods as readers see them: 2026-04, or the first day of a week."""
        days = self.history.blueprint.days
        form = "%Y-%m" if self.history.blueprint.scenario.calendar.period == "month" else "%Y-%m-%d"
        return [start.strftime(form) for start in days.period_starts]

    @property
    def size(self) -> tuple[int, int]:
        """Periods and cells."""
        return len(self.ends), len(self.cells)

    def period(self, moment: FloatArray) -> IntArray:
        """Return the period of each moment; -1 before the run, too large after it."""
        found = np.searchsorted(self.ends, moment, side="right").astype(np.int64)
        return np.where(moment >= 0, found, -1)

    def rows_cells(
        self, rows: IntArray, priority: str = "prio", *, over_needs: bool = False
    ) -> IntArray:
        """Return the cells of some episodes, shape (crossings, rows)."""
        r = self.register
        return self.cells.of(
            r["area"][rows].astype(np.int64),
            r["need"][rows].astype(np.int64),
            r[priority][rows].astype(np.int64),
            over_needs=over_needs,
        )

    def moments_within(self, start: FloatArray, end: FloatArray) -> tuple[IntArray, IntArray]:
        """Return the first and last-plus-one period ends at which [start, end) is open."""
        first = np.searchsorted(self.ends, start, side="left")
        last = np.searchsorted(self.ends, end, side="left")
        return first.astype(np.int64), last.astype(np.int64)

    def grid(self, values: FloatArray) -> dict[str, Codes]:
        """Return the period, area, need and priority columns of a (periods, cells) array."""
        periods, cells = np.divmod(np.arange(values.size), values.shape[1])
        return {"period": (periods, self.periods), **self.cells.dimensions(cells)}

    @cached_property
    def age_group(self) -> IntArray:
        """Age group at referral of each episode."""
        age = (self.register["ref"] - self.register["birth"]) / 365.25
        edges = [high for _, _, high in AGE_GROUPS[:-1]]
        return np.searchsorted(edges, age, side="right").astype(np.int64)


def open_at_ends(
    first: IntArray, last: IntArray, key: IntArray, size: tuple[int, int]
) -> FloatArray:
    """Return how many are open at each period end by key, shape ``size`` (periods, keys)."""
    steps = np.zeros((size[0] + 1) * size[1])
    steps += np.bincount(first * size[1] + key, minlength=len(steps))[: len(steps)]
    steps -= np.bincount(last * size[1] + key, minlength=len(steps))[: len(steps)]
    return np.asarray(steps.reshape(size[0] + 1, size[1]).cumsum(axis=0)[:-1])
