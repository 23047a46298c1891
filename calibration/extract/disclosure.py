"""Disclosure control of tables made from real children: small counts hidden, all rounded to 5."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

HIDDEN_BELOW = 5
ROUNDED_TO = 5
FEWEST_FOR_A_WAIT = 8
"""A median or percentile of fewer children is not shown."""


def rounded(counts: NDArray[Any]) -> NDArray[np.float64]:
    """Return counts to the nearest 5; NaN (suppressed) below 5."""
    whole = np.floor(np.asarray(counts, float) / ROUNDED_TO + 0.5) * ROUNDED_TO
    return np.where(np.asarray(counts) < HIDDEN_BELOW, np.nan, whole)


def without_single_gaps(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Round rows of counts that add up to a shown total.

    One hidden cell alone could be worked out from the rest, so the next smallest goes too.
    """
    shown = rounded(counts)
    hidden = np.isnan(shown)
    alone = hidden.sum(axis=1) == 1
    smallest = np.argmin(np.where(hidden, np.inf, counts), axis=1)
    shown[alone, smallest[alone]] = np.nan
    return shown
