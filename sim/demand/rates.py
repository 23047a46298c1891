"""How many referrals a day each stream expects: growth, month and weekday profiles, dispersion."""

import math

import numpy as np
from numpy.typing import NDArray

from sim.demand.days import Days
from sim.settings.demand import Demand
from sim.settings.lengths import DAYS_PER_YEAR
from sim.streams import Streams


def daily_rates(
    demand: Demand, name: str, days: Days, streams: Streams
) -> dict[str, NDArray[np.float64]]:
    """Return expected referrals a day for each area, one number for each day of the tables.

    Growth is drawn once a replication when it has a range; the weekly multiplier of
    over-dispersion once a week and area.
    """
    shape = _growth(demand, name, days, streams) * _profile(demand, days)
    return {
        area: shape * (volume / DAYS_PER_YEAR) * _dispersion(demand, name, area, days, streams)
        for area, volume in demand.referrals_per_year.items()
    }


def growth_of(demand: Demand, name: str, streams: Streams) -> float:
    """Return this replication's growth a year; triangular when a range is given."""
    low, high = demand.growth_low, demand.growth_high
    if low is None or high is None or low == high:
        return demand.growth_per_year
    u = streams.throughout.uniform("growth", name)
    mode, width = demand.growth_per_year, high - low
    if u * width < mode - low:
        return low + math.sqrt(u * width * (mode - low))
    return high - math.sqrt((1 - u) * width * (high - mode))


def _growth(demand: Demand, name: str, days: Days, streams: Streams) -> NDArray[np.float64]:
    years = (np.arange(days.size) + days.first + 0.5) / DAYS_PER_YEAR
    return np.asarray((1 + growth_of(demand, name, streams)) ** years)


def _profile(demand: Demand, days: Days) -> NDArray[np.float64]:
    months = np.array(demand.month_factors) / np.mean(demand.month_factors)
    weekdays = np.array(demand.weekday_factors, float)[days.weekday]
    if demand.working_days_only:
        weekdays = weekdays * days.working
    whole_weeks = weekdays[: len(weekdays) // 7 * 7]
    return np.asarray(months[days.month] * weekdays / whole_weeks.mean())


def at_its_hour(demand: Demand, times: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return times, even over their days, moved to when in a day referrals come.

    The day and the order within it stay.
    """
    factors = np.array(demand.hour_factors, float)
    if (factors == factors[0]).all():
        return times
    reached = np.cumsum(factors) / factors.sum()
    day = np.floor(times)
    last = int(np.flatnonzero(factors)[-1])
    hour = np.minimum(np.searchsorted(reached, times - day, side="right"), last)
    share = factors[hour] / factors.sum()
    within = (times - day - (reached[hour] - share)) / share
    return np.asarray(day + (hour + np.clip(within, 0, 1 - 1e-9)) / len(factors))


def _dispersion(
    demand: Demand, name: str, area: str, days: Days, streams: Streams
) -> NDArray[np.float64] | float:
    """Return a weekly gamma multiplier with mean 1 and the stated variance."""
    variance = demand.over_dispersion
    if variance == 0:
        return 1.0
    from scipy.special import gammaincinv

    weeks = days.size // 7 + 1
    uniforms = streams.uniforms(weeks, "over-dispersion", name, area)
    multipliers = gammaincinv(1 / variance, uniforms) * variance
    return np.asarray(np.repeat(multipliers, 7)[: days.size])
