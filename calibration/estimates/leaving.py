"""The rate of leaving while waiting, by how long the wait has lasted."""

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from calibration.estimates.estimate import TAIL

BANDS_WEEKS = (0.0, 13.0, 26.0, 52.0, 104.0)
"""Weeks waited at which a new rate begins."""

Rate = tuple[float, float, float, int]


def rates(
    entry: NDArray[np.float64], time: NDArray[np.float64], left: NDArray[np.bool_]
) -> list[Rate]:
    """Return for each band: leavers per week waited there, interval, and how many left.

    Only weeks inside the extract count as waited. Being seen ends a wait without saying
    anything about leaving. Times are in weeks.
    """
    edges = [*BANDS_WEEKS, np.inf]
    found = []
    for low, high in zip(edges[:-1], edges[1:], strict=True):
        waited = float(np.clip(np.minimum(time, high) - np.maximum(entry, low), 0, None).sum())
        count = int((left & (time >= low) & (time < high)).sum())
        found.append(_rate(count, waited))
    return found


def _rate(count: int, waited: float) -> Rate:
    if waited == 0:
        return float("nan"), 0.0, float("inf"), 0
    low = stats.gamma.ppf(TAIL, count) / waited if count else 0.0
    return count / waited, float(low), float(stats.gamma.ppf(1 - TAIL, count + 1) / waited), count
