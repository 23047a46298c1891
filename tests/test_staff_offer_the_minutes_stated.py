"""Slot minutes follow from hours, posts, leave, closures and holidays, day by day."""

import datetime as dt

import numpy as np
import pytest
from tiny import MONDAY, change, days_seen, listed, run, scenario, seen, team, waits

from scenarios.value.before import known_cost
from sim.demand.days import days_of
from sim.pathway.capacity import Staffing, pools_of, staffing
from sim.runs.answer import measured
from sim.settings import BadInput, from_values
from sim.streams import Streams

MONTH = 365.25 / 12
CLOSE = 0.001
"""A year of 52.2 weeks is not quite every weekday of the days looked at."""


def staffed(**role) -> dict:
    """One whole-time clinician at 37.5 hours who is never away: 450 minutes a weekday."""
    person = {"wte": 1.0, "weeks_worked_per_year": 52.2, "job_plan": {"see": 1.0}}
    values = scenario(calendar__horizon_days=400)
    values["teams"]["team"]["roles"]["nurse"] = person | role
    return values


def staff_of(values: dict, replication: int = 0) -> Staffing:
    """Minutes and whole-time equivalents by pool and day."""
    scenario = from_values(values)
    return staffing(pools_of(scenario), days_of(scenario.calendar), Streams(1, replication))


def offered(values: dict, replication: int = 0):
    """Minutes by day of the first pool."""
    return staff_of(values, replication).minutes[0]


def post(**settings) -> dict:
    return {"one": {"wte": 1.0, "funded_from": MONDAY + dt.timedelta(28)} | settings}


def test_minutes_are_hours_times_share_in_contact():
    assert offered(staffed())[:7].tolist() == pytest.approx([450.0] * 5 + [0, 0], rel=CLOSE)
    assert offered(staffed(clinical_share=0.6))[0] == pytest.approx(270, rel=CLOSE)
    assert offered(staffed(vacancy_share=0.25))[0] == pytest.approx(337.5, rel=CLOSE)
    assert offered(staffed(contracted_hours_per_week=30.0))[0] == pytest.approx(360, rel=CLOSE)


def test_a_week_is_accounted_for_to_the_whole():
    """Half in contact, three tenths travel, a fifth reports: 225 of 450 minutes. With a tenth
    of the week unaccounted for it is refused."""
    week = {"clinical_share": 0.5, "non_contact": {"travel": 0.3, "reports": 0.2}}
    assert offered(staffed(**week))[:5].tolist() == pytest.approx([225.0] * 5, rel=CLOSE)
    with pytest.raises(BadInput, match="add up to 0.9, not 1"):
        from_values(staffed(clinical_share=0.5, non_contact={"travel": 0.4}))


def test_a_year_of_minutes_is_weeks_worked_times_hours():
    """Bank holidays are among the weeks away, so England and no holidays come to the same."""
    for country in ("none", "England"):
        values = change(staffed(weeks_worked_per_year=42.0), {"calendar.country": country})
        assert offered(values)[:365].sum() == pytest.approx(42 * 37.5 * 60, rel=0.01)


def test_leave_is_taken_when_stated():
    """All leave in August: other months are worked in full."""
    factors = [0.0] * 7 + [1.0] + [0.0] * 4
    values = staffed(weeks_worked_per_year=50.2, leave_factors=factors)
    minutes = offered(values)
    august = slice((dt.date(2026, 8, 3) - MONDAY).days, (dt.date(2026, 8, 7) - MONDAY).days)
    assert minutes[0] == pytest.approx(450, rel=CLOSE)
    assert np.all(minutes[august] < 300)


def test_sickness_takes_its_share_on_average():
    many = [offered(staffed(sickness_share=0.2, wte=4.0), k)[:364].mean() for k in range(40)]
    expected = 0.8 * 4 * 450 * 5 / 7
    error = np.std(many) / np.sqrt(len(many))
    assert abs(np.mean(many) - expected) < 4 * error
    assert error > 0


