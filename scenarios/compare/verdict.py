"""Verdicts in words: better, worse, no real difference, too few replications to say."""

import numpy as np
from numpy.typing import NDArray

from scenarios.compare.paired import Differences

BETTER = "better"
WORSE = "worse"
SAME = "no real difference"
TOO_FEW = "too few replications to say"
MORE, FEWER = "more", "less"
"""For measures of which more is neither better nor worse."""
NOT_BETTER = "not better: children were lost, not helped"
LEAST = 5
"""Fewer replications than this say nothing."""


def verdicts(
    difference: Differences, smallest: NDArray[np.float64], sign: NDArray[np.int64]
) -> NDArray[np.object_]:
    """Return a verdict for each cell.

    ``smallest`` is the smallest difference that matters; ``sign`` is 1 where more is better,
    -1 where less is. A difference that the interval does not tell from zero is no real
    difference only when the interval also rules out every difference that matters; otherwise
    there are too few replications to say.
    """
    apart = (difference.low > 0) | (difference.high < 0)
    matters = np.abs(difference.mean) >= smallest
    ruled_out = (np.abs(difference.low) <= smallest) & (np.abs(difference.high) <= smallest)
    rises = difference.mean > 0
    good = np.where(rises, sign, -sign)
    words = np.where(good > 0, BETTER, np.where(good < 0, WORSE, np.where(rises, MORE, FEWER)))
    told = np.where(apart & matters, words, np.where(apart | ruled_out, SAME, TOO_FEW))
    return np.where(difference.number < LEAST, TOO_FEW, told).astype(object)


def replications_needed(
    difference: Differences, smallest: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return about how many replications would tell the smallest difference that matters.

    The number at which the half-width of a 95 % interval equals that difference.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        needed = np.ceil((1.96 * difference.spread / smallest) ** 2)
    return np.maximum(needed, LEAST)
