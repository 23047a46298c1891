"""The rate of referral: level, growth, months and weekdays, and its over-dispersion.

A Poisson regression by iterated least squares, with errors widened by the dispersion found.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.estimates.estimate import Z
from sim.settings.lengths import DAYS_PER_YEAR

Numbers = NDArray[np.float64]
FEWEST_DAYS_FOR_MONTHS = 725
"""Under two years, month and growth cannot be told apart: months are then left out."""


@dataclass(frozen=True)
class RateModel:
    """What a series of counts says about the rate of referral."""

    per_year: tuple[float, float, float]
    """Referrals a year at the end of the series, months and weekdays averaged out."""
    growth: tuple[float, float, float]
    months: Numbers
    """Twelve factors with mean 1 (rows) with low and high; ones where not estimated."""
    weekdays: Numbers
    """Seven, likewise."""
    dispersion: float
    """Variance of a multiplier with mean 1 on each block of days."""
    n: int


def as_interval(row: Numbers) -> tuple[float, float, float]:
    """Return a row of factors as value, low and high."""
    return float(row[0]), float(row[1]), float(row[2])


def fitted(
    counts: Numbers, middle: Numbers, length: Numbers, month: NDArray[np.int64],
    weekday: NDArray[np.int64] | None, block: NDArray[np.int64],
) -> RateModel:  # fmt: skip
    """Fit counts of periods, each with its middle day, length in days, month and weekday.

    ``block`` numbers the stretches (weeks, or months) over which over-dispersion is shared.
    """
    end = float(np.max(middle + length / 2))
    span = end - float(np.min(middle - length / 2))
    use = np.ones(7, bool) if weekday is None else np.bincount(weekday, counts, 7) > 0
    keep = np.ones(len(counts), bool) if weekday is None else use[weekday]
    months = _contrasts(month, 12) if span >= FEWEST_DAYS_FOR_MONTHS else np.zeros((len(month), 0))
    days = np.zeros((len(counts), 0)) if weekday is None else _weekdays(weekday, use)
    years = (middle - end) / DAYS_PER_YEAR
    design = np.column_stack([np.ones(len(counts)), years, months, days])[keep]
    y, offset, block = counts[keep], np.log(length[keep] / DAYS_PER_YEAR), block[keep]
    beta, covariance = _poisson(design, y, offset)
    mean = np.exp(design @ beta + offset)
    dispersion, widening = _dispersion(y, mean, block)
    covariance = covariance * widening
    at = 2 + months.shape[1]
    profile = np.exp(design[:, 2:] @ beta[2:]).mean() * np.mean(keep)  # the average day's
    level, low, high = _exp(beta[0], covariance[0, 0])
    growth, least, most = _exp(beta[1], covariance[1, 1])
    return RateModel(
        per_year=(level * profile, low * profile, high * profile),
        growth=(growth - 1, least - 1, most - 1),
        months=_factors(beta[2:at], covariance[2:at, 2:at], 12),
        weekdays=_spread(beta[at:], covariance[at:, at:], use, weekday is not None),
        dispersion=dispersion,
        n=int(counts.sum()),
    )


def _contrasts(group: NDArray[np.int64], size: int) -> Numbers:
    """Return columns whose effects add up to 0 over the groups."""
    basis = np.vstack([np.eye(size - 1), -np.ones(size - 1)])
    return basis[group]


def _weekdays(weekday: NDArray[np.int64], use: NDArray[np.bool_]) -> Numbers:
    place = np.cumsum(use) - 1
    size = int(use.sum())
    rows = np.where(use[weekday], place[weekday], 0)
    return _contrasts(rows, size) if size > 1 else np.zeros((len(weekday), 0))


def _poisson(design: Numbers, y: Numbers, offset: Numbers) -> tuple[Numbers, Numbers]:
    beta = np.zeros(design.shape[1])
    beta[0] = np.log(max(y.sum(), 0.5) / np.exp(offset).sum())
    for _ in range(50):
        mean = np.exp(np.clip(design @ beta + offset, -30, 30))
        information = design.T @ (design * mean[:, None]) + 1e-9 * np.eye(len(beta))
        step = np.linalg.solve(information, design.T @ (y - mean))
        beta = beta + np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-9:
            break
    return np.asarray(beta, float), np.asarray(np.linalg.inv(information), float)


def _dispersion(y: Numbers, mean: Numbers, block: NDArray[np.int64]) -> tuple[float, float]:
    """Return the variance of the blocks' multiplier, and by how much it widens variances."""
    _, place = np.unique(block, return_inverse=True)
    total, expected = np.bincount(place, y), np.bincount(place, mean)
    excess = ((total - expected) ** 2 - expected).sum() / (expected**2).sum()
    pearson = ((total - expected) ** 2 / np.maximum(expected, 1e-9)).sum() / max(len(total) - 2, 1)
    return max(0.0, float(excess)), max(1.0, float(pearson))


def _exp(value: float, variance: float) -> tuple[float, float, float]:
    half = Z * float(np.sqrt(variance))
    return float(np.exp(value)), float(np.exp(value - half)), float(np.exp(value + half))


def _factors(effects: Numbers, covariance: Numbers, size: int) -> Numbers:
    if not len(effects):
        return np.ones((size, 3))
    basis = np.vstack([np.eye(size - 1), -np.ones(size - 1)])
    log = basis @ effects
    half = Z * np.sqrt(np.einsum("ij,jk,ik->i", basis, covariance, basis))
    return (
        np.column_stack([np.exp(log), np.exp(log - half), np.exp(log + half)]) / np.exp(log).mean()
    )


def _spread(effects: Numbers, covariance: Numbers, use: NDArray[np.bool_], known: bool) -> Numbers:
    """Return seven weekday factors; days on which nobody was referred have factor 0."""
    if not known:
        return np.ones((7, 3))
    factors = np.zeros((7, 3))
    size = int(use.sum())
    factors[use] = _factors(effects, covariance, size) * 7 / size
    return factors
