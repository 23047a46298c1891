"""Counts, means and percentiles of many cells at once.

``maps`` sends a base in a period to its cell in each view, shape (views, periods, bases);
-1 means that the view has no cell for it.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.pathway.compiled import kernel

SHARES = (0.5, 0.9, 0.95)
"""Percentiles stored, as shares."""
NAMES = ("p50", "p90", "p95")
STATISTICS = ("mean", *NAMES)
SHARE_ARRAY = np.array(SHARES)
MOST_DAYS = 5500
"""Open waits beyond fifteen years count as fifteen years."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def grouped(
    values: Floats, base: Ints, period: Ints, maps: Any, width: int
) -> tuple[Floats, Floats]:
    """Return (number, statistics) by period and cell.

    Statistics has shape (periods, cells, 1 + percentiles), the mean first; NaN where a cell is
    empty. Percentiles are by linear interpolation between order statistics, as numpy's
    default. Rows outside the run are left out.
    """
    periods = maps.shape[1]
    inside = np.flatnonzero((period >= 0) & (period < periods))
    order = inside[np.argsort(values[inside])]  # whichever of two equals comes first
    values, base, period = values[order], base[order], period[order]
    number = np.zeros(periods * width, np.int64)
    _count(base, period, maps, width, number)
    begin = np.concatenate(([0], np.cumsum(number)))
    dealt = np.empty(begin[-1])
    _deal(values, base, period, maps, width, begin[:-1].copy(), dealt)
    statistics = _unknown(periods, width)
    _describe(dealt, begin, SHARE_ARRAY, statistics.reshape(periods * width, -1))
    return number.reshape(periods, width).astype(np.float64), statistics


def open_waits(
    start: Floats, first: Ints, last: Ints, base: Ints, maps: Any, ends: Floats, width: int,
    edges: Ints,
) -> tuple[Floats, Floats, Floats]:  # fmt: skip
    """Return (number, statistics, bands) of waits open at each period end.

    Rows stand by start, the latest first, so that each cell's waits come in order. A row
    counts at period ends ``first`` to ``last - 1``, in whole days waited. Number has shape
    (periods, width); statistics as in :func:`grouped`, but a percentile is the whole number
    of days that this share of the waits has reached; bands (periods, width, bands) counts
    waits from one edge to the next.
    """
    periods = len(ends)
    change = np.bincount(first, minlength=periods + 1) - np.bincount(last, minlength=periods + 1)
    most = int(change.cumsum().max(initial=0))
    number = np.zeros((periods, width), np.int64)
    bands = np.zeros((periods, width, len(edges)))
    statistics = _unknown(periods, width)
    here, days, dealt = (np.empty(size, np.int64) for size in (most, most, most * len(maps)))
    begin, place = np.zeros((2, width + 1), np.int64)
    _open_waits(start, first, last, base, ends, maps, edges, SHARE_ARRAY, here, days, dealt, begin,
                place, number, bands, statistics)  # fmt: skip
    return number.astype(np.float64), statistics, bands


def spread(values: Floats, maps: Any, width: int) -> Floats:
    """Return totals by period and cell of values by period and base."""
    total = np.zeros((maps.shape[1], width))
    _spread(values, maps, total)
    return total


def plain_maps(periods: int, width: int) -> NDArray[np.int32]:
    """Return the maps of one view in which every base is a cell of its own."""
    return np.broadcast_to(np.arange(width, dtype=np.int32), (1, periods, width)).copy()


def _unknown(periods: int, width: int) -> Floats:
    return np.full((periods, width, len(STATISTICS)), np.nan)


@kernel
def _count(base: Any, period: Any, maps: Any, width: int, number: Any) -> None:
    """Count rows in the cells of every view."""
    for i in range(base.shape[0]):
        for v in range(maps.shape[0]):
            cell = maps[v, period[i], base[i]]
            if cell >= 0:
                number[period[i] * width + cell] += 1


@kernel
def _deal(
    values: Any, base: Any, period: Any, maps: Any, width: int, place: Any, dealt: Any
) -> None:
    """Deal sorted values out to their cells, which are then sorted too."""
    for i in range(base.shape[0]):
        for v in range(maps.shape[0]):
            cell = maps[v, period[i], base[i]]
            if cell >= 0:
                k = period[i] * width + cell
                dealt[place[k]] = values[i]
                place[k] += 1


