"""Minutes expected without luck are the average of the minutes drawn with it."""

import datetime as dt

import numpy as np
import pytest

from sim.demand.days import days_of
from sim.measures.arithmetic.offered import expected_extra, expected_minutes
from sim.pathway.capacity import pools_of, staffing
from sim.settings import from_values, load
from sim.streams import Streams

RUNS = 120


def scenario(**role):
    values = {**load("single_clinic").values}
    values["calendar"] = {**values["calendar"], "horizon_days": 1100}
    team = {**values["teams"]["clinic"]}
    clinician = {**team["roles"]["clinician"], "wte": 6.0, **role}
    values["teams"] = {"clinic": {**team, "roles": {"clinician": clinician}}}
    return from_values(values)


def drawn(one, on):
    """The mean of the year around a date over many runs, per week."""
    days = days_of(one.calendar)
    pools = pools_of(one)
    k = [pool.name for pool in pools].index("clinic.clinician")
    first = days.day(on)
    years = [staffing(pools, days, Streams(5, r)).minutes[k, first:][:365] for r in range(RUNS)]
    return np.mean(years) * 7


def expected(one, on):
    return expected_minutes(one, on)["clinic.clinician"]


def test_sickness_vacancy_leave_and_bank_holidays():
    one = scenario(
        sickness_share=0.08, vacancy_share=0.1, weeks_worked_per_year=42.0,
        leave_factors=[0.5, 1.0, 1.0, 1.0, 1.0, 1.0, 1.5, 2.0, 1.0, 0.5, 1.0, 0.5],
    )  # fmt: skip
    start = one.calendar.start_date
    assert expected(one, start) == pytest.approx(drawn(one, start), rel=0.01)


POSTS = {
    "filled or not": {"fill_chance": 0.5},
    "slow to fill": {"months_to_fill_low": 2.0, "months_to_fill_high": 10.0},
    "turnover": {"months_to_fill_low": 1.0, "months_to_fill_high": 5.0, "turnover_per_year": 0.4},
    "induction": {"induction_weeks": 26.0, "induction_output": 0.2, "turnover_per_year": 0.5,
                  "supervision_hours_per_week": 4.0},
    "supervision": {"induction_weeks": 52.0, "induction_output": 1.0, "turnover_per_year": 0.5,
                    "supervision_hours_per_week": 10.0},
    "over": {"until": dt.date(2026, 12, 31)},
}  # fmt: skip


@pytest.mark.parametrize("name", POSTS)
def test_a_post_counts_by_its_chance_of_being_filled_on_the_day(name):
    post = {"wte": 3.0, "funded_from": dt.date(2026, 5, 1), **POSTS[name]}
    one, plain = scenario(posts={"new": post}), scenario()
    days, pools = days_of(one.calendar), pools_of(one)
    k = [pool.name for pool in pools].index("clinic.clinician")
    on = dt.date(2027, 2, 15)
    day = days.day(on)
    runs = [staffing(pools, days, Streams(7, r)).minutes[k, day - 3 : day + 4] for r in range(600)]
    without = staffing(pools, days, Streams(7, 0))
    assert without.minutes.shape[1] == days.size
    base = staffing(pools_of(plain), days, Streams(7, 0)).minutes[k, day - 3 : day + 4]
    ratio = np.mean(runs) / np.mean(base)
    assert expected(one, on) / expected(plain, on) == pytest.approx(ratio, rel=0.02)


def test_minutes_given_outright_lose_only_bank_holidays_and_closures():
    one = scenario(minutes_by_weekday=[300, 0, 200, 0, 100])
    start = one.calendar.start_date
    assert expected(one, start) == pytest.approx(drawn(one, start), rel=1e-6)
    assert 540 < expected(one, start) < 600 * 253 / 261 + 1


def test_observed_minutes_rule_in_their_month():
    one = scenario(observed_minutes={"2026-04": 3000.0})
    assert expected(one, dt.date(2026, 4, 10)) == pytest.approx(3000 / 30 * 7)


def test_a_role_drawn_on_by_another_team_loses_the_person():
    values = {**load("single_clinic").values}
    post = {"wte": 1.0, "funded_from": dt.date(2026, 4, 1), "drawn_from": "clinic.clinician"}
    door = values["access_points"]["front_door"]
    screener = {"wte": 1.0, "clinical_share": 0.5, "posts": {"seconded": post}}
    values["access_points"] = {"front_door": {**door, "roles": {"screener": screener}}}
    one = from_values(values)
    minutes = expected_minutes(one, dt.date(2026, 6, 1))
    assert minutes["front_door.screener"] == pytest.approx(
        2 * 37.5 * 60 * 0.5 * 45 / 52.18, rel=1e-2
    )
    assert minutes["clinic.clinician"] == pytest.approx(
        0.2 * 37.5 * 60 * 0.55 * 45 / 52.18, rel=1e-2
    )


def test_extra_minutes_count_only_between_their_dates():
    values = {**load("single_clinic").values}
    extra = {"stage": "choice", "role": "clinician", "minutes_per_week": 500.0,
             "start": dt.date(2026, 6, 1), "end": dt.date(2026, 8, 31)}  # fmt: skip
    values["teams"] = {"clinic": {**values["teams"]["clinic"], "extra_minutes": {"list": extra}}}
    one = from_values(values)
    assert expected_extra(one, dt.date(2026, 4, 1)) == {}
    found = expected_extra(one, dt.date(2026, 7, 1))[("clinic.clinician", "choice")]
    assert found == pytest.approx(500, rel=0.04)
