"""A new start waits for a free place on the caseload, for a group, for notice, for a delay."""

import numpy as np
import pytest
from tiny import (
    MONDAY,
    change,
    days,
    days_seen,
    events,
    listed,
    run,
    scenario,
    stage,
    stays,
    team,
    waits,
)


def roomy(**settings) -> dict:
    """One whole-time clinician with more minutes than anyone could use."""
    values = scenario(
        teams__team=team({"see": 1.0}, [6000.0] * 5, role={"wte": 1.0}),
        calendar__horizon_days=300,
    )
    values["stages"]["see"] |= settings
    return values


def most_at_once(history) -> int:
    """Most children in care at any moment."""
    care = stays(history, "care")
    moments = np.concatenate((care["start"], care["end"]))
    steps = np.repeat([1, -1], len(care))
    return int(np.cumsum(steps[np.lexsort((steps, moments))]).max())


@pytest.mark.parametrize("limit", [1.0, 2.0, 5.0])
def test_the_caseload_never_exceeds_its_limit_and_reaches_it(limit):
    values = roomy(contacts=3, caseload_per_wte=limit)
    assert most_at_once(run(listed(values, a=waits(12)))) == limit


def test_the_caseload_limit_grows_with_the_team():
    values = roomy(contacts=3, caseload_per_wte=2.0)
    values["teams"]["team"]["roles"]["nurse"]["wte"] = 3.0
    assert most_at_once(run(listed(values, a=waits(20)))) == 6


def test_the_next_child_starts_when_a_place_falls_free():
    """One place and three contacts a week apart: starts on days 0, then two weeks on."""
    values = roomy(contacts=3, caseload_per_wte=1.0, spacing_days=7.0)
    history = run(listed(values, a=waits(3)))
    ends = np.sort(stays(history, "care", "done")["end"])
    starts = np.sort(stays(history, "care", "done")["start"])
    assert days_seen(history)[:2] in ([0, 14], [0, 15])
    assert np.all(starts[1:] >= ends[:-1])


def test_a_group_takes_as_many_as_it_seats_and_waits_for_enough():
    """Seven children, groups of three, at least two: three, three, and one left waiting."""
    values = scenario()
    values["stages"]["see"] |= {"group_size": 3, "group_minimum": 2}
    history = run(listed(values, a=waits(7)))
    assert days_seen(history) == [0, 0, 0, 1, 1, 1]
    assert len(stays(history, "wait", "still there")) == 1


def test_a_group_takes_the_minutes_of_one_contact():
    values = scenario()
    values["stages"]["see"] |= {"group_size": 3}
    history = run(listed(values, a=waits(6)))
    assert history.state.spent.sum() == 120


def in_turn(second: dict, **calendar) -> dict:
    """A first stage seen at opening on day 0, then a second with all the time it needs."""
    values = scenario()
    values["calendar"] |= calendar
    values["stages"] = {
        "first": stage(60.0) | {"outcomes": {"on": {"to": "second"}}},
        "second": stage(60.0) | second,
    }
    values["teams"] = {name: team({name: 1.0}, [600.0] * 5) for name in ("first", "second")}
    values["pathways"]["camhs"] |= {"stages": ["first", "second"], "entry": {"routine": "first"}}
    return listed(values, a=waits(1, stage="first"))


def test_notice_is_counted_in_working_days():
    """Seen on Monday, three working days of notice: Thursday. Five: next Monday."""
    for number, expected in ((1, 1), (3, 3), (5, 7)):
        history = run(in_turn({"notice_working_days": {"routine": number}}))
        assert days_seen(history, "second") == [expected]


def test_notice_of_another_priority_does_not_matter():
    history = run(in_turn({"notice_working_days": {"urgent": 9}}))
    assert days_seen(history, "second")[0] <= 1


def test_notice_passes_over_bank_holidays():
    """Thursday 2 April 2026, three working days: past Easter to Thursday 9 April, day 7."""
    import datetime as dt

    second = {"notice_working_days": {"routine": 3}}
    easter = {"start_date": dt.date(2026, 4, 2), "country": "England"}
    assert days_seen(run(in_turn(second, **easter)), "second") == [7]


def test_a_delay_before_a_stage_passes_in_days():
    """From 9 on Monday, 3 days: 9 on Thursday."""
    assert days_seen(run(in_turn({"delay_days": 3.0})), "second") == [3]


def test_a_delay_in_term_passes_on_school_days_only():
    """From 9 on Monday 5 January: 15 hours of it, Tuesday, the holiday from Wednesday to the
    16th left out, 19 to 21 January, and the rest on Thursday 22 January until 9: day 17.
    """
    holiday = [{"start": MONDAY.replace(day=7), "end": MONDAY.replace(day=16)}]
    second = {"delay_days": 5.0, "delay_in_term_only": True}
    history = run(in_turn(second, school_holidays=holiday), trace=True)
    assert events(history, "joined")[-1] == pytest.approx(17.375)
    assert days_seen(history, "second") == [17]


def test_a_delay_that_is_a_stage_of_its_own_takes_nobody_s_minutes():
    pause = {"minutes": {}, "service": "delay", "delay_days": 4.0}
    values = in_turn({})
    values["stages"]["second"] |= pause
    values["teams"].pop("second")
    history = run(values, trace=True)
    found = stays(history, "delay")
    assert (found["end"] - found["start"]).tolist() == pytest.approx([4.0])
    assert history.state.spent.sum() == 60


def test_a_longer_delay_is_a_later_start_for_the_same_child():
    """The same child at the same chance: twice the mean is twice the delay."""

    def joined(mean):
        second = {"delay_days": {"shape": "exponential", "mean": mean}}
        values = change(in_turn(second), {"calendar.horizon_days": 2000})
        return events(run(values, trace=True), "joined")[-1] - 0.375

    assert joined(20.0) == pytest.approx(2 * joined(10.0))
    assert days([joined(10.0)])[0] >= 0
