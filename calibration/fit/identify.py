"""What the data can and cannot tell of each unknown, before a fit and after it.

The measure is how wide a posterior is beside its prior, where the prior is even: 1 means that
nothing was learned. Before a fit it comes from the information matrix of runs over the prior,
with the noise of its slopes taken out: left in, that noise alone makes two settings that no data
can tell apart look known.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.fit.case import Case, Fit
from calibration.fit.figure import Observed
from calibration.fit.infer import prior_points
from calibration.fit.likelihood import EVEN_PRECISION, sound
from calibration.fit.simulator import Bench, Simulator, Stage
from calibration.fit.surface import fit_surface, terms, whole

FloatArray = NDArray[np.float64]

KNOWN, PARTLY = 0.35, 0.75
"""Up to these shares of the prior's width an unknown is identified, or partly."""
TOGETHER = 0.7
"""From this correlation on, two unknowns are told to readers as one."""
LOOK_LEAST = 128


@dataclass(frozen=True)
class Learned:
    """What is known of each unknown, and which of them cannot be told apart."""

    names: list[str]
    labels: list[str]
    width: FloatArray
    """Posterior beside prior: standard deviations where the prior is even."""
    correlation: pd.DataFrame
    figures: int
    runs: int

    @property
    def verdicts(self) -> list[str]:
        """identified, partly or not identified, for each."""
        return [verdict(width) for width in self.width]

    @property
    def pairs(self) -> list[tuple[str, str, float]]:
        """Unknowns that go together, the strongest first."""
        matrix, labels = self.correlation.to_numpy(), self.labels
        found = [
            (labels[a], labels[b], float(matrix[a, b]))
            for a in range(len(labels))
            for b in range(a + 1, len(labels))
            if abs(matrix[a, b]) >= TOGETHER
        ]
        return sorted(found, key=lambda pair: -abs(pair[2]))


def verdict(width: float) -> str:
    """Return in words how much narrower than its prior an unknown is known."""
    if width <= KNOWN:
        return "identified"
    return "partly identified" if width <= PARTLY else "not identified"


def learned(fit: Fit) -> Learned:
    """Return what a fit has told of its unknowns."""
    points = fit.inference.points
    spread = np.maximum(points.std(axis=0), 1e-9)
    values = fit.values.rank()
    matrix = values.corr().fillna(0.0)
    return Learned(
        fit.case.space.names, labels_of(fit.case), np.asarray(spread * EVEN_PRECISION**0.5), matrix,
        len(fit.inference.observed), fit.inference.runs,
    )  # fmt: skip


def look(
    case: Case, simulate: Simulator, *, seed: int = 1, runs: int = 0,
    tell: Stage = lambda words: None,
) -> Learned:  # fmt: skip
    """Return what figures like these can be expected to tell, before they are fitted to.

    The runs are the first of the pilot, so that a fit afterwards does not run them again.
    """
    unknowns = len(case.space)
    number = runs or max(LOOK_LEAST, 2 * terms(unknowns))
    bench = Bench(case.space.priors, Observed(case.figures), simulate, tell)
    points = prior_points(number, unknowns, seed)
    surface = fit_surface(points, bench.run(points, "runs over the prior"), whole(unknowns))
    spread = bench.observed.noise + surface.noise
    slope = surface.slope(np.full(unknowns, 0.5))
    weights = np.linalg.inv(sound(spread))
    chance = float(np.trace(weights @ surface.noise))
    doubt = surface.inverse[1 : unknowns + 1, 1 : unknowns + 1] / 0.25
    information = slope.T @ weights @ slope - chance * doubt
    size, directions = np.linalg.eigh((information + information.T) / 2)
    information = (directions * np.maximum(size, 0)) @ directions.T
    left = np.linalg.inv(information + EVEN_PRECISION * np.eye(unknowns))
    deviation = np.sqrt(np.diag(left))
    matrix = pd.DataFrame(left / np.outer(deviation, deviation), case.space.names, case.space.names)
    return Learned(case.space.names, labels_of(case), deviation * EVEN_PRECISION**0.5, matrix,
                   len(bench.observed), number)  # fmt: skip


def labels_of(case: Case) -> list[str]:
    """Return the unknowns' names for readers."""
    return [one.label or name.replace("_", " ") for name, one in case.space.unknowns.items()]