def test_a_post_adds_minutes_from_the_day_it_is_filled():
    """Funded on day 28, two months to fill, a fortnight's induction at half output."""
    settings = {
        "months_to_fill_low": 2.0, "months_to_fill_high": 2.0,
        "induction_weeks": 2.0, "induction_output": 0.5,
    }  # fmt: skip
    minutes = offered(staffed(posts=post(**settings)))
    start = int(np.ceil(28 + 2 * MONTH))
    weekday = np.arange(len(minutes)) % 7 < 5
    for low, high, expected in ((0, start, 450), (start, start + 14, 675), (start + 15, 300, 900)):
        days = slice(low, high)
        assert minutes[days][weekday[days]] == pytest.approx(expected, rel=CLOSE)


def test_supervision_costs_colleagues_their_hours_during_induction_only():
    settings = {"induction_weeks": 2.0, "induction_output": 0.0, "supervision_hours_per_week": 5.0}
    minutes = offered(staffed(posts=post(**settings)))
    assert minutes[[21, 28, 35, 42]].tolist() == pytest.approx([450, 390, 390, 900], rel=CLOSE)


def test_a_leave_takes_minutes_until_its_last_day():
    away = post(wte=-0.5, until=MONDAY + dt.timedelta(60))
    minutes = offered(staffed(posts=away))
    assert minutes[[25, 28, 60, 63]].tolist() == pytest.approx([450, 225, 225, 450], rel=CLOSE)


def test_a_post_that_cannot_be_filled_never_is():
    filled = [offered(staffed(posts=post(fill_chance=0.3)), k)[301] > 460 for k in range(120)]
    assert np.mean(filled) == pytest.approx(0.3, abs=4 * np.sqrt(0.3 * 0.7 / 120))


def test_every_person_of_a_post_is_found_or_not_by_luck_of_their_own():
    """Of 2.5 posts with even chances two whole people and a half one come, or some of them."""
    values = staffed(posts=post(wte=2.5, fill_chance=0.5))
    came = np.array([staff_of(values, k).wte[0, 301] - 1 for k in range(200)])
    assert set(came) == {0.0, 0.5, 1.0, 1.5, 2.0, 2.5}
    assert np.mean(came) == pytest.approx(1.25, abs=4 * np.sqrt(0.25 * 2.25 / 200))


def test_who_comes_to_a_smaller_post_comes_to_a_larger_one_too():
    for k in range(40):
        two, three = (
            staff_of(staffed(posts=post(wte=wte, fill_chance=0.5)), k).wte[0, 301] for wte in (2, 3)
        )
        assert three - two in (0, 1)


def test_each_newcomer_takes_hours_of_colleagues():
    settings = {"wte": 2.0, "induction_weeks": 2.0, "induction_output": 0.0}
    minutes = offered(staffed(posts=post(**settings, supervision_hours_per_week=5.0)))
    assert minutes[[21, 28, 42]].tolist() == pytest.approx([450, 330, 1350], rel=CLOSE)


def test_recruiting_is_paid_for_each_person_once():
    values = staffed(posts=post(wte=1.5, one_off_cost_gbp=1000.0))
    spend = measured(run(values)).to_pandas().query("measure == 'spend' and team == 'team'")
    assert spend["value"].tolist().count(2000.0) == 1 and spend["value"].sum() == 2000
    assert known_cost(from_values(staffed()), from_values(values)).once == 2000


def test_months_to_fill_are_even_over_their_range():
    values = staffed(posts=post(months_to_fill_low=1.0, months_to_fill_high=5.0))
    first = [np.argmax(staff_of(values, k).wte[0] > 1.5) for k in range(100)]
    months = (np.array(first) - 28) / MONTH
    assert 1 <= months.min() < 1.4 and 4.6 < months.max() < 5.1
    assert np.mean(months) == pytest.approx(3, abs=4 * 4 / np.sqrt(12 * 100))


