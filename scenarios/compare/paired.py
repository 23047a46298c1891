"""Differences between an option and its baseline, replication by replication.

Two kinds of range are kept apart: ``low`` to ``high`` is the precision of the average
difference (a 95 % confidence interval, Student's t), ``p10`` to ``p90`` the range of futures
(over replications and accepted sets). Every function works on many cells at once.
"""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

FloatArray = NDArray[np.float64]
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Differences:
    """Option less baseline for each cell; arrays have one entry a cell."""

    baseline: FloatArray
    """Mean of the baseline."""
    option: FloatArray
    """Mean of the option."""
    mean: FloatArray
    """Mean difference."""
    low: FloatArray
    high: FloatArray
    p10: FloatArray
    p90: FloatArray
    chance_up: FloatArray
    """Share of replications in which the option's value is the higher, ties halved."""
    p_value: FloatArray
    """Two-sided, that there is no difference."""
    spread: FloatArray
    """Standard deviation that the interval rests on, for one replication."""
    number: FloatArray
    """Replications in which both had a value."""
    same: NDArray[np.bool_]
    """Whether both had the very same value, or none, in every replication."""

    def apart(self) -> list["Differences"]:
        """Return the differences of each cell by themselves."""
        columns = [getattr(self, one.name) for one in fields(self)]
        return [
            Differences(*(column[k : k + 1] for column in columns)) for k in range(len(self.mean))
        ]


def paired(baseline: FloatArray, option: FloatArray, confidence: float = CONFIDENCE) -> Differences:
    """Return the differences of arrays of shape (cells, replications), paired by replication."""
    difference = np.atleast_2d(option) - np.atleast_2d(baseline)
    known = ~np.isnan(difference)
    number = known.sum(axis=1).astype(float)
    mean, spread = _mean(difference), _spread(difference)
    error = _ratio(spread, np.sqrt(number))
    half = error * stdtrit(np.maximum(number - 1, 1), (1 + confidence) / 2)
    half = np.where(number > 1, half, np.nan)
    p10, p90 = _range(difference)
    tied = (difference == 0).sum(axis=1)
    up = _ratio((difference > 0).sum(axis=1) + tied / 2, number)
    both = np.where(known, 1.0, np.nan)
    return Differences(
        _mean(baseline * both), _mean(option * both), mean, mean - half, mean + half, p10, p90,
        up, _p_value(mean, error, number - 1), spread, number, _same(difference, baseline, option),
    )  # fmt: skip


def unpaired(
    baseline: FloatArray, option: FloatArray, confidence: float = CONFIDENCE
) -> Differences:
    """Return the differences of two sets of replications that have nothing in common (Welch).

    Every replication of one is set against every one of the other for the range and the chance.
    """
    baseline, option = np.atleast_2d(baseline), np.atleast_2d(option)
    sizes = [(~np.isnan(values)).sum(axis=1).astype(float) for values in (baseline, option)]
    parts = [_ratio(_spread(v) ** 2, n) for v, n in zip((baseline, option), sizes, strict=True)]
    error = np.sqrt(parts[0] + parts[1])
    spent = sum(_ratio(p**2, np.maximum(n - 1, 1)) for p, n in zip(parts, sizes, strict=True))
    freedom = np.maximum(_ratio(error**4, np.asarray(spent)), 1)
    freedom = np.where(np.isnan(freedom), np.maximum(sizes[0] + sizes[1] - 2, 1), freedom)
    mean = _mean(option) - _mean(baseline)
    half = error * stdtrit(freedom, (1 + confidence) / 2)
    number = np.minimum(*sizes)
    half = np.where(number > 1, half, np.nan)
    every = [np.subtract.outer(o, b).ravel() for o, b in zip(option, baseline, strict=True)]
    all_pairs = np.array(every).reshape(len(option), -1)
    p10, p90 = _range(all_pairs)
    up = _ratio(
        (all_pairs > 0).sum(axis=1) + (all_pairs == 0).sum(axis=1) / 2,
        (~np.isnan(all_pairs)).sum(axis=1).astype(float),
    )
    return Differences(
        _mean(baseline), _mean(option), mean, mean - half, mean + half, p10, p90, up,
        _p_value(mean, error, freedom), error * np.sqrt(number), number,
        (all_pairs == 0).all(axis=1) & (number > 0),
    )  # fmt: skip


def _same(difference: FloatArray, baseline: FloatArray, option: FloatArray) -> NDArray[np.bool_]:
    """Return which rows differ nowhere; one without a value on one side alone does."""
    missing = np.isnan(np.atleast_2d(baseline)) & np.isnan(np.atleast_2d(option))
    return np.asarray(((difference == 0) | missing).all(axis=1) & (difference == 0).any(axis=1))


def _mean(values: FloatArray) -> FloatArray:
    values = np.atleast_2d(values)
    return _ratio(np.nansum(values, axis=1), (~np.isnan(values)).sum(axis=1).astype(float))


def _spread(values: FloatArray) -> FloatArray:
    number = (~np.isnan(values)).sum(axis=1)
    squares = np.nansum((values - _mean(values)[:, None]) ** 2, axis=1)
    return np.where(number > 1, np.sqrt(squares / np.maximum(number - 1, 1)), np.nan)


def _range(values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the 10th and 90th percentiles; NaN for a cell without a value."""
    number = (~np.isnan(values)).sum(axis=1)
    in_order = np.sort(values, axis=1)  # what is missing comes last
    if not values.shape[1]:
        return np.full(len(values), np.nan), np.full(len(values), np.nan)
    low, high = (_quantile(in_order, number, share) for share in (0.1, 0.9))
    return low, high


def _quantile(in_order: FloatArray, number: NDArray[np.int64], share: float) -> FloatArray:
    """Return a percentile of rows in order, whose missing values stand at the end."""
    spot = share * np.maximum(number - 1, 0)
    below = np.floor(spot).astype(np.int64)
    rows = np.arange(len(in_order))
    low = in_order[rows, below]
    high = in_order[rows, np.minimum(below + 1, np.maximum(number - 1, 0))]
    return np.asarray(low + (high - low) * (spot - below))


def _p_value(mean: FloatArray, error: FloatArray, freedom: FloatArray) -> FloatArray:
    """Return the chance of a mean this far from zero; 1 where nothing differs at all."""
    sure = np.where(mean == 0, 1.0, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = 2 * stdtr(np.maximum(freedom, 1), -np.abs(mean / error))
    return np.where(error > 0, found, np.where(np.isnan(error), np.nan, sure))


def _ratio(top: FloatArray, bottom: FloatArray) -> FloatArray:
    return np.divide(top, bottom, out=np.full(np.shape(top), np.nan), where=bottom > 0)
