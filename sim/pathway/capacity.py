"""Slot minutes that each role offers on each day: posts, leave, sickness, closures.

Everything dated about staff is worked out here, before the clock starts, as tables of days.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.demand.days import Days
from sim.settings.calendar import Dates
from sim.settings.lengths import DAYS_PER_MONTH, DAYS_PER_YEAR
from sim.settings.scenario import Scenario
from sim.settings.team import Post, Staff
from sim.streams import Streams

FloatArray = NDArray[np.float64]

WORKING_DAYS_PER_WEEK = 5.0


@dataclass(frozen=True)
class Pool:
    """One role's minutes: a team's own role, or an access point's."""

    owner: str
    role: str
    settings: Staff
    plan: dict[str, float]
    """Place to share of its minutes, in the order in which unused time flows."""
    flex: bool
    closures: tuple[Dates, ...]
    works_every_day: bool
    contact_minutes: dict[str, float]
    """Place to minutes of this role in a contact there."""

    @property
    def name(self) -> str:
        """The name readers use: owner.role."""
        return f"{self.owner}.{self.role}"

    @property
    def replayed(self) -> dict[str, dict[str, float]]:
        """Month to place to minutes, where contacts are known."""
        months: dict[str, dict[str, float]] = {}
        for place, counts in self.settings.observed_contacts.items():
            for month, number in counts.items():
                months.setdefault(month, {})[place] = number * self.contact_minutes[place]
        return months

    @property
    def observed_minutes(self) -> dict[str, float]:
        """Month to minutes that happened, stated or worked out from contacts."""
        of_contacts = {month: sum(minutes.values()) for month, minutes in self.replayed.items()}
        return {**self.settings.observed_minutes, **of_contacts}


@dataclass(frozen=True)
class Staffing:
    """Tables for every pool, shape (pools, days)."""

    minutes: FloatArray
    """Slot minutes offered."""
    wte: FloatArray
    """Whole-time equivalents in post."""
    agency_wte: FloatArray
    """Whole-time equivalents times their agency premium, for costs."""


def pools_of(scenario: Scenario) -> list[Pool]:
    """Return every pool, access points first, in the order of the files."""
    pools = [
        Pool(
            name,
            role,
            settings,
            {name: 1.0},
            False,
            point.closures,
            point.hours.every_day,
            {name: point.minutes_per_screening},
        )
        for name, point in scenario.access_points.items()
        for role, settings in point.roles.items()
    ]
    return pools + [
        Pool(name, role, one, one.job_plan, one.flex, team.closures, team.hours.every_day,
             _contact_minutes(scenario, name, role))
        for name, team in scenario.teams.items()
        for role, one in team.roles.items()
        if not one.shared_from
    ]  # fmt: skip


def _contact_minutes(scenario: Scenario, team: str, role: str) -> dict[str, float]:
    """Return minutes of a contact by stage of the job plan; other teams may rename the role."""
    sharing = {
        name
        for other in scenario.teams.values()
        for name, settings in other.roles.items()
        if settings.shared_from == f"{team}.{role}"
    }
    needed = {
        stage: scenario.stages[stage].minutes for stage in scenario.teams[team].roles[role].job_plan
    }
    return {
        stage: next((minutes[name] for name in (role, *sorted(sharing)) if name in minutes), 0.0)
        for stage, minutes in needed.items()
    }


def share_by_day(pool: Pool, days: Days) -> FloatArray:
    """Return each place's part of a pool's minutes, shape (places of the plan, days).

    It is the job plan's but in months whose contacts are known.
    """
    shares = np.repeat(np.array(list(pool.plan.values()))[:, np.newaxis], days.size, axis=1)
    months = _months(days) if pool.replayed else None
    for month, minutes in pool.replayed.items():
        total = sum(minutes.values())
        here = np.array([minutes.get(place, 0.0) for place in pool.plan]) / (total or 1.0)
        shares[:, months == month] = here[:, np.newaxis]
    return shares


def staffing(pools: list[Pool], days: Days, streams: Streams) -> Staffing:
    """Return minutes and whole-time equivalents by pool and day."""
    wte = np.zeros((len(pools), days.size))
    lost = np.zeros((len(pools), days.size))
    agency = np.zeros((len(pools), days.size))
    effective = np.zeros((len(pools), days.size))
    index = {pool.name: k for k, pool in enumerate(pools)}
    for k, pool in enumerate(pools):
        established = pool.settings.wte * (1 - pool.settings.vacancy_share)
        wte[k] += established
        effective[k] += established
    for k, pool in enumerate(pools):
        for post, person, luck in _people(pool, streams):
            here = _in_post(post, person, luck, days)
            wte[k] += here.wte
            effective[k] += here.effective
            agency[k] += here.wte * post.agency_premium
            lost[k] += here.supervision_hours
            if post.drawn_from:
                other = index[post.drawn_from]
                wte[other] -= here.wte
                effective[other] -= here.wte
    wte, effective = np.maximum(wte, 0.0), np.maximum(effective, 0.0)
    minutes = np.array(
        [_minutes(pool, effective[k], lost[k], days, streams) for k, pool in enumerate(pools)]
    ).reshape(len(pools), days.size)
    return Staffing(minutes, wte, agency)


@dataclass(frozen=True)
class _InPost:
    wte: FloatArray
    effective: FloatArray
    supervision_hours: FloatArray


def _people(pool: Pool, streams: Streams) -> Iterator[tuple[Post, float, Iterator[float]]]:
    """Yield the post, the whole-time equivalents and the luck of every person of a role's posts.

    A larger post keeps the luck of the people whom a smaller one has.
    """
    for name, post in pool.settings.posts.items():
        for number, person in enumerate(post.people):
            further = (number + 1,) if number else ()
            luck = streams.throughout.uniforms(200, "post", f"{pool.name}.{name}", *further)
            yield post, person, iter(luck)