def test_turnover_empties_a_post_at_the_stated_rate():
    """A half of posts lose their holder within the year; each stands empty for six months."""
    settings = {"turnover_per_year": 0.5, "months_to_fill_low": 6.0, "months_to_fill_high": 6.0}
    settings["funded_from"] = MONDAY - dt.timedelta(183)
    values = change(staffed(posts=post(**settings)), {"calendar.warm_up_days": 0})
    left = []
    for k in range(120):
        wte = staff_of(values, k).wte[0]
        left.append(bool((wte[int(6 * MONTH) - 183 + 1 : 365] < 1.5).any()))
    assert np.mean(left) == pytest.approx(0.5, abs=4 * 0.5 / np.sqrt(120))


def test_a_post_filled_from_another_team_takes_that_team_s_time():
    values = staffed(posts=post(drawn_from="other.nurse"))
    values["stages"]["more"] = values["stages"]["see"]
    values["teams"]["other"] = team({"more": 1.0}, [])
    values["teams"]["other"]["roles"]["nurse"] |= {"wte": 3.0, "weeks_worked_per_year": 52.2}
    values["pathways"]["camhs"] |= {
        "stages": ["see", "more"], "entry": {"urgent": "more", "routine": "see"},
    }  # fmt: skip
    staff = staff_of(values)
    assert staff.wte[:, 20].tolist() == pytest.approx([1, 3])
    assert staff.wte[:, 40].tolist() == pytest.approx([2, 2])
    assert staff.minutes[1, [21, 42]].tolist() == pytest.approx([1350, 900], rel=CLOSE)


def test_observed_minutes_replace_the_arithmetic_in_their_months():
    """March 2026 has 22 weekdays."""
    minutes = offered(staffed(observed_minutes={"2026-03": 4400.0}))
    march = slice((dt.date(2026, 3, 1) - MONDAY).days, (dt.date(2026, 4, 1) - MONDAY).days)
    assert minutes[march].sum() == pytest.approx(4400)
    assert np.unique(minutes[march]).tolist() == pytest.approx([0, 200], rel=CLOSE)
    assert minutes[0] == pytest.approx(450, rel=CLOSE)


def test_nobody_works_on_bank_holidays():
    """From Thursday 2 April 2026: Good Friday and Easter Monday are days 1 and 4."""
    easter = {"calendar.start_date": dt.date(2026, 4, 2), "calendar.country": "England"}
    assert days_seen(run(listed(change(scenario(), easter), a=waits(3)))) == [0, 5, 6]


def test_scotland_keeps_its_own_bank_holidays():
    """2 January is worked in England and not in Scotland."""

    def first(country):
        start = {"calendar.start_date": dt.date(2026, 1, 2), "calendar.country": country}
        return days_seen(run(listed(change(scenario(), start), a=waits(1))))

    assert first("England") == [0]
    assert first("Scotland") == [3]


def test_nothing_is_offered_while_a_team_is_closed():
    closed = [{"start": MONDAY + dt.timedelta(1), "end": MONDAY + dt.timedelta(3)}]
    values = change(scenario(), {"teams.team.closures": closed})
    assert days_seen(run(listed(values, a=waits(3)))) == [0, 4, 7]


def test_clinics_keep_their_opening_hours():
    values = change(scenario(), {"teams.team.hours": {"opens": 13.0, "closes": 19.5}})
    values["teams"]["team"]["roles"]["nurse"]["minutes_by_weekday"] = [120.0] * 5
    hours = np.sort(seen(run(listed(values, a=waits(2))))["end"]) * 24
    assert hours == pytest.approx([13.0, 16.25])


def test_a_team_open_every_day_works_at_the_weekend():
    values = change(scenario(), {"teams.team.hours": {"every_day": True}})
    values["teams"]["team"]["roles"]["nurse"]["minutes_by_weekday"] = [60.0] * 7
    assert days_seen(run(listed(values, a=waits(8)))) == list(range(8))


def test_a_week_of_seven_working_days_is_worked():
    values = change(scenario(), {"calendar.working_weekdays": 7})
    values["teams"]["team"]["roles"]["nurse"]["minutes_by_weekday"] = [60.0] * 7
    assert days_seen(run(listed(values, a=waits(8)))) == list(range(8))
