"""Referrals come in the numbers, at the times and with the attributes that settings state.

Counts over many replications are held against their expectation within four standard
errors; what should be exact is held exactly.
"""

import datetime as dt

import numpy as np
import pytest
from scipy import stats
from tiny import change, scenario

from sim.demand.days import days_of
from sim.demand.rates import daily_rates, growth_of
from sim.demand.referrals import draw_cohort
from sim.settings import from_values
from sim.streams import Streams

LIMIT = 4.0
YEAR = 365


def cohorts(count: int, horizon: int = 2 * YEAR, calendar: dict | None = None, **demand) -> list:
    """Cohorts of a stream of 500 referrals a year from Thursday 1 January 2026."""
    scenario_values = values(horizon, calendar, **demand)
    s = from_values(scenario_values)
    return [draw_cohort(s, days_of(s.calendar), Streams(5, k)) for k in range(count)]


def values(horizon: int = 2 * YEAR, calendar: dict | None = None, **demand) -> dict:
    start = {"start_date": dt.date(2026, 1, 1), "horizon_days": horizon, "country": "none"}
    base = {"need": "camhs", "referrals_per_year": {"here": 500.0}}
    return change(scenario(), {"calendar": start | (calendar or {}), "demand.calls": base | demand})


def times(found: list):
    return np.concatenate([cohort.time for cohort in found])


def z_of(count: float, expected: float) -> float:
    return (count - expected) / np.sqrt(expected)


def test_the_yearly_number_is_poisson_about_its_mean():
    numbers = np.array([len(cohort) for cohort in cohorts(60, YEAR)])
    expected = 500 * YEAR / 365.25
    assert abs(z_of(numbers.sum(), 60 * expected)) < LIMIT
    dispersion = ((numbers - expected) ** 2).sum() / expected
    assert 1e-4 < stats.chi2(60).cdf(dispersion) < 1 - 1e-4


def test_gaps_are_exponential_and_times_of_day_even():
    time = cohorts(1, 3 * YEAR)[0].time
    assert np.all(np.diff(time) >= 0), "referrals are not in order of time"
    assert stats.kstest(np.diff(time), "expon", args=(0, np.diff(time).mean())).pvalue > 1e-4
    assert stats.kstest(time % 1, "uniform").pvalue > 1e-4


def test_months_follow_their_profile():
    factors = tuple(float(k) for k in (2, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1))
    time = times(cohorts(20, month_factors=factors))
    months = np.array([(dt.date(2026, 1, 1) + dt.timedelta(int(t))).month for t in time])
    days = np.bincount(
        [(dt.date(2026, 1, 1) + dt.timedelta(k)).month for k in range(2 * YEAR)], minlength=13
    )
    for month in range(1, 13):
        expected = 20 * days[month] * factors[month - 1] * 500 / 365.25
        found = (months == month).sum()
        assert found == 0 if expected == 0 else abs(z_of(found, expected)) < LIMIT


def test_weekdays_follow_their_profile_and_the_total_stands():
    factors = (2.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.5)
    time = times(cohorts(20, 728, weekday_factors=factors))
    weekday = (np.floor(time).astype(int) + 3) % 7  # 1 January 2026 is a Thursday
    for day in range(7):
        expected = 20 * 728 * 500 / 365.25 * factors[day] / sum(factors)
        assert abs(z_of((weekday == day).sum(), expected)) < LIMIT


def test_hours_follow_their_profile_and_nobody_changes_the_day():
    factors = (0.0,) * 9 + (3.0, 2.0, 1.0) + (0.0,) * 4 + (1.0,) + (0.0,) * 7
    drawn = cohorts(20, hour_factors=factors)
    assert all(np.all(np.diff(one.time) >= 0) for one in drawn)
    even, time = times(cohorts(20)), times(drawn)
    assert np.floor(time).tolist() == np.floor(even).tolist()
    hours = time % 1 * 24
    for hour in range(24):
        expected = len(time) * factors[hour] / sum(factors)
        found = (np.floor(hours) == hour).sum()
        assert found == 0 if expected == 0 else abs(z_of(found, expected)) < LIMIT
    assert stats.kstest(hours % 1, "uniform").pvalue > 1e-4


