"""What happened is replayed: capacity by month in minutes or contacts, and checks of the list.

(Referrals that happened are in `test_demand_is_as_stated.py`.) Day 0 is Monday 5 January 2026:
January holds 20 weekdays of the run, February 20.
"""

import datetime as dt

import numpy as np
import pytest
from tiny import MONDAY, days, days_seen, listed, run, scenario, stage, stays, team, waits

from sim.settings import BadInput, from_values

JANUARY, FEBRUARY = list(range(27)), list(range(27, 55))


def weekdays(numbers: list) -> list:
    """Those of some days that are weekdays; day 0 is a Monday."""
    return [day for day in numbers if day % 7 < 5]


def two_stages(**role) -> dict:
    """Half of two slots a day for each of two stages, nothing flows."""
    plan = {"see": 0.5, "assess": 0.5}
    values = scenario(teams__team=team(plan, [120.0] * 5, role={"flex": False} | role))
    values["stages"]["assess"] = stage(30.0)
    values["pathways"]["camhs"] |= {
        "stages": ["see", "assess"], "entry": {"urgent": "assess", "routine": "see"},
    }  # fmt: skip
    return listed(values, a=waits(90), b=waits(160, stage="assess", priority="urgent"))


def test_minutes_of_a_month_are_spread_over_its_clinic_days():
    """1200 minutes over 20 days are one contact of 60 a day instead of two; then two again."""
    role = {"observed_minutes": {"2026-01": 1200.0}}
    values = scenario(teams__team=team({"see": 1.0}, [120.0] * 5, role=role))
    expected = weekdays(JANUARY) + sorted(weekdays(FEBRUARY) * 2)
    assert days_seen(run(listed(values, a=waits(90))))[:60] == expected


def test_contacts_of_a_month_are_held_at_their_stages_whatever_the_job_plan():
    """20 contacts at `see` and 40 at `assess` in January: one and two a day. In February the
    job plan holds again: 60 minutes each, one contact of 60 at `see`, two of 30 at `assess`."""
    role = {"observed_contacts": {"see": {"2026-01": 40.0}, "assess": {"2026-01": 20.0}}}
    history = run(two_stages(**role))
    assert days_seen(history, "see")[:40] == sorted(weekdays(JANUARY) * 2)
    assert days_seen(history, "assess")[:20] == weekdays(JANUARY)
    assert days_seen(history, "see")[40:60] == weekdays(FEBRUARY)
    assert days_seen(history, "assess")[20:60] == sorted(weekdays(FEBRUARY) * 2)


def test_a_stage_without_contacts_in_a_month_has_none():
    history = run(two_stages(observed_contacts={"see": {"2026-01": 20.0}}))
    assert days_seen(history, "see")[:20] == weekdays(JANUARY)
    assert days_seen(history, "assess")[0] == FEBRUARY[0] + 1 == 28


def test_screenings_of_a_month_are_replayed_too():
    """20 screenings in January at 15 minutes: one a day."""
    point = {
        "serves": [{"areas": ["here"]}],
        "roles": {"clerk": {"wte": 1.0, "observed_contacts": {"door": {"2026-01": 20.0}}}},
    }
    values = scenario(access_points={"door": point})
    history = run(listed(values, a=waits(60, stage="door")))
    assert days_seen(history, "door")[:20] == weekdays(JANUARY)


@pytest.mark.parametrize(("role", "told"), [
    ({"observed_contacts": {"other": {"2026-01": 1.0}}}, "other"),
    ({"observed_contacts": {"see": {"2026-01": 1.0}}, "observed_minutes": {"2026-01": 1.0}},
     "same month"),
])  # fmt: skip
def test_contacts_that_cannot_be_are_refused(role, told):
    values = scenario(teams__team=team({"see": 1.0}, [60.0] * 5, role=role))
    values["stages"]["other"] = stage(60.0)
    values["pathways"]["camhs"]["stages"] = ["see", "other"]
    values["stages"]["see"]["outcomes"] = {"on": {"to": "other"}}
    values["teams"]["second"] = team({"other": 1.0}, [60.0] * 5)
    with pytest.raises(BadInput, match=told):
        from_values(values)


def checked(**check) -> dict:
    """A list of fifty that nobody serves, checked in January or so."""
    shut = [{"start": MONDAY, "end": MONDAY.replace(year=2045)}]
    values = listed(
        scenario(teams__team__closures=shut),
        old=waits(25) | {"waited": [{"from_weeks": 60.0, "to_weeks": 70.0, "share": 1.0}]},
        new=waits(25, weeks=2),
    )
    rule = {"date": MONDAY + dt.timedelta(10), "removed_share": 1.0} | check
    values["waiting"] = {"camhs": {"validations": {"check": rule}}}
    return values


def removed(values: dict, **more) -> list:
    """Days on which children were taken off the list."""
    return stays(run(values, **more), "wait", "left_without_help")["end"].tolist()


def test_a_dated_check_removes_those_old_enough_on_its_day():
    assert removed(checked()) == [10.0] * 50
    assert removed(checked(waited_from_weeks=52.0)) == [10.0] * 25


def test_a_check_whose_day_is_not_known_falls_on_any_day_of_its_span():
    """Days 10 to 19: each replication draws one, the same for everyone and in every option."""
    values = checked(latest_date=MONDAY + dt.timedelta(19))
    found = [removed(values, replication=r) for r in range(40)]
    assert all(len(set(moments)) == 1 and len(moments) == 50 for moments in found)
    drawn = days([moments[0] for moments in found])
    assert min(drawn) == 10 and max(drawn) == 19 and len(set(drawn)) >= 8
    option = values | {"teams": {"team": team({"see": 1.0}, [0.001] * 5)}}
    assert removed(option, replication=3) == found[3]


def test_the_latest_date_of_a_check_is_not_before_its_date():
    with pytest.raises(BadInput, match="latest_date"):
        from_values(checked(latest_date=MONDAY))


def test_shares_by_age_are_one_check_for_each_age():
    """All of those referred a year ago or more, none of the others."""
    values = checked(waited_from_weeks=52.0)
    values["waiting"]["camhs"]["validations"]["young"] = {
        "date": MONDAY + dt.timedelta(20), "removed_share": 0.4,
    }  # fmt: skip
    ends = np.array(removed(values))
    assert (ends == 10.0).sum() == 25 and 3 <= (ends == 20.0).sum() <= 17
