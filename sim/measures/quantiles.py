"""Means and percentiles of many groups at once."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.pathway.compiled import allocating_kernel

SHARES = (0.5, 0.9, 0.95)
"""Percentiles stored, as shares."""
NAMES = ("p50", "p90", "p95")
MOST_DAYS = 5500
"""Open waits beyond fifteen years count as fifteen years."""


def grouped(
    values: NDArray[np.float64],
    cells: NDArray[np.int64],
    period: NDArray[np.int64],
    size: tuple[int, int],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return (number, statistics) by period and cell.

    ``cells`` has shape (crossings, rows); ``size`` is (periods, cells). Statistics has shape
    (periods, cells, 1 + percentiles), the mean first; NaN where a group is empty. Percentiles
    are by linear interpolation between order statistics, as numpy's default.
    """
    inside = (period >= 0) & (period < size[0])
    keys = period[inside] * size[1] + cells[:, inside]
    return _grouped(values[inside], keys, size[0], size[1], np.array(SHARES))


@allocating_kernel
def _grouped(values: Any, keys: Any, periods: int, width: int, shares: Any) -> Any:
    """Sort every group's values together; return numbers and statistics."""
    number = np.zeros(periods * width)
    for c in range(keys.shape[0]):
        for i in range(keys.shape[1]):
            number[keys[c, i]] += 1
    start = np.zeros(periods * width + 1, np.int64)
    for k in range(periods * width):
        start[k + 1] = start[k] + int(number[k])
    ordered = np.empty(start[-1])
    place = start.copy()
    for c in range(keys.shape[0]):
        for i in range(keys.shape[1]):
            k = keys[c, i]
            ordered[place[k]] = values[i]
            place[k] += 1
    out = np.full((periods * width, shares.shape[0] + 1), np.nan)
    for k in range(periods * width):
        if start[k + 1] > start[k]:
            part = np.sort(ordered[start[k] : start[k + 1]])
            out[k, 0] = part.sum() / part.shape[0]
            for j in range(shares.shape[0]):
                spot = shares[j] * (part.shape[0] - 1)
                low = int(spot)
                high = min(low + 1, part.shape[0] - 1)
                out[k, j + 1] = part[low] + (part[high] - part[low]) * (spot - low)
    return number.reshape(periods, width), out.reshape(periods, width, shares.shape[0] + 1)


@allocating_kernel
def open_waits(
    start: Any, first: Any, last: Any, cells: Any, ends: Any, width: int, edges: Any, shares: Any
) -> Any:
    """Return (number, statistics, bands) of waits open at each period end.

    A row counts at period ends ``first`` to ``last - 1``, in whole days waited. Number has
    shape (periods, width); statistics as in :func:`grouped`; bands (periods, width, bands)
    counts waits from one edge to the next.
    """
    periods, bands = ends.shape[0], edges.shape[0]
    days_of = np.zeros((periods, width, MOST_DAYS), np.int32)
    number = np.zeros((periods, width))
    total = np.zeros((periods, width))
    banded = np.zeros((periods, width, bands))
    for i in range(start.shape[0]):
        for k in range(first[i], last[i]):
            days = min(max(int(ends[k] - start[i]), 0), MOST_DAYS - 1)
            band = bands - 1
            while days < edges[band]:
                band -= 1
            for c in range(cells.shape[0]):
                cell = cells[c, i]
                days_of[k, cell, days] += 1
                number[k, cell] += 1.0
                total[k, cell] += days
                banded[k, cell, band] += 1.0
    statistics = np.full((periods, width, shares.shape[0] + 1), np.nan)
    for k in range(periods):
        for c in range(width):
            if number[k, c] > 0:
                statistics[k, c, 0] = total[k, c] / number[k, c]
                _percentiles(days_of[k, c], number[k, c], shares, statistics[k, c])
    return number, statistics, banded


@allocating_kernel
def _percentiles(days_of: Any, number: float, shares: Any, out: Any) -> None:
    """Fill in the days by which each share of a histogram has been passed."""
    reached, days = 0.0, 0
    for j in range(shares.shape[0]):
        goal = shares[j] * number
        while days < days_of.shape[0] - 1 and reached + days_of[days] < goal:
            reached += days_of[days]
            days += 1
        out[j + 1] = days
