"""Recalibration: the method tried on figures it made itself, and its spread set by its errors.

Figures are simulated at draws of the posterior and each truth is estimated anew. Where the
errors are larger than the estimates say of themselves, the posterior is as many times too narrow,
and is stretched. It is not moved: an estimate lies between the figures and the prior, as it
should, so that its errors lean towards the middle of the prior around truths away from it, and a
shift by them would undo what the prior knows (docs/calibrating.md).
"""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

MOST_STRETCH = 3.0
NORMAL = 1.4826
"""A standard deviation as a multiple of the median absolute value, where errors are normal."""


def stretch_of(errors: FloatArray) -> FloatArray:
    """Return by how much the spread of each unknown is to be multiplied, at least 1.

    ``errors`` are those of estimates, shape (truths, unknowns), in the standard deviations that
    the estimates have by themselves; one beyond four usual ones counts as four.
    """
    usual = NORMAL * np.median(np.abs(errors), axis=0) + 1e-6
    size = np.sqrt((np.clip(errors, -4 * usual, 4 * usual) ** 2).mean(axis=0))
    return np.asarray(np.clip(size, 1.0, MOST_STRETCH))


def stretched(draws: FloatArray, stretch: FloatArray) -> FloatArray:
    """Return draws in the cube, spread further about their middle."""
    centre = draws.mean(axis=0)
    return reflected(centre + (draws - centre) * stretch)


def reflected(points: FloatArray) -> FloatArray:
    """Return points that left the cube folded back at its faces."""
    return np.asarray(np.abs(1 - np.abs(1 - np.abs(points))).clip(0, 1))
