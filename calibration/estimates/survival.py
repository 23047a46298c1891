"""Waits that are cut short by an extract's ends: Kaplan-Meier and Aalen-Johansen.

Who was already waiting on the first day is only there because the wait went on: such a child
counts from the wait reached by then (``entry``), not from 0. Who still waits on the last day
counts until then. Leaving either out is the usual way to get waits wrong.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.estimates.estimate import Z
from calibration.estimates.shares import share

Days = NDArray[np.float64]


@dataclass(frozen=True)
class Curve:
    """A share by time, with its standard error."""

    times: Days
    shares: Days
    errors: Days
    at_risk: NDArray[np.int64]

    def at(self, time: float) -> tuple[float, float, float]:
        """Return the share by a time, with its interval; none so far of many is not never."""
        place = int(np.searchsorted(self.times, time, side="right")) - 1
        if place < 0 or self.shares[place] == 0:
            return share(0.0, float(self.at_risk[max(place, 0)]))
        value, half = float(self.shares[place]), Z * float(self.errors[place])
        return value, max(0.0, value - half), min(1.0, value + half)

    def quantile(self, share: float) -> tuple[float, float, float]:
        """Return the time by which a share is reached, with its interval; infinite if never."""
        reach = (self.shares, self.shares + Z * self.errors, self.shares - Z * self.errors)
        value, low, high = (self._first(curve, share) for curve in reach)
        return value, low, high

    def _first(self, curve: Days, share: float) -> float:
        reached = np.maximum.accumulate(curve) >= share - 1e-12
        return float(self.times[np.argmax(reached)]) if reached.any() else float("inf")


def cumulative_incidence(entry: Days, time: Days, cause: NDArray[np.int64], of: int) -> Curve:
    """Return the share that has ended by a cause (Aalen-Johansen), others competing.

    ``cause`` is 0 for who still waits. With one cause it is 1 less Kaplan-Meier. Errors follow
    the delta-method variance of Aalen-Johansen (Gooley's counts, ties together).
    """
    times = np.unique(time[cause > 0])
    at_risk = np.searchsorted(np.sort(entry), times, side="left") - np.searchsorted(
        np.sort(time), times, side="left"
    )
    ended, own = _counted(times, time[cause > 0]), _counted(times, time[cause == of])
    kept = at_risk > 0
    times, at_risk, ended, own = times[kept], at_risk[kept], ended[kept], own[kept]
    survival = np.cumprod(1 - ended / at_risk)
    before = np.concatenate([[1.0], survival[:-1]])
    shares = np.cumsum(before * own / at_risk)
    return Curve(times, shares, _errors(shares, before, at_risk, ended, own), at_risk)


def waiting_share(entry: Days, time: Days, ended: NDArray[np.bool_]) -> Curve:
    """Return the share whose wait has ended, for any cause: 1 less Kaplan-Meier."""
    return cumulative_incidence(entry, time, ended.astype(np.int64), 1)


def _counted(times: Days, events: Days) -> Days:
    ordered = np.sort(events)
    right = np.searchsorted(ordered, times, side="right")
    return (right - np.searchsorted(ordered, times, side="left")).astype(float)


def _errors(shares: Days, before: Days, at_risk: NDArray[np.int64], ended: Days, own: Days) -> Days:
    """Return standard errors, from running sums so that a million waits take no time.

    Var F(t) = sum (F(t)-F(s))^2 d/(n(n-d)) + sum S(s-)^2 (n-d1) d1/n^3
               - 2 sum (F(t)-F(s)) S(s-) d1/n^2.
    """
    n = at_risk.astype(float)
    a = ended / (n * np.maximum(n - ended, 1.0))
    b = before**2 * (n - own) * own / n**3
    c = before * own / n**2
    f = shares
    first = f**2 * np.cumsum(a) - 2 * f * np.cumsum(f * a) + np.cumsum(f**2 * a)
    third = f * np.cumsum(c) - np.cumsum(f * c)
    return np.sqrt(np.maximum(first + np.cumsum(b) - 2 * third, 0.0))
