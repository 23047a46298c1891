"""Counts, means and percentiles of many cells at once.

``maps`` sends a base in a period to its cell in each view, shape (views, periods, bases);
-1 means that the view has no cell for it.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.pathway.compiled import allocating_kernel

SHARES = (0.5, 0.9, 0.95)
"""Percentiles stored, as shares."""
NAMES = ("p50", "p90", "p95")
STATISTICS = ("mean", *NAMES)
MOST_DAYS = 5500
"""Open waits beyond fifteen years count as fifteen years."""

Floats = NDArray[np.float64]


def grouped(
    values: Floats, base: NDArray[np.int64], period: NDArray[np.int64], maps: Any, width: int
) -> tuple[Floats, Floats]:
    """Return (number, statistics) by period and cell.

    Statistics has shape (periods, cells, 1 + percentiles), the mean first; NaN where a cell is
    empty. Percentiles are by linear interpolation between order statistics, as numpy's
    default. Rows outside the run are left out.
    """
    inside = np.flatnonzero((period >= 0) & (period < maps.shape[1]))
    order = inside[np.argsort(values[inside], kind="stable")]
    number, statistics = _grouped(
        values[order], base[order], period[order], maps, width, np.array(SHARES)
    )
    return number, statistics


def plain_maps(periods: int, width: int) -> NDArray[np.int32]:
    """Return the maps of one view in which every base is a cell of its own."""
    return np.broadcast_to(np.arange(width, dtype=np.int32), (1, periods, width)).copy()


@allocating_kernel
def _grouped(values: Any, base: Any, period: Any, maps: Any, width: int, shares: Any) -> Any:
    """Deal sorted values out to their cells, which are then sorted too."""
    views, periods, rows = maps.shape[0], maps.shape[1], values.shape[0]
    number = np.zeros((periods, width), np.int64)
    for i in range(rows):
        for v in range(views):
            cell = maps[v, period[i], base[i]]
            if cell >= 0:
                number[period[i], cell] += 1
    start = _starts(number)
    dealt = np.empty(start[-1])
    place = start.copy()
    for i in range(rows):
        for v in range(views):
            cell = maps[v, period[i], base[i]]
            if cell >= 0:
                k = period[i] * width + cell
                dealt[place[k]] = values[i]
                place[k] += 1
    statistics = np.full((periods * width, shares.shape[0] + 1), np.nan)
    for k in range(periods * width):
        if start[k + 1] > start[k]:
            _describe(dealt[start[k] : start[k + 1]], shares, statistics[k])
    shape = (periods, width, shares.shape[0] + 1)
    return number.astype(np.float64), statistics.reshape(shape)


@allocating_kernel
def _starts(number: Any) -> Any:
    """Return where each cell begins when all stand one after the other."""
    start = np.zeros(number.size + 1, np.int64)
    start[1:] = np.cumsum(number.ravel())
    return start


@allocating_kernel
def _describe(part: Any, shares: Any, out: Any) -> None:
    """Fill in mean and interpolated percentiles of sorted values."""
    out[0] = part.sum() / part.shape[0]
    for j in range(shares.shape[0]):
        spot = shares[j] * (part.shape[0] - 1)
        low = int(spot)
        high = min(low + 1, part.shape[0] - 1)
        out[j + 1] = part[low] + (part[high] - part[low]) * (spot - low)


@allocating_kernel
def open_waits(
    start: Any, first: Any, last: Any, base: Any, maps: Any, ends: Any, width: int, edges: Any,
    shares: Any,
) -> Any:  # fmt: skip
    """Return (number, statistics, bands) of waits open at each period end.

    Rows stand by start, the latest first, so that each cell's waits come in order. A row
    counts at period ends ``first`` to ``last - 1``, in whole days waited. Number has shape
    (periods, width); statistics as in :func:`grouped`, but a percentile is the whole number
    of days that this share of the waits has reached; bands (periods, width, bands) counts
    waits from one edge to the next.
    """
    periods = ends.shape[0]
    number = np.zeros((periods, width), np.int64)
    banded = np.zeros((periods, width, edges.shape[0]))
    statistics = np.full((periods, width, shares.shape[0] + 1), np.nan)
    here, days = np.empty(start.shape[0], np.int64), np.empty(start.shape[0], np.int64)
    for k in range(periods):
        count = 0
        for i in range(start.shape[0]):
            if first[i] <= k and k < last[i]:
                here[count] = base[i]
                days[count] = min(max(int(ends[k] - start[i]), 0), MOST_DAYS - 1)
                count += 1
        _tally(here[:count], days[:count], maps[:, k], edges, number[k], banded[k])
        begin = _starts(number[k])
        dealt = _dealt(here[:count], days[:count], maps[:, k], begin)
        for cell in range(width):
            if number[k, cell] > 0:
                _reached(dealt[begin[cell] : begin[cell + 1]], shares, statistics[k, cell])
    return number.astype(np.float64), statistics, banded


@allocating_kernel
def _tally(base: Any, days: Any, maps: Any, edges: Any, number: Any, banded: Any) -> None:
    """Count waits, and waits by band, in the cells of every view."""
    for j in range(base.shape[0]):
        band = edges.shape[0] - 1
        while days[j] < edges[band]:
            band -= 1
        for v in range(maps.shape[0]):
            cell = maps[v, base[j]]
            if cell >= 0:
                number[cell] += 1
                banded[cell, band] += 1.0


@allocating_kernel
def _dealt(base: Any, days: Any, maps: Any, begin: Any) -> Any:
    """Return waits cell after cell, in their order."""
    dealt = np.empty(begin[-1], np.int64)
    place = begin.copy()
    for j in range(base.shape[0]):
        for v in range(maps.shape[0]):
            cell = maps[v, base[j]]
            if cell >= 0:
                dealt[place[cell]] = days[j]
                place[cell] += 1
    return dealt


@allocating_kernel
def _reached(part: Any, shares: Any, out: Any) -> None:
    """Fill in the mean, and the days that each share of sorted waits has reached."""
    out[0] = part.sum() / part.shape[0]
    for j in range(shares.shape[0]):
        place = int(np.ceil(shares[j] * part.shape[0])) - 1
        out[j + 1] = part[min(max(place, 0), part.shape[0] - 1)]


@allocating_kernel
def spread(values: Any, maps: Any, width: int) -> Any:
    """Return totals by period and cell of values by period and base."""
    total = np.zeros((maps.shape[1], width))
    for v in range(maps.shape[0]):
        for k in range(maps.shape[1]):
            for b in range(maps.shape[2]):
                cell = maps[v, k, b]
                if cell >= 0 and values[k, b] != 0.0:
                    total[k, cell] += values[k, b]
    return total
