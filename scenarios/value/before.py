"""What an option costs a year once it is in full force, from the settings alone, before any run.

Priced as the engine prices it: pay with on-costs and other spending for each WTE, premium of
agency staff, responders by the hour on shift, minutes bought, recruiting once. What only shows in
a run (activity paid by contact, posts not yet filled) is left out, and said to be.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.demand.days import Days, days_of
from sim.settings import Scenario
from sim.settings.calendar import Shift
from sim.settings.lengths import DAYS_PER_YEAR
from sim.settings.team import ExtraMinutes, Staff

DAYS_PER_WEEK, MINUTES_PER_HOUR = 7, 60


@dataclass(frozen=True)
class KnownCost:
    """What can be priced before a run, in GBP; negative where it saves."""

    recurrent: float
    """A year, with every post filled that has no end."""
    once: float
    """Over the whole run: recruiting, posts that end, and minutes bought for a while."""

    @property
    def nothing(self) -> bool:
        """Whether nothing that changes has a price here."""
        return abs(self.recurrent) < 1 and abs(self.once) < 1


def known_cost(baseline: Scenario, option: Scenario) -> KnownCost:
    """Return what an option costs more than the baseline, as far as its settings tell."""
    before, after = _cost(baseline), _cost(option)
    return KnownCost(after.recurrent - before.recurrent, after.once - before.once)


def _cost(scenario: Scenario) -> KnownCost:
    recurrent = once = 0.0
    for role in _roles(scenario):
        year = scenario.costs.salary_gbp.get(role.band, 0.0) * scenario.costs.oncost_multiplier
        other = scenario.costs.non_pay_gbp_per_wte
        recurrent += role.wte * (1 - role.vacancy_share) * (year + other)
        for post in role.posts.values():
            cost = post.wte * (year * (1 + post.agency_premium) + other)
            once += post.recruiting_gbp
            if post.until is None:
                recurrent += cost
            else:
                once += cost * ((post.until - post.funded_from).days + 1) / DAYS_PER_YEAR
    bought = sum(_price(one) for team in scenario.teams.values()
                 for one in team.extra_minutes.values())  # fmt: skip
    days = days_of(scenario.calendar)
    recurrent += sum(_hours_a_year(shift, days) * team.responder_cost_gbp_per_hour
                     for team in scenario.teams.values() for shift in team.shifts)  # fmt: skip
    return KnownCost(recurrent, once + bought)


def _hours_a_year(shift: Shift, days: Days) -> float:
    """Return responder hours on duty in a year, at the share of the days of the run."""
    on_duty = np.isin(days.weekday + 1, shift.weekdays) & (days.working | shift.every_day)
    share = float(on_duty[: days.last].mean())
    return DAYS_PER_YEAR * share * (shift.closes - shift.opens) * shift.servers


def _roles(scenario: Scenario) -> Iterator[Staff]:
    for point in scenario.access_points.values():
        yield from point.roles.values()
    for team in scenario.teams.values():
        yield from team.roles.values()


def _price(bought: ExtraMinutes) -> float:
    weeks = ((bought.end - bought.start).days + 1) / DAYS_PER_WEEK
    return weeks * bought.minutes_per_week / MINUTES_PER_HOUR * bought.cost_gbp_per_hour
