"""Durations and numbers of contacts as tables that the kernels look up.

A table holds durations at equal steps of chance. The last point is placed so that the mean
of the outermost step is exact, and so the table's mean is the stated mean to about one part
in a hundred thousand.
"""

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sim.settings.distribution import Contacts, Duration

STEPS = 2048
MOST_CONTACTS = 60


@lru_cache(maxsize=512)
def quantile_table(duration: Duration | str) -> NDArray[np.float64]:
    """Return durations at chances 0, 1/STEPS, … 1; shape (STEPS + 1,)."""
    if isinstance(duration, str):
        return _tabled(Duration(shape="exponential", mean=1.0))
    return _tabled(duration)


def _tabled(duration: Duration) -> NDArray[np.float64]:
    chances = np.arange(STEPS + 1) / STEPS
    if duration.shape == "fixed":
        return np.full(STEPS + 1, duration.average)
    if duration.shape == "uniform":
        low, high = duration.low or 0.0, duration.high or 0.0
        return np.asarray(low + chances * (high - low))
    table = quantiles(duration, chances[:-1])
    inner = (table[:-1] + table[1:]).sum() / 2 / STEPS
    outermost = (duration.average - inner) * STEPS
    last = max(2 * outermost - table[-1], table[-1])
    return np.append(table, last)


def quantiles(duration: Duration, chances: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Return the durations at some chances, or at one, from the distribution itself."""
    mean, sd = duration.average, duration.sd or 0.0
    if duration.shape == "fixed":
        return np.full(np.shape(chances), mean)
    if duration.shape == "uniform":
        low, high = duration.low or 0.0, duration.high or 0.0
        return np.asarray(low + chances * (high - low))
    if duration.shape == "exponential":
        return np.asarray(-mean * np.log1p(-chances))
    if duration.shape == "gamma":
        from scipy.special import gammaincinv

        shape = (mean / sd) ** 2
        return np.asarray(gammaincinv(shape, chances) * mean / shape)
    from scipy.special import ndtri

    spread = math.sqrt(math.log1p((sd / mean) ** 2))
    return np.asarray(np.exp(math.log(mean) - spread**2 / 2 + spread * ndtri(chances)))


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


def draw(duration: Duration, uniform: float) -> float:
    """Return one duration at a chance, from the distribution itself, for continuous stages."""
    return duration.average if duration.shape == "fixed" else float(quantiles(duration, uniform))