def test_no_referral_comes_on_a_day_off_when_there_are_none():
    found = cohorts(10, calendar={"country": "England"}, working_days_only=True)
    s = from_values(values(calendar={"country": "England"}))
    working = days_of(s.calendar).working
    assert working[np.floor(times(found)).astype(int)].all()
    assert abs(z_of(len(times(found)), 10 * 2 * YEAR * 500 / 365.25)) < LIMIT


def test_growth_compounds():
    time = times(cohorts(20, growth_per_year=0.5))
    expected = 500 / 365.25 * np.sum(1.5 ** ((np.arange(2 * YEAR) + 0.5) / 365.25))
    first = 500 / 365.25 * np.sum(1.5 ** ((np.arange(YEAR) + 0.5) / 365.25))
    assert abs(z_of(len(time), 20 * expected)) < LIMIT
    assert abs(z_of((time < YEAR).sum(), 20 * first)) < LIMIT


def test_growth_with_a_range_is_triangular_over_replications():
    s = from_values(values(growth_per_year=0.02, growth_low=-0.04, growth_high=0.12))
    drawn = [growth_of(s.demand["calls"], "calls", Streams(1, k)) for k in range(2000)]
    law = stats.triang(0.06 / 0.16, loc=-0.04, scale=0.16)
    assert stats.kstest(drawn, law.cdf).pvalue > 1e-4


def test_growth_is_one_draw_for_the_whole_replication():
    s = from_values(values(growth_per_year=0.0, growth_low=-0.5, growth_high=0.5))
    days, streams = days_of(s.calendar), Streams(1, 0)
    rate = daily_rates(s.demand["calls"], "calls", days, streams)["here"]
    growth = growth_of(s.demand["calls"], "calls", streams)
    assert rate[365] / rate[0] == pytest.approx((1 + growth) ** (365 / 365.25))


