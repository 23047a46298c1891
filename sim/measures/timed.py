"""A clock as read: when it began and stopped, for every unit it counts."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True)
class Timed:
    """One clock read for every unit it counts."""

    start: FloatArray
    """Start date in days."""
    stop: FloatArray
    """Stop date in days; NaN when it has not stopped."""
    end: FloatArray
    """When the unit left the system; infinite while it is there."""
    paused: FloatArray
    """Days taken off."""
    row: IntArray
    """The episode from which area, need, priority and age are read."""

    def take(self, units: IntArray) -> "Timed":
        """Return some of the units."""
        return Timed(*(getattr(self, f.name)[units] for f in fields(self)))

    def wait(self) -> FloatArray:
        """Return the measured wait in days of those that stopped; NaN otherwise."""
        return np.asarray(self.stop - self.start - self.paused)
