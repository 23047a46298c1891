"""A response surface: how simulated figures move with the unknowns, near where the data point.

Averages over hundreds of children are smooth in the settings and close to normal, so a quadratic
in a box and a covariance of what it leaves are enough (evidence in docs/calibrating.md).
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

RIDGE = 1e-3
"""Keeps the equations solvable where runs are few."""


@dataclass(frozen=True)
class Box:
    """A part of the cube of unknowns."""

    low: FloatArray
    high: FloatArray

    def holds(self, points: FloatArray) -> NDArray[np.bool_]:
        """Return which points lie inside."""
        return np.all((points >= self.low) & (points <= self.high), axis=1)

    def spread(self, points: FloatArray) -> FloatArray:
        """Return points of the whole cube moved into the box."""
        return self.low + points * (self.high - self.low)

    def scaled(self, points: FloatArray) -> FloatArray:
        """Return points as seen from the middle, from -1 to 1."""
        return (points - (self.low + self.high) / 2) / ((self.high - self.low) / 2)


def whole(dimensions: int) -> Box:
    """Return the whole cube."""
    return Box(np.zeros(dimensions), np.ones(dimensions))


def around(points: FloatArray, tail: float, margin: float) -> Box:
    """Return a box around points: between two quantiles, and wider by a share on either side."""
    low, high = np.quantile(points, (tail, 1 - tail), axis=0)
    width = margin * (high - low) + 0.01
    return Box(np.clip(low - width, 0, 1), np.clip(high + width, 0, 1))


def terms(number: int) -> int:
    """Return how many terms a quadratic in some unknowns has."""
    return (number + 1) * (number + 2) // 2


@dataclass(frozen=True)
class Surface:
    """Quadratics of every figure, and the noise around them."""

    box: Box
    coefficients: FloatArray
    """Shape (terms, figures)."""
    inverse: FloatArray
    """Inverse of the cross-products of the terms."""
    noise: FloatArray
    """Covariance of what the surface leaves, chance and misfit together."""
    freedom: int
    """Degrees of freedom of the noise."""

    def at(self, points: FloatArray) -> FloatArray:
        """Return figures expected at points, shape (points, figures)."""
        return np.asarray(self._features(points) @ self.coefficients)

    def slope(self, point: FloatArray) -> FloatArray:
        """Return how fast each figure moves with each unknown, shape (figures, unknowns)."""
        return self.slopes(point[None])[0]

    def slopes(self, points: FloatArray) -> FloatArray:
        """Return slopes at many points, shape (points, figures, unknowns)."""
        step = 1e-3 * (self.box.high - self.box.low)
        each = [
            (self.at(points + move) - self.at(points - move)) / (2 * step[k])
            for k, move in enumerate(np.diag(step))
        ]
        return np.stack(each, axis=-1)

    def with_doubt(self, points: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return figures expected, and by what factor the noise is larger at each point.

        It is larger because the surface itself was estimated.
        """
        features = self._features(points)
        doubt = 1 + np.einsum("ij,jk,ik->i", features, self.inverse, features)
        return np.asarray(features @ self.coefficients), doubt

    def _features(self, points: FloatArray) -> FloatArray:
        return features(self.box.scaled(points), self.coefficients.shape[0])


def features(x: FloatArray, number: int) -> FloatArray:
    """Return the terms of a quadratic, or only its constant and straight ones."""
    first, second = _pairs(x.shape[1])
    straight = np.hstack([np.ones((len(x), 1)), x])
    if straight.shape[1] == number:
        return straight
    return np.hstack([straight, x[:, first] * x[:, second]])


@cache
def _pairs(unknowns: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the first and the second unknown of each product."""
    first, second = np.triu_indices(unknowns)
    return first, second


def fit_surface(points: FloatArray, figures: FloatArray, box: Box) -> Surface:
    """Return the surface through simulated figures, shape (runs, figures), at points.

    With fewer runs than one and a half times its terms, a plane is fitted instead.
    """
    runs, unknowns = points.shape
    number = terms(unknowns) if runs >= 1.5 * terms(unknowns) else unknowns + 1
    x = features(box.scaled(points), number)
    inverse = np.linalg.inv(x.T @ x + RIDGE * np.eye(number))
    coefficients = inverse @ x.T @ figures
    left = figures - x @ coefficients
    freedom = max(runs - number, 2)
    return Surface(box, coefficients, np.asarray(inverse, np.float64), shrunk(left, freedom),
                   freedom)  # fmt: skip


def shrunk(left: FloatArray, freedom: int) -> FloatArray:
    """Return the covariance of residuals, drawn towards independence as the data warrant.

    Ledoit and Wolf (2004) on standardised columns: with more figures than runs a plain
    covariance cannot be inverted.
    """
    runs, figures = left.shape
    deviation = np.sqrt((left**2).sum(axis=0) / freedom)
    x = left / np.maximum(deviation, 1e-12)
    sample = x.T @ x / runs
    centre = np.trace(sample) / figures
    apart = ((sample - centre * np.eye(figures)) ** 2).sum() / figures
    squares = (x**2).T @ (x**2) / runs - sample**2
    doubt = min(squares.sum() / runs / figures, apart)
    weight = doubt / apart if apart > 0 else 1.0
    mixed = weight * centre * np.eye(figures) + (1 - weight) * sample
    scale = deviation / np.sqrt(np.maximum(np.diag(mixed), 1e-12))
    return np.asarray(mixed * np.outer(scale, scale))
