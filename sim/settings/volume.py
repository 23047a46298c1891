"""How many children a scenario makes, before any is drawn."""

import math
from typing import TYPE_CHECKING

from sim.settings.lengths import DAYS_PER_YEAR

if TYPE_CHECKING:
    from sim.settings.demand import Demand
    from sim.settings.scenario import Scenario


def episodes_expected(scenario: "Scenario") -> float:
    """Return about how many episodes one replication holds, at the most growth stated.

    An episode is a referral and one of its needs; the opening list, the warm-up and those who
    come back are counted.
    """
    calendar = scenario.calendar
    first, last = -calendar.warm_up_days, calendar.horizon_days
    streams = sum(_referrals(demand, first, last) for demand in scenario.demand.values())
    return streams + sum(band.count for band in scenario.opening.bands.values())


def _referrals(demand: "Demand", first: int, last: int) -> float:
    per_child = (1 + demand.second_need_share) * (1 + demand.re_referral.share)
    if demand.mode == "observed":
        return per_child * sum(sum(counts.values()) for counts in demand.observed_counts.values())
    growth = max(demand.growth_per_year, demand.growth_high or demand.growth_per_year)
    rate = math.log1p(growth)
    from_year, to_year = first / DAYS_PER_YEAR, last / DAYS_PER_YEAR
    years = (
        (math.exp(rate * to_year) - math.exp(rate * from_year)) / rate
        if rate
        else to_year - from_year
    )
    return per_child * years * sum(demand.referrals_per_year.values())
