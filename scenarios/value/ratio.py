"""The ratio of two mean differences, such as cost for each wait-week avoided, with an interval.

Fieller's theorem (1954) for paired values: the interval holds every ratio r for which mean cost
less r times mean effect cannot be told from zero. Where the effect itself cannot be told from
zero that set has no end, and there is no meaningful ratio.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Ratio:
    """A ratio of means with its 95 % interval; NaN where it means nothing."""

    value: float
    low: float
    high: float

    @property
    def has_meaning(self) -> bool:
        """Whether the denominator is told from zero."""
        return not np.isnan(self.value)


NO_VALUE = Ratio(np.nan, np.nan, np.nan)


def ratio_of_means(top: FloatArray, bottom: FloatArray, confidence: float = 0.95) -> Ratio:
    """Return mean(top) / mean(bottom) over paired replications, with Fieller's interval."""
    number = len(top)
    if number < 2:
        return NO_VALUE
    a, b = float(np.mean(top)), float(np.mean(bottom))
    point = float(stdtrit(number - 1, (1 + confidence) / 2))
    spread = np.cov(np.stack([top, bottom])) * point**2 / number
    steep = b**2 - spread[1, 1]
    if steep <= 0:
        return NO_VALUE
    middle = a * b - spread[0, 1]
    inside = max(middle**2 - steep * (a**2 - spread[0, 0]), 0.0)
    low, high = ((middle + sign * np.sqrt(inside)) / steep for sign in (-1, 1))
    return Ratio(a / b, float(low), float(high))
