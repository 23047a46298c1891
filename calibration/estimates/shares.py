"""Shares with Jeffreys intervals, and ratios of counts that come in clusters."""

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from calibration.estimates.estimate import TAIL, Z

Interval = tuple[float, float, float]


def share(successes: float, trials: float) -> Interval:
    """Return a share and its Jeffreys interval; nothing tried says nothing."""
    if trials <= 0:
        return float("nan"), 0.0, 1.0
    a, b = successes + 0.5, trials - successes + 0.5
    low = 0.0 if successes == 0 else float(stats.beta.ppf(TAIL, a, b))
    high = 1.0 if successes >= trials else float(stats.beta.ppf(1 - TAIL, a, b))
    return successes / trials, low, high


def clustered_share(successes: NDArray[np.float64], trials: NDArray[np.float64]) -> Interval:
    """Return the share over all trials; trials of one cluster (a child, a month) go together.

    The variance is that of a ratio of sums, so that children who miss often do not make the
    interval too narrow; nor is it less than that of single trials, which a few clusters that
    happen to agree would make it.
    """
    total, clusters = float(trials.sum()), len(trials)
    if total <= 0 or clusters < 2:
        return share(float(successes.sum()), total)
    ratio = float(successes.sum()) / total
    single = np.sqrt(ratio * (1 - ratio) / total)
    half = max(clustered_half(successes, trials, ratio), Z * float(single))
    if half == 0:
        return share(float(successes.sum()), total)
    return ratio, max(0.0, ratio - half), min(1.0, ratio + half)


def clustered_half(parts: NDArray[np.float64], wholes: NDArray[np.float64], ratio: float) -> float:
    """Return half the interval of a ratio of sums over at least two clusters, by Student's t."""
    clusters = len(wholes)
    spread = ((parts - ratio * wholes) ** 2).sum() * clusters / (clusters - 1)
    wide = float(stats.t.ppf(1 - TAIL, clusters - 1))
    return wide * float(np.sqrt(spread)) / float(wholes.sum())
