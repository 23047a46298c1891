"""Verdicts in words: is a difference sure, and is it large enough to matter?

Sure and large enough: better, worse (more, less where neither is good). Sure and too small: the
same word, "too little to matter". Not sure: not clear. Ruled out: no real difference. Nothing
differs in any replication, as of what an option does not touch: the same in every future.
"""

import numpy as np
from numpy.typing import NDArray

from scenarios.compare.paired import Differences

BETTER = "better"
WORSE = "worse"
MORE, FEWER = "more", "less"
"""For measures of which more is neither better nor worse."""
TOO_LITTLE = ", too little to matter"
"""Added to one of these words where the difference is sure and small."""
NOT_CLEAR = "not clear"
SAME = "no real difference"
IDENTICAL = "the same in every future"
NOT_BETTER = "not better: children were lost, not helped"
LEAST = 5
"""Fewer replications than this say nothing of a difference."""


def verdicts(
    difference: Differences, smallest: NDArray[np.float64], sign: NDArray[np.int64]
) -> NDArray[np.object_]:
    """Return a verdict for each cell.

    ``smallest`` is the smallest difference that matters; ``sign`` is 1 where more is better,
    -1 where less is. A difference is sure when the 95 % interval leaves out zero. One that is
    not sure is no real difference only when the interval also rules out every difference that
    matters; otherwise it is not clear, as everything that differs is with too few replications.
    What differs nowhere is told as that, however few they are: it is seen, not inferred.
    """
    sure = (difference.low > 0) | (difference.high < 0)
    matters = np.abs(difference.mean) >= smallest
    ruled_out = (np.abs(difference.low) <= smallest) & (np.abs(difference.high) <= smallest)
    rises = difference.mean > 0
    good = np.where(rises, sign, -sign)
    words = np.where(good > 0, BETTER, np.where(good < 0, WORSE, np.where(rises, MORE, FEWER)))
    words = words.astype(object)
    told = np.where(matters, words, words + TOO_LITTLE)
    said = np.where(sure, told, np.where(ruled_out, SAME, NOT_CLEAR))
    said = np.where(difference.number < LEAST, NOT_CLEAR, said)
    return np.where(difference.same, IDENTICAL, said).astype(object)


def differs(verdict: str) -> bool:
    """Return whether a verdict leaves any difference, however small: told, or not clear."""
    return verdict not in (SAME, IDENTICAL)


def matters(verdict: str) -> bool:
    """Return whether a verdict leaves a difference that may matter: told, or not clear."""
    return differs(verdict) and not verdict.endswith(TOO_LITTLE)


def replications_needed(
    difference: Differences, smallest: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return about how many replications would tell the smallest difference that matters.

    The number at which the half-width of a 95 % interval equals that difference.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        needed = np.ceil((1.96 * difference.spread / smallest) ** 2)
    return np.maximum(needed, LEAST)