def _in_post(post: Post, person: float, luck: Iterator[float], days: Days) -> _InPost:
    """Return whole-time equivalents present because of one person of a post, day by day.

    Where nobody can be found, nobody ever is; a post that falls vacant is advertised again
    and takes another draw of the time to fill.
    """
    wte = np.zeros(days.size)
    effective = np.zeros(days.size)
    supervision = np.zeros(days.size)
    last = days.size if post.until is None else days.day(post.until) + 1 - days.first
    begin = float(days.day(post.funded_from) - days.first)
    if next(luck) >= post.fill_chance:
        begin = float(days.size)
    while begin < min(last, days.size):
        months = post.months_to_fill_low + next(luck) * (
            post.months_to_fill_high - post.months_to_fill_low
        )
        start = begin + months * DAYS_PER_MONTH
        stay = _stay_days(post, next(luck))
        first = max(0, math.ceil(start))
        end = max(first, int(min(last, start + stay, days.size)))
        inducted = min(end, max(first, math.ceil(start + post.induction_weeks * 7)))
        wte[first:end] += person
        effective[first:inducted] += person * post.induction_output
        effective[inducted:end] += person
        supervision[first:inducted] += post.supervision_hours_per_week
        begin = start + stay
    return _InPost(wte, effective, supervision)


def _stay_days(post: Post, uniform: float) -> float:
    """Return how long a post-holder stays; constant hazard with the stated yearly chance."""
    if post.turnover_per_year <= 0 or post.wte < 0:
        return math.inf
    if post.turnover_per_year >= 1:
        return DAYS_PER_YEAR * uniform
    return DAYS_PER_YEAR * math.log1p(-uniform) / math.log1p(-post.turnover_per_year)


def _minutes(
    pool: Pool, effective: FloatArray, supervision_hours: FloatArray, days: Days, streams: Streams
) -> FloatArray:
    role = pool.settings
    worked = np.ones(days.size, bool) if pool.works_every_day else days.working
    if role.minutes_by_weekday:
        by_weekday = np.zeros(7)
        by_weekday[: len(role.minutes_by_weekday)] = role.minutes_by_weekday
        minutes = by_weekday[days.weekday] * worked
    else:
        present = _attendance(role, days, worked) * (1 - _sickness(pool, days, streams))
        hours = effective * role.contracted_hours_per_week - supervision_hours
        per_day = np.maximum(hours, 0.0) * 60 / days_per_week(pool.works_every_day)
        minutes = per_day * role.clinical_share * present * worked
    minutes = _observed(pool, np.asarray(minutes, np.float64), worked, days)
    for span in pool.closures:
        low, high = days.day(span.start) - days.first, days.day(span.end) + 1 - days.first
        minutes[max(0, low) : max(0, high)] = 0.0
    return minutes


def _attendance(role: Staff, days: Days, worked: NDArray[np.bool_]) -> FloatArray:
    """Return the share of staff at work on each working day, leave spread as stated.

    Weeks worked leave out bank holidays, so that over a year minutes add up to weeks worked
    times contracted hours.
    """
    weeks_a_year = worked.mean() * DAYS_PER_YEAR / days_per_week(bool(worked.all()))
    away = max(0.0, 1 - role.weeks_worked_per_year / weeks_a_year)
    factors = np.array(role.leave_factors) / np.mean(role.leave_factors)
    return np.asarray(np.clip(1 - away * factors[days.month], 0.0, 1.0))


def days_per_week(every_day: bool) -> float:
    """Return over how many days a week of work is spread."""
    return 7.0 if every_day else WORKING_DAYS_PER_WEEK


def _sickness(pool: Pool, days: Days, streams: Streams) -> FloatArray | float:
    """Return the share of staff sick each week: a binomial draw over whole people."""
    share = pool.settings.sickness_share
    people = max(1, round(pool.settings.wte))
    if share == 0:
        return 0.0
    weeks = days.size // 7 + 2
    uniforms = streams.uniforms(weeks, "sickness", pool.name)
    chances = [math.comb(people, k) * share**k * (1 - share) ** (people - k) for k in range(people)]
    sick = np.searchsorted(np.cumsum(chances), uniforms, side="right") / people
    week = (np.arange(days.size) + (days.weekday[0])) // 7
    return np.asarray(sick[week])


def _months(days: Days) -> NDArray[np.str_]:
    """Return the month of each day, as settings write it."""
    return np.array([days.date(days.first + k).strftime("%Y-%m") for k in range(days.size)])


def _observed(pool: Pool, minutes: FloatArray, worked: NDArray[np.bool_], days: Days) -> FloatArray:
    """Replace the arithmetic by what happened, in the months for which it is known."""
    observed = pool.observed_minutes
    if not observed:
        return minutes
    months = _months(days)
    minutes = minutes.copy()
    for month, total in observed.items():
        here = (months == month) & worked
        if here.any():
            minutes[months == month] = 0.0
            minutes[here] = total / here.sum()
    return minutes


def extra_by_day(
    minutes_per_week: float, span: Dates, worked: NDArray[np.bool_], days: Days
) -> FloatArray:
    """Return temporary minutes on each clinic day of a span."""
    number = np.arange(days.size) + days.first
    here = (number >= days.day(span.start)) & (number <= days.day(span.end)) & worked
    per_day = minutes_per_week / days_per_week(bool(worked.all()))
    return np.asarray(here * per_day, np.float64)
