"""Durations and numbers of contacts as tables that the kernels look up.

A table holds durations at equal steps of chance. The last point is placed so that the mean
of the outermost step is exact, and so the table's mean is the stated mean to about one part
in a hundred thousand.
"""

import math
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.settings.distribution import Contacts, Duration

STEPS = 2048
MOST_CONTACTS = 60


Quantile = Callable[..., Any]
"""From a chance to the duration that this share of durations stays under; or from many."""


@lru_cache(maxsize=512)
def quantile_table(duration: Duration | str) -> NDArray[np.float64]:
    """Return durations at chances 0, 1/STEPS, … 1; shape (STEPS + 1,)."""
    if isinstance(duration, str):
        return _tabled(Duration(shape="exponential", mean=1.0))
    return _tabled(duration)


def _tabled(duration: Duration) -> NDArray[np.float64]:
    chances = np.arange(STEPS + 1) / STEPS
    quantile = quantile_of(duration)
    if duration.shape in {"fixed", "uniform"}:
        return np.asarray(quantile(chances))
    table = np.asarray(quantile(chances[:-1]))
    inner = (table[:-1] + table[1:]).sum() / 2 / STEPS
    outermost = (duration.average - inner) * STEPS
    last = max(2 * outermost - table[-1], table[-1])
    return np.append(table, last)


def quantile_of(duration: Duration) -> Quantile:
    """Return what gives a duration for a chance, from the distribution itself.

    Responders ask for one child at a time, so whatever does not depend on the child is worked
    out here, once.
    """
    mean, sd = duration.average, duration.sd or 0.0
    if duration.shape == "fixed":
        return partial(_evenly, mean, mean)
    if duration.shape == "uniform":
        return partial(_evenly, duration.low or 0.0, duration.high or 0.0)
    if duration.shape == "exponential":
        return partial(_exponential, mean)
    if duration.shape == "gamma":
        from scipy.special import gammaincinv

        shape = (mean / sd) ** 2
        return partial(_gamma, gammaincinv, shape, mean)
    from scipy.special import ndtri

    spread = math.sqrt(math.log1p((sd / mean) ** 2))
    return partial(_lognormal, ndtri, math.log(mean) - spread**2 / 2, spread)


def _evenly(low: float, high: float, chances: Any) -> Any:
    return low + chances * (high - low)


def _exponential(mean: float, chances: Any) -> Any:
    return -mean * np.log1p(-chances)


def _gamma(standard: Quantile, shape: float, mean: float, chances: Any) -> Any:
    return standard(shape, chances) * mean / shape


def _lognormal(standard: Quantile, centre: float, spread: float, chances: Any) -> Any:
    return np.exp(centre + spread * standard(chances))


def contacts_table(contacts: Contacts) -> NDArray[np.float64]:
    """Return the chance of at most 1, 2, … contacts; shape (MOST_CONTACTS,)."""
    chances = np.zeros(MOST_CONTACTS + 1)
    if contacts.shape == "shares":
        for number, share in contacts.shares.items():
            chances[int(number)] += share
    elif contacts.shape == "fixed":
        chances[int(contacts.mean or 1)] = 1.0
    else:
        chances += (1 - contacts.single_share) * _negative_binomial(contacts)
        chances[1] += contacts.single_share
    cumulative = np.cumsum(chances)[1:]
    cumulative[-1] = 1.0
    return cumulative


def _negative_binomial(contacts: Contacts) -> NDArray[np.float64]:
    """Return chances of a negative binomial from the minimum up, by its recursion."""
    mean = (contacts.mean or 1.0) - contacts.minimum
    variance = (contacts.sd or 1.0) ** 2
    success = mean / variance
    size = mean * success / (1 - success)
    chances = np.zeros(MOST_CONTACTS + 1)
    chance = success**size
    for k in range(MOST_CONTACTS - contacts.minimum + 1):
        chances[contacts.minimum + k] = chance
        chance *= (size + k) / (k + 1) * (1 - success)
    return chances
