"""What every family of measures needs of a replication: rows, cells and period ends."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.measures.cells import Cells, Stored, cells_of
from sim.measures.quantiles import STATISTICS, spread
from sim.measures.rollup import answers_for, known_providers, provider_at
from sim.measures.stays import Stays
from sim.measures.table import Grid, Table
from sim.pathway.codes import NOT_ARRIVED, STAY_CARE
from sim.pathway.history import History
from sim.settings.lengths import DAYS_PER_YEAR

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

AGE_GROUPS = (("under 5", 0, 5), ("5 to 10", 5, 11), ("11 to 13", 11, 14), ("14 to 15", 14, 16),
              ("16 to 17", 16, 18), ("18 and over", 18, 200))  # fmt: skip
AGE_NAMES = [name for name, _, _ in AGE_GROUPS]


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
        """Every cell that is stored."""
        b = self.history.blueprint
        providers = tuple(known_providers(b))
        return cells_of(tuple(b.areas), tuple(b.needs), providers, answers_for(b))

    @property
    def grid(self) -> Grid:
        """The periods and cells that rows of the table stand at."""
        return Grid(self.periods, self.cells.words)

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

    @cached_property
    def provider(self) -> IntArray:
        """Provider each episode was last with."""
        r = self.register
        return provider_at(self.history.blueprint, r["line"].astype(np.int64), r["node"])

    @cached_property
    def waiting(self) -> Stays:
        """Stretches of waiting, delays among them."""
        stays = self.history.stays
        return Stays(self, stays[stays["kind"] != STAY_CARE])

    @cached_property
    def in_care(self) -> Stays:
        """Stretches in care."""
        stays = self.history.stays
        return Stays(self, stays[stays["kind"] == STAY_CARE])

    @cached_property
    def _ended(self) -> IntArray:
        """How many periods have ended by each day, from day 0 to the horizon."""
        return np.searchsorted(self.ends, np.arange(self.ends[-1] + 1), side="right")

    def _ends_by(self, moment: FloatArray) -> IntArray:
        """Return how many periods have ended by each moment; all of them by one not known."""
        day = np.maximum(np.fmin(moment, self.ends[-1]), 0.0)
        return np.asarray(self._ended[day.astype(np.int64)], np.int64)

    def period(self, moment: FloatArray) -> IntArray:
        """Return the period of each moment; -1 before the run, too large after it."""
        return np.where(moment >= 0, self._ends_by(moment), -1)

    def open_at(self, start: FloatArray, end: FloatArray) -> tuple[IntArray, IntArray]:
        """Return the first and last-plus-one period ends before which [start, end) is open.

        What begins or stops at the very moment a period ends belongs to the next one.
        """
        return self._ends_by(start), self._ends_by(end)

    @cached_property
    def _place(self) -> IntArray:
        """Base of each episode, but for priority and provider."""
        r = self.register
        zero = np.zeros(len(r), np.int64)
        return self.cells.base(r["area"].astype(np.int64), r["need"].astype(np.int64), zero, zero)

    @cached_property
    def base(self) -> IntArray:
        """Base of each episode, by its latest priority."""
        return self.base_of(np.arange(len(self.register)), self.register["prio"])

    def base_of(self, row: IntArray, priority: Any, provider: Any = None) -> IntArray:
        """Return the base of some episodes at a priority, with a provider or their last."""
        providers = len(self.cells.providers)
        own = self.provider[row] if provider is None else provider
        return np.asarray(self._place[row] + priority.astype(np.int64) * providers + own, np.int64)

    def counts(
        self, base: IntArray, period: IntArray, weights: FloatArray | None = None
    ) -> FloatArray:
        """Return totals by period and base; rows outside the run are left out."""
        size = (len(self.ends), self.cells.bases)
        return _counts(base, period, size, weights)

    def standing(self, base: IntArray, first: IntArray, last: IntArray) -> FloatArray:
        """Return how many are open at each period end by base."""
        return open_at_ends(first, last, base, (len(self.ends), self.cells.bases))

    def add_counts(
        self, table: Table, measure: str, by_base: FloatArray, views: Iterable[str], **more: Any
    ) -> None:
        """Add a count of children in every cell of some views."""
        total = spread(by_base, self.cells.of(views), len(self.cells))
        kept = np.flatnonzero(total)
        table.add(measure, "children", total.ravel()[kept], at=kept, **more)

    def add_statistics(
        self, table: Table, measure: str, number: FloatArray, statistics: FloatArray,
        stored: Stored, **more: Any,
    ) -> None:  # fmt: skip
        """Add mean and percentiles, in the views that each is stored in."""
        for k, name in enumerate(STATISTICS):
            here = self.cells.within(view for view, names in stored.items() if name in names)
            kept = np.flatnonzero((number > 0) & here)
            table.add(f"{measure}_{name}", "days", statistics[:, :, k].ravel()[kept],
                      number.ravel()[kept], at=kept, **more)  # fmt: skip

    @cached_property
    def age_group(self) -> IntArray:
        """Age group at referral of each episode."""
        age = (self.register["ref"] - self.register["birth"]) / DAYS_PER_YEAR
        edges = [high for _, _, high in AGE_GROUPS[:-1]]
        return np.searchsorted(edges, age, side="right").astype(np.int64)


def _counts(
    key: IntArray, period: IntArray, size: tuple[int, int], weights: FloatArray | None = None
) -> FloatArray:
    inside = np.flatnonzero((period >= 0) & (period < size[0]))
    weight = None if weights is None else weights[inside]
    total = np.bincount(period[inside] * size[1] + key[inside], weight, size[0] * size[1])
    return np.asarray(total.reshape(size), np.float64)


def open_at_ends(
    first: IntArray, last: IntArray, key: IntArray, size: tuple[int, int]
) -> FloatArray:
    """Return how many are open at each period end by key, shape ``size`` (periods, keys)."""
    length = size[0] * size[1]
    began = np.bincount(np.minimum(first, size[0]) * size[1] + key, minlength=length + size[1])
    ended = np.bincount(np.minimum(last, size[0]) * size[1] + key, minlength=length + size[1])
    steps = (began - ended)[:length].reshape(size)
    return np.asarray(steps.cumsum(axis=0), np.float64)
