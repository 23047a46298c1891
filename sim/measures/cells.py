"""Which totals are stored: the crossings of area, need and priority, with their totals.

Stored are area by need, each need, and need by priority; counts also by area and in total
(a mean wait over unlike needs would say nothing). Counts and quantiles are computed for all
of them together: a *cell* is one place in one crossing.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.measures.table import ALL, Codes
from sim.settings.words import PRIORITIES

IntArray = NDArray[np.int64]


@dataclass(frozen=True)
class Cells:
    """Cells of every crossing, for the areas and needs of a scenario."""

    areas: list[str]
    needs: list[str]
    labels: list[tuple[str, str, str]]
    """(area, need, priority) of each cell."""

    def __len__(self) -> int:
        return len(self.labels)

    def of(
        self, area: IntArray, need: IntArray, priority: IntArray, *, over_needs: bool = True
    ) -> IntArray:
        """Return the cell of each row in each crossing, shape (crossings, rows).

        ``over_needs`` adds the crossings that sum over needs.
        """
        a, n = len(self.areas), len(self.needs)
        by_need = a * n
        by_priority = by_need + n
        by_area = by_priority + n * len(PRIORITIES)
        crossings = [
            area * n + need,
            by_need + need,
            by_priority + need * len(PRIORITIES) + priority,
        ]
        if over_needs:
            crossings += [by_area + area, np.full(len(area), by_area + a)]
        return np.stack(crossings).astype(np.int64)

    def dimensions(self, cells: IntArray) -> dict[str, Codes]:
        """Return the words of some cells, as columns of the table."""
        return {
            name: (cells, [label[k] for label in self.labels])
            for k, name in enumerate(("area", "need", "priority"))
        }


def cells_of(areas: list[str], needs: list[str]) -> Cells:
    """Return the cells for some areas and needs."""
    labels = [(area, need, ALL) for area in areas for need in needs]
    labels += [(ALL, need, ALL) for need in needs]
    labels += [(ALL, need, priority) for need in needs for priority in PRIORITIES]
    labels += [(area, ALL, ALL) for area in areas]
    labels += [(ALL, ALL, ALL)]
    return Cells(areas, needs, labels)


def counts(
    cells: IntArray,
    period: IntArray,
    size: tuple[int, int],
    weights: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """Return totals by period and cell, shape ``size``; rows before the run are left out."""
    inside = (period >= 0) & (period < size[0])
    total = np.zeros(size)
    for row in cells:
        key = period[inside] * size[1] + row[inside]
        weight = None if weights is None else weights[inside]
        total += np.bincount(key, weight, size[0] * size[1]).reshape(size)
    return total
