"""Simple forecasts to be beaten: what anyone can work out without a simulation.

Each returns the list by month, shape (months,); those of the age profile the list by band.
"""

import numpy as np
from numpy.typing import NDArray

from calibration.backtest.origins import Origin
from calibration.forecast.ageing import aged
from calibration.forecast.outlook import YEAR, level

Numbers = NDArray[np.float64]


def persistence(origin: Origin) -> Numbers:
    """Return the list as it is."""
    return np.full(len(origin.then), origin.now.waiting)


def drift(origin: Origin) -> Numbers:
    """Return last year's change carried on."""
    waiting = origin.now.known["waiting"]
    step = (waiting[-1] - waiting[-1 - YEAR]) / YEAR
    return np.asarray(np.maximum(waiting[-1] + step * np.arange(1, len(origin.then) + 1), 0.0))


def stock_flow(origin: Origin) -> Numbers:
    """Return the list if last year's referrals, contacts and rate of leaving go on."""
    months = len(origin.then)
    known = origin.now.known
    at = len(known) - 1
    return _followed(origin, np.full(months, level(known["accepted"], at)),
                     np.full(months, level(known["seen"], at)))  # fmt: skip


def bookkeeping(origin: Origin) -> Numbers:
    """Return the list with the referrals and contacts that happened, and last year's leavers."""
    return _followed(origin, origin.then["accepted"], origin.then["seen"])


def last_year_rate(origin: Origin) -> float:
    """Return last year's leavers a month over the list."""
    known = origin.now.known
    waiting = known["waiting"]
    middle = (waiting[-YEAR:] + waiting[-YEAR - 1 : -1]) / 2
    return float(known.left[-YEAR:].sum() / middle.sum())


def _followed(origin: Origin, accepted: Numbers, seen: Numbers) -> Numbers:
    rate, waiting, path = last_year_rate(origin), origin.now.waiting, []
    for arrived, went in zip(accepted, seen, strict=True):
        waiting = max(waiting * (1 - rate) + arrived - went, 0.0)
        path.append(waiting)
    return np.array(path)


def same_profile(origin: Origin) -> Numbers:
    """Return the shares of the list by band as they are, shape (months, bands)."""
    bands = origin.now.known.bands.iloc[-1].to_numpy(float)
    return np.tile(bands / bands.sum(), (len(origin.then), 1))


def aged_profile(origin: Origin) -> Numbers:
    """Return the shares by band of a list that ages by the week, its oldest seen first."""
    return aged(origin.now.known, origin.then, last_year_rate(origin))