def test_over_dispersion_is_the_variance_of_a_weekly_multiplier():
    """Weekly counts: variance = mean + v mean squared."""
    weekly = np.concatenate(
        [np.bincount((c.time // 7).astype(int), minlength=104)[:104]
         for c in cohorts(20, 728, over_dispersion=0.2)]
    )  # fmt: skip
    mean = 500 * 7 / 365.25
    variance = mean + 0.2 * mean**2
    assert weekly.mean() == pytest.approx(mean, abs=4 * np.sqrt(variance / len(weekly)))
    assert weekly.var() == pytest.approx(variance, rel=0.15)


def test_observed_counts_are_exact_every_time():
    counts = {"here": {"2026-01": 31, "2026-03": 7, "2026-04": 0}}
    for cohort in cohorts(5, mode="observed", observed_counts=counts):
        dates = [dt.date(2026, 1, 1) + dt.timedelta(int(t)) for t in cohort.time]
        assert [sum(d.month == m for d in dates) for m in (1, 2, 3, 4)] == [31, 0, 7, 0]


def test_observed_times_vary_and_keep_to_working_days():
    counts = {"here": {"2026-01": 300}}
    one, other = cohorts(2, mode="observed", observed_counts=counts, working_days_only=True)
    assert not np.array_equal(one.time, other.time)
    assert set((np.floor(one.time).astype(int) + 3) % 7) == {0, 1, 2, 3, 4}
    assert stats.kstest(one.time % 1, "uniform").pvalue > 1e-4


def test_attributes_have_their_shares():
    demand = {
        "priority_shares": {"crisis": 0.1, "urgent": 0.2, "routine": 0.7},
        "source_shares": {"gp": 0.6, "school": 0.4},
        "ages": [{"age_from": 5.0, "age_to": 11.0, "share": 0.3},
                 {"age_from": 11.0, "age_to": 18.0, "share": 0.7}],
    }  # fmt: skip
    cohort = cohorts(1, 10 * YEAR, **demand)[0]
    n = len(cohort)
    for found, share in (
        (cohort.priority == 0, 0.1), (cohort.priority == 1, 0.2), (cohort.priority == 2, 0.7),
        (cohort.source == 0, 0.6), (cohort.source == 1, 0.4), (cohort.age < 11, 0.3),
    ):  # fmt: skip
        assert abs(found.mean() - share) < LIMIT * np.sqrt(share * (1 - share) / n)
    young = cohort.age[cohort.age < 11]
    assert stats.kstest(young, "uniform", args=(5, 6)).pvalue > 1e-4


def test_attributes_are_independent_of_each_other():
    cohort = cohorts(1, 10 * YEAR, priority_shares={"urgent": 0.4, "routine": 0.6})[0]
    columns = (cohort.time, cohort.priority, cohort.age, cohort.leaving, cohort.support,
               cohort.words[:, 0], cohort.words[:, 1], cohort.escalation[:, 0])  # fmt: skip
    z = np.corrcoef(np.array(columns, float)) * np.sqrt(len(cohort))
    assert np.abs(z[np.triu_indices(len(columns), 1)]).max() < LIMIT


def test_thresholds_are_unit_exponential():
    cohort = cohorts(1, 10 * YEAR)[0]
    for threshold in (cohort.leaving, cohort.escalation[:, 0], cohort.escalation[:, 1]):
        assert stats.kstest(threshold, "expon").pvalue > 1e-4


def test_groups_come_in_their_shares_times_their_rates():
    groups = {"deprivation": {
        "most": {"share": 0.2, "referral_rate": 2.0, "acceptance": 0.8, "missed": 1.5,
                 "leaving": 1.2},
        "rest": {"share": 0.8},
    }}  # fmt: skip
    cohort = cohorts(1, 10 * YEAR, groups=groups)[0]
    most = cohort.groups[:, 0] == 0
    expected = 0.4 / 1.2
    assert most.mean() == pytest.approx(expected, abs=LIMIT * np.sqrt(0.22 / len(cohort)))
    for column, value in ((cohort.accepted_by, 0.8), (cohort.missed_by, 1.5),
                          (cohort.leaving_by, 1.2)):  # fmt: skip
        assert np.array_equal(column, np.where(most, value, 1.0))


def test_groups_change_nobody_s_luck_or_date():
    groups = {"sex": {"f": {"share": 0.5}, "m": {"share": 0.5}}}
    plain, grouped = cohorts(1)[0], cohorts(1, groups=groups)[0]
    assert np.array_equal(plain.time, grouped.time)
    assert np.array_equal(plain.words, grouped.words)


def two_needs(order: str, share: float) -> dict:
    """Values in which some who are referred for one need hold another."""
    whole = values(10 * YEAR, second_need="asd", second_need_share=share, second_need_order=order)
    whole["stages"]["look"] = whole["stages"]["see"]
    whole["pathways"]["asd"] = {"need": "asd", "stages": ["look"], "entry": {"routine": "look"}}
    whole["teams"]["team"]["roles"]["nurse"]["job_plan"] = {"see": 0.5, "look": 0.5}
    return whole


def test_second_needs_are_a_second_episode_of_the_same_child():
    s = from_values(two_needs("after", 0.3))
    cohort = draw_cohort(s, days_of(s.calendar), Streams(5, 0))
    second = np.flatnonzero(cohort.held)
    first = cohort.partner[second]
    number = len(cohort) - len(second)
    assert len(second) / number == pytest.approx(0.3, abs=LIMIT * np.sqrt(0.21 / number))
    assert np.array_equal(cohort.partner[first], second)
    for name in ("time", "area", "age", "child"):
        assert np.array_equal(getattr(cohort, name)[first], getattr(cohort, name)[second])
    assert np.all(cohort.need[second] == 1)
    assert np.all(cohort.need[first] == 0)
    assert not np.any(cohort.words[first] == cohort.words[second]), "the episodes share luck"


def test_a_stream_more_changes_no_other_stream():
    one = values()
    more = change(one, {"demand.more": {"need": "camhs", "referrals_per_year": {"here": 900.0}}})
    few, many = (
        draw_cohort(s, days_of(s.calendar), Streams(5, 0)) for s in map(from_values, (one, more))
    )
    kept = many.stream == list(more["demand"]).index("calls")
    assert np.array_equal(few.time, many.time[kept])
    assert np.array_equal(few.words, many.words[kept])


def test_a_longer_horizon_is_another_draw_of_the_same_rate():
    """Times are drawn over the whole span, so other children come, at the same rate."""
    short, long = times(cohorts(20, YEAR)), times(cohorts(20, 3 * YEAR))
    expected = 20 * YEAR * 500 / 365.25
    assert abs(z_of(len(short), expected)) < LIMIT
    assert abs(z_of((long < YEAR).sum(), expected)) < LIMIT
