"""Slot minutes a week that each role can be expected to offer: no luck, only averages.

Leave and bank holidays are averaged over the year that begins on the date; posts, extra
minutes and observed minutes are those of the date itself.
"""

import datetime as dt
import math
from calendar import monthrange

import numpy as np
from numpy.typing import NDArray

from sim.demand.days import Days, days_of
from sim.pathway.capacity import WORKING_DAYS_PER_WEEK, Pool, pools_of
from sim.settings.lengths import DAYS_PER_MONTH, DAYS_PER_YEAR
from sim.settings.scenario import Scenario
from sim.settings.team import Post, Staff

FloatArray = NDArray[np.float64]

YEAR_DAYS = 365


def expected_minutes(scenario: Scenario, on: dt.date) -> dict[str, float]:
    """Return minutes a week by role (owner.role), each an average of its year from ``on``.

    In the plain case this is WTE in post x contracted hours x 60 x clinical share x
    (1 - sickness) x weeks worked / 52.18.
    """
    year = _year_from(scenario, on)
    pools = pools_of(scenario)
    staff = _in_post(pools, on)
    return {pool.name: _minutes(pool, staff[pool.name], year, on) for pool in pools}


def expected_extra(scenario: Scenario, on: dt.date) -> dict[tuple[str, str], float]:
    """Return temporary minutes a week bought on a date, by (owner.role, stage)."""
    year = _year_from(scenario, on)
    extra: dict[tuple[str, str], float] = {}
    for name, team in scenario.teams.items():
        worked = np.ones(YEAR_DAYS) if team.hours.every_day else year.working[:YEAR_DAYS]
        days_a_week = 7 * float(np.mean(worked))
        for bought in team.extra_minutes.values():
            role = team.roles[bought.role].shared_from or f"{name}.{bought.role}"
            if bought.start <= on <= bought.end:
                per_day = bought.minutes_per_week / WORKING_DAYS_PER_WEEK
                key = (role, bought.stage)
                extra[key] = extra.get(key, 0.0) + per_day * days_a_week
    return extra


def _year_from(scenario: Scenario, on: dt.date) -> Days:
    changes = {"start_date": on, "horizon_days": YEAR_DAYS, "warm_up_days": 0}
    return days_of(scenario.calendar.model_copy(update=changes))


class _Staff:
    """Whole-time equivalents at work, and hours a week lost to supervising newcomers."""

    def __init__(self) -> None:
        self.wte = 0.0
        self.supervision_hours = 0.0


def _in_post(pools: list[Pool], on: dt.date) -> dict[str, _Staff]:
    staff = {pool.name: _Staff() for pool in pools}
    for pool in pools:
        here = staff[pool.name]
        here.wte += pool.settings.wte * (1 - pool.settings.vacancy_share)
        for post in pool.settings.posts.values():
            settled, inducted = expected_presence(post, on)
            here.wte += post.wte * (settled + post.induction_output * inducted)
            hours = post.supervision_hours_per_week * len(post.people)
            here.supervision_hours += hours * inducted
            if post.drawn_from:
                staff[post.drawn_from].wte -= post.wte * (settled + inducted)
    return staff


def expected_presence(post: Post, on: dt.date) -> tuple[float, float]:
    """Return the chances that a person of a post is at work on a date: settled, in induction.

    They are found after a time even between its least and most months; they may
    leave, and another is then found, which is followed day by day.
    """
    days = (on - post.funded_from).days
    if days < 0 or (post.until is not None and on > post.until):
        return 0.0, 0.0
    filled = np.diff(_filled_by(post, days), prepend=0.0)
    if filled[0] == 1 and post.turnover_per_year == 0 and post.induction_weeks == 0:
        return post.fill_chance, 0.0
    stays = _still_there(post, days)
    leaves = -np.diff(stays, append=stays[-1])
    again = np.convolve(filled, leaves)[: days + 1]
    starts = filled.copy()
    for day in range(1, days + 1):
        starts[day] += float(starts[:day] @ again[day - 1 :: -1][:day])
    present = starts[::-1] * stays
    inducted = np.arange(days + 1) < post.induction_weeks * 7
    settled, learning = present[~inducted].sum(), present[inducted].sum()
    return post.fill_chance * float(settled), post.fill_chance * float(learning)


def _filled_by(post: Post, days: int) -> FloatArray:
    """Return the chance that a vacancy is filled within 0, 1, … days."""
    low, high = post.months_to_fill_low * DAYS_PER_MONTH, post.months_to_fill_high * DAYS_PER_MONTH
    day = np.arange(days + 1)
    if high == low:
        return (day >= low).astype(float)
    return np.clip((day - low) / (high - low), 0.0, 1.0)


def _still_there(post: Post, days: int) -> FloatArray:
    """Return the chance that a holder is still there after 0, 1, … days."""
    day = np.arange(days + 1)
    if post.turnover_per_year <= 0 or post.wte < 0:
        return np.ones(days + 1)
    if post.turnover_per_year >= 1:
        return np.clip(1 - day / DAYS_PER_YEAR, 0.0, 1.0)
    return np.asarray(np.exp(math.log1p(-post.turnover_per_year) * day / DAYS_PER_YEAR))


def _minutes(pool: Pool, staff: _Staff, year: Days, on: dt.date) -> float:
    role = pool.settings
    seen_in_month = pool.observed_minutes.get(on.strftime("%Y-%m"))
    if seen_in_month is not None:
        return seen_in_month / monthrange(on.year, on.month)[1] * 7
    worked = _open_days(pool, year)
    if role.minutes_by_weekday:
        by_weekday = np.zeros(7)
        by_weekday[: len(role.minutes_by_weekday)] = role.minutes_by_weekday
        return float(np.mean(by_weekday[year.weekday[:YEAR_DAYS]] * worked)) * 7
    hours = max(0.0, max(0.0, staff.wte) * role.contracted_hours_per_week - staff.supervision_hours)
    per_day = hours * 60 / WORKING_DAYS_PER_WEEK * role.clinical_share * (1 - role.sickness_share)
    return per_day * float(np.mean(_at_work(role, year) * worked)) * 7


def _open_days(pool: Pool, year: Days) -> NDArray[np.bool_]:
    worked = np.ones(YEAR_DAYS, bool) if pool.works_every_day else year.working[:YEAR_DAYS].copy()
    for span in pool.closures:
        worked[max(0, year.day(span.start)) : max(0, year.day(span.end) + 1)] = False
    return worked


def _at_work(role: Staff, year: Days) -> FloatArray:
    """Return the share of staff not on leave, by day of the year."""
    days_a_year = float(np.mean(year.working[:YEAR_DAYS])) * DAYS_PER_YEAR
    away = max(0.0, 1 - role.weeks_worked_per_year * WORKING_DAYS_PER_WEEK / days_a_year)
    factors = np.array(role.leave_factors) / np.mean(role.leave_factors)
    return np.asarray(np.clip(1 - away * factors[year.month[:YEAR_DAYS]], 0.0, 1.0))
