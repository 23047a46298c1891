"""Recalibration: the method tried on data it made itself, and its spread set by its errors.

Figures are simulated at draws of the posterior and each is estimated anew; where the errors are
wider than the posterior says, or lean to one side, the posterior is stretched and shifted
(Rodrigues, Prangle and Sisson 2018, in its normal form).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

MOST_STRETCH = 3.0


@dataclass(frozen=True)
class Recalibration:
    """By how much a posterior was stretched and shifted, for each unknown."""

    stretch: FloatArray
    shift: FloatArray
    """In standard deviations of the posterior."""


def recalibrated(
    draws: FloatArray, truths: FloatArray, estimates: FloatArray
) -> tuple[FloatArray, Recalibration]:
    """Return draws stretched and shifted by the errors of estimates at known truths."""
    error = estimates - truths
    lean = np.median(error, axis=0)
    middling = 1.4826 * np.median(np.abs(error - lean), axis=0) + 1e-6
    realised = np.sqrt((np.clip(error - lean, -4 * middling, 4 * middling) ** 2).mean(axis=0))
    spread = np.maximum(draws.std(axis=0), 1e-6)
    doubt = 1.2533 * realised / np.sqrt(len(error))  # standard error of a median
    lean = np.where(np.abs(lean) > doubt, lean, 0.0)
    stretch = np.clip(realised / spread, 1.0, MOST_STRETCH)
    centre = draws.mean(axis=0)
    moved = centre - lean + (draws - centre) * stretch
    return reflected(moved), Recalibration(stretch, -lean / spread)


def reflected(points: FloatArray) -> FloatArray:
    """Return points that left the cube folded back at its faces."""
    return np.asarray(np.abs(1 - np.abs(1 - np.abs(points))).clip(0, 1))