@kernel
def _describe(dealt: Any, begin: Any, shares: Any, statistics: Any) -> None:
    """Fill in mean and interpolated percentiles of the sorted values of each cell."""
    for k in range(begin.shape[0] - 1):
        low, size = begin[k], begin[k + 1] - begin[k]
        if size > 0:
            statistics[k, 0] = _mean(dealt, low, size)
            for j in range(shares.shape[0]):
                spot = shares[j] * (size - 1)
                below = low + int(spot)
                above = min(below + 1, low + size - 1)
                part = spot - int(spot)
                statistics[k, j + 1] = dealt[below] + (dealt[above] - dealt[below]) * part


@kernel
def _mean(values: Any, low: int, size: int) -> float:
    total = 0.0
    for i in range(low, low + size):
        total += values[i]
    return total / size


@kernel
def _open_waits(
    start: Any, first: Any, last: Any, base: Any, ends: Any, maps: Any, edges: Any, shares: Any,
    here: Any, days: Any, dealt: Any, begin: Any, place: Any, number: Any, bands: Any,
    statistics: Any,
) -> None:  # fmt: skip
    """Fill in numbers, bands and statistics, period by period; from ``here`` on, room to work."""
    for k in range(ends.shape[0]):
        count = _open_at(start, first, last, base, ends[k], k, here, days)
        _tally(here, days, count, maps, edges, k, number, bands)
        for cell in range(number.shape[1]):
            place[cell] = begin[cell]
            begin[cell + 1] = begin[cell] + number[k, cell]
        _deal_days(here, days, count, maps, k, place, dealt)
        _reach(dealt, begin, shares, k, statistics)


@kernel
def _open_at(
    start: Any, first: Any, last: Any, base: Any, end: float, k: int, here: Any, days: Any
) -> int:
    """Note base and whole days waited of every row open at a period end; return how many."""
    count = 0
    for i in range(start.shape[0]):
        if first[i] <= k and k < last[i]:
            here[count] = base[i]
            days[count] = min(max(int(end - start[i]), 0), MOST_DAYS - 1)
            count += 1
    return count


@kernel
def _tally(
    here: Any, days: Any, count: int, maps: Any, edges: Any, k: int, number: Any, bands: Any
) -> None:
    """Count waits, and waits by band, in the cells of every view."""
    for j in range(count):
        band = edges.shape[0] - 1
        while days[j] < edges[band]:
            band -= 1
        for v in range(maps.shape[0]):
            cell = maps[v, k, here[j]]
            if cell >= 0:
                number[k, cell] += 1
                bands[k, cell, band] += 1.0


@kernel
def _deal_days(here: Any, days: Any, count: int, maps: Any, k: int, place: Any, dealt: Any) -> None:
    """Deal waits out to their cells, in their order."""
    for j in range(count):
        for v in range(maps.shape[0]):
            cell = maps[v, k, here[j]]
            if cell >= 0:
                dealt[place[cell]] = days[j]
                place[cell] += 1


@kernel
def _reach(dealt: Any, begin: Any, shares: Any, k: int, statistics: Any) -> None:
    """Fill in the mean, and the days that each share of the waits of a cell has reached."""
    for cell in range(begin.shape[0] - 1):
        low, size = begin[cell], begin[cell + 1] - begin[cell]
        if size > 0:
            statistics[k, cell, 0] = _mean(dealt, low, size)
            for j in range(shares.shape[0]):
                place = int(np.ceil(shares[j] * size)) - 1
                statistics[k, cell, j + 1] = dealt[low + min(max(place, 0), size - 1)]


@kernel
def _spread(values: Any, maps: Any, total: Any) -> None:
    for k in range(maps.shape[1]):
        for b in range(maps.shape[2]):
            if values[k, b] != 0.0:
                for v in range(maps.shape[0]):
                    cell = maps[v, k, b]
                    if cell >= 0:
                        total[k, cell] += values[k, b]
