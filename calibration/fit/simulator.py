"""What a fit asks to be simulated: the engine, or anything that turns values into figures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from calibration.fit.figure import Observed
from calibration.fit.prior import Prior
from calibration.fit.space import values_of
from sim.settings import BadInput, Problem

FloatArray = NDArray[np.float64]

MOST_MISSING = 0.05
"""Share of runs in which a figure may have nobody to count."""


class Simulator(Protocol):
    """Turns values of the unknowns into figures."""

    def __call__(self, values: FloatArray, first: int) -> FloatArray:
        """Return figures, shape (runs, figures), for values, shape (runs, unknowns).

        Run ``first + k`` takes row k and has luck of its own, fixed by its number. NaN where a
        run has nobody to count.
        """
        ...


Stage = Callable[[str], None]


@dataclass
class Bench:
    """Where a fit gets its runs: numbers each one, and leaves out figures nobody is counted in."""

    priors: Sequence[Prior]
    observed: Observed
    simulate: Simulator
    tell: Stage = lambda words: None
    """Told what is being done."""
    done: int = 0
    """Runs so far; the number of the next one."""
    kept: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    """Positions of the figures used; set by the first runs."""
    dropped: list[str] = field(default_factory=list)

    def run(self, points: FloatArray, what: str) -> FloatArray:
        """Return simulated figures on their scales at points of the cube."""
        self.tell(what)
        figures = self.simulate(values_of(self.priors, points), self.done)
        self.done += len(points)
        if not self.kept.size:
            figures = self._choose(figures)
        else:
            figures = figures[:, self.kept]
        return _filled(self.observed.scaled(figures))

    def _choose(self, figures: FloatArray) -> FloatArray:
        """Keep the figures that nearly every run gives.

        Raises:
        BadInput
            When none is left.
        """
        missing = np.isnan(figures).mean(axis=0)
        self.kept = np.flatnonzero(missing <= MOST_MISSING)
        names = [figure.name for figure in self.observed.figures]
        self.dropped = [names[k] for k in np.flatnonzero(missing > MOST_MISSING).tolist()]
        if not self.kept.size:
            text = "the scenario gives none of the figures: nobody is counted in them"
            remedy = "Check areas, needs, clocks and dates of the figures."
            raise BadInput([Problem("fit", "figures", text, remedy)])
        kept = [self.observed.figures[k] for k in self.kept.tolist()]
        self.observed = replace(self.observed, figures=kept)
        return figures[:, self.kept]


def _filled(figures: FloatArray) -> FloatArray:
    """Return figures with the few that are missing at the average of the others."""
    middle = np.nan_to_num(np.nanmean(figures, axis=0))
    return np.where(np.isnan(figures), middle, figures)
