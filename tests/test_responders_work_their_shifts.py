"""Responders start while they are on duty, finish what they have begun, and go by the minute.

Calls are those of the cohort; the rest is worked out here by the recursion of a single server
with opening hours: begin = the first moment on duty after both the call and the last end.
"""

import datetime as dt

import numpy as np
import pytest
from tiny import MONDAY, events, run, scenario, seen, stays

HOUR = 1 / 24


def service(shifts: list, minutes: float = 90.0, calls: int = 60) -> dict:
    """So many crisis calls in January to one team of responders."""
    values = scenario()
    values["stages"]["duty"] = {"service": "continuous", "service_minutes": minutes,
                                "outcomes": {"done": {"exit": "helped"}}}  # fmt: skip
    values["teams"]["duty"] = {"serves": [{"areas": ["here"]}], "works_at": ["duty"],
                               "shifts": shifts}  # fmt: skip
    values["pathways"]["camhs"] |= {"stages": ["see", "duty"],
                                    "entry": {"routine": "see", "crisis": "duty"}}  # fmt: skip
    values["demand"]["calls"] |= {"mode": "observed", "priority_shares": {"crisis": 1.0},
                                  "observed_counts": {"here": {"2026-01": calls}}}  # fmt: skip
    return values


def worked_out(calls, on_duty, length: float) -> list:
    """Begin of each call in turn: one server who starts only while on duty."""
    begins, free = [], 0.0
    for call in calls:
        begin = on_duty(max(call, free))
        begins.append(begin)
        free = begin + length
    return begins


def office(now: float) -> float:
    """The first moment from now on in 9 to 17 on weekdays."""
    day = int(now)
    while True:
        if day % 7 < 5 and now < day + 17 / 24:
            return max(now, day + 9 / 24)
        day += 1


def day_and_evening(now: float) -> float:
    """The first moment from now on in 9 to 17, and 17 to 21 on Mondays and Tuesdays."""
    day = int(now)
    while True:
        if now < day + (21 if day % 7 < 2 else 17) / 24:
            return max(now, day + 9 / 24)
        day += 1


WEEKDAYS = [{"servers": 1.0, "opens": 9.0, "closes": 17.0, "every_day": False}]
EVENINGS = [{"servers": 1.0, "opens": 9.0, "closes": 17.0},
            {"servers": 1.0, "opens": 17.0, "closes": 21.0, "weekdays": (1, 2)}]  # fmt: skip


@pytest.mark.parametrize(("shifts", "on_duty"), [(WEEKDAYS, office), (EVENINGS, day_and_evening)],
                         ids=["weekdays", "evenings"])  # fmt: skip
def test_each_call_begins_when_the_recursion_says(shifts, on_duty):
    history = run(service(shifts))
    found = seen(history, "duty")
    calls = np.sort(history.register["ref"])
    assert found["join"] == pytest.approx(calls[: len(found)])
    assert len(found) == 60
    assert found["end"] == pytest.approx(worked_out(calls, on_duty, 1.5 * HOUR), abs=1e-6)


def test_who_goes_off_shift_finishes_what_is_under_way():
    """Visits last 90 minutes whatever the hour at which they began, also past 17 o'clock."""
    visits = stays(run(service(WEEKDAYS)), "care", "done", "duty")
    assert visits["end"] - visits["start"] == pytest.approx(1.5 * HOUR)
    assert np.any(visits["end"] % 1 > 17 / 24)


def test_a_second_responder_from_noon_takes_the_next_call_at_noon():
    """One from 9 to 17, another from 12 to 17; visits outlast the day, so that calls of the
    night before are met at 9 and at 12 and nobody else that day."""
    shifts = [{"servers": 1.0, "opens": 9.0, "closes": 17.0},
              {"servers": 1.0, "opens": 12.0, "closes": 17.0}]  # fmt: skip
    values = service(shifts, minutes=600.0, calls=200)
    found = seen(run(values), "duty")
    hours = {}
    for moment in found["end"]:
        hours.setdefault(int(moment), []).append(round(float(moment) % 1 * 24, 6))
    whole = [hours[day] for day in range(5, 20)]
    assert all(day == [9.0, 12.0] for day in whole)


def test_more_minutes_borrowed_than_a_clinic_day_has_leave_the_days_after_it_too():
    """A clinic of two slots a day lends its nurse: one visit of 180 minutes on a Monday takes
    the two slots of the next clinic day and one of the day after."""
    values = service([{"servers": 9.0, "opens": 0.0, "closes": 24.0}], 180.0, calls=1)
    values["stages"]["duty"]["borrows_from"] = "team.nurse"
    values["teams"]["team"]["roles"]["nurse"]["minutes_by_weekday"] = [120.0] * 5
    values["calendar"]["start_date"] = MONDAY + dt.timedelta(21)
    history = run(values, trace=True)
    ended = events(history, "stage done")[0]
    offered = history.staff.minutes[0][:56].copy()
    owed = 180.0
    for day in range(56):
        if offered[day] > 0 and day + 9 / 24 >= ended and owed > 0:
            taken = min(owed, offered[day])
            offered[day] -= taken
            owed -= taken
    assert owed == 0
    assert history.state.offered[0].sum() == pytest.approx(offered.sum())
    assert history.state.offered[0].sum() == pytest.approx(120.0 * 40 - 180.0)
