"""One trial of a seek: some values of the levers, and in how many futures the target was met."""

from dataclasses import dataclass

import numpy as np

Z = 1.645
"""Sides of a 90 % interval: the answer is told when the interval leaves the assurance out."""


@dataclass(frozen=True)
class Trial:
    """What was tried, and what came of it."""

    values: tuple[float, ...]
    """A value for each lever, in their order."""
    reached: tuple[float, ...]
    """The worst share over periods and needs, by replication."""
    met: int
    """Replications in which the target was met."""
    extra_cost_per_year: float
    """GBP a year more than the baseline, averaged over the run and the first replications."""

    @property
    def replications(self) -> int:
        """How many futures were run."""
        return len(self.reached)

    @property
    def assurance(self) -> float:
        """The share of futures that met the target."""
        return self.met / max(self.replications, 1)

    @property
    def interval(self) -> tuple[float, float]:
        """The 90 % interval of the assurance (Wilson)."""
        n, share = self.replications, self.assurance
        middle = (share + Z**2 / (2 * n)) / (1 + Z**2 / n)
        half = Z / (1 + Z**2 / n) * np.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
        return float(middle - half), float(middle + half)

    @property
    def typical(self) -> float:
        """The median of what was reached, to tell which of two failures is nearer."""
        return float(np.median(self.reached))

    def told(self, sure: float) -> bool:
        """Return whether the interval leaves the wanted assurance out on one side."""
        low, high = self.interval
        return low >= sure or high < sure

    def meets(self, sure: float) -> bool:
        """Return whether the target is met with the wanted assurance."""
        return self.assurance >= sure - 1e-9
