"""The pilot: a rough posterior from runs spread over the whole prior, to find the region.

Regression-adjusted approximate Bayesian computation (Beaumont, Zhang and Balding 2002) with
summaries learned by ridge regression (Fearnhead and Prangle 2012). It is wide and safe; its only
use is a box for the sharper method.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.streams import Streams

FloatArray = NDArray[np.float64]
Places = NDArray[np.int64]

KEPT_SHARE, KEPT_LEAST = 0.15, 60
EDGE = 1e-3


def pilot(
    points: FloatArray, figures: FloatArray, observed: FloatArray, streams: Streams
) -> FloatArray:
    """Return rough posterior draws in the cube.

    ``figures`` are simulated figures at the points with the noise of observation added, on
    their scales. Summaries are learned on one half of the runs and used on the other.
    """
    order = streams.generator("pilot halves").permutation(len(points))
    halves = order[: len(order) // 2], order[len(order) // 2 :]
    draws = [
        _adjusted(points, figures, observed, learn, use) for learn, use in (halves, halves[::-1])
    ]
    return np.vstack(draws)


def _adjusted(
    points: FloatArray, figures: FloatArray, observed: FloatArray, learn: Places,
    use: Places,
) -> FloatArray:  # fmt: skip
    """Return the nearest runs of one half, moved to where they would be at what was observed."""
    summary = _ridge(figures[learn], points[learn])
    seen, goal = summary(figures[use]), summary(observed[None])[0]
    unit = np.maximum((seen - points[use]).std(axis=0), EDGE)
    away = (seen - goal) / unit
    distance = np.sqrt((away**2).sum(axis=1))
    kept = min(max(KEPT_LEAST, int(KEPT_SHARE * len(use))), len(use))
    near = np.argsort(distance, kind="stable")[:kept]
    weight = 1 - (distance[near] / (distance[near].max() * 1.001 + 1e-12)) ** 2
    x = np.column_stack([np.ones(kept), away[near]])
    target = _logit(points[use][near])
    cross = x.T * weight
    slope = np.linalg.solve(cross @ x + 0.01 * np.eye(x.shape[1]), cross @ target)
    return _expit(slope[0] + target - x @ slope)


def _ridge(x: FloatArray, y: FloatArray) -> Callable[[FloatArray], FloatArray]:
    """Return a function that predicts by ridge regression, its strength by cross-validation."""
    centre, unit = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-9)
    u, singular, vt = np.linalg.svd((x - centre) / unit, full_matrices=False)
    inside = u.T @ (y - y.mean(axis=0))
    best, slope = np.inf, np.zeros((x.shape[1], y.shape[1]))
    for strength in np.logspace(-2, 4, 13):
        keep = singular**2 / (singular**2 + strength)
        hat = (u**2 * keep).sum(axis=1) + 1 / len(x)
        left = (y - y.mean(axis=0) - (u * keep) @ inside) / np.maximum(1 - hat, 0.05)[:, None]
        error = float((left**2).mean())
        if error < best:
            best = error
            slope = vt.T @ ((singular / (singular**2 + strength))[:, None] * inside)
    middle = y.mean(axis=0)
    return lambda new: middle + ((new - centre) / unit) @ slope


def _logit(points: FloatArray) -> FloatArray:
    inside = np.clip(points, EDGE, 1 - EDGE)
    return np.log(inside / (1 - inside))


def _expit(values: FloatArray) -> FloatArray:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -30, 30))))
