"""Small rules at their edges; each case is the smallest that shows the rule."""

import datetime as dt

import numpy as np
import pytest
from tiny import (
    MONDAY,
    change,
    days,
    events,
    exits,
    listed,
    run,
    scenario,
    seen,
    stage,
    stays,
    team,
    waits,
)

from sim.pathway.codes import NOT_ARRIVED
from sim.settings import BadInput

SHUT = [{"start": MONDAY, "end": MONDAY.replace(year=2045)}]
OPEN_ALL_HOURS = {"servers": 99.0, "opens": 0.0, "closes": 24.0}
A_MINUTE = 1 / 1440


def test_a_follow_up_is_due_on_its_date_whatever_the_hour():
    """Two children at 9 and 13 o'clock on Monday, every 7 days: both on three Mondays."""
    values = scenario(teams__team=team({"see": 1.0}, [120.0] * 5))
    values["stages"]["see"] |= {"contacts": 3, "spacing_days": 7.0}
    history = run(listed(values, a=waits(2)), trace=True)
    assert days(events(history, "attended")) == [0, 0, 7, 7, 14, 14]


def test_a_missed_contact_is_due_again_on_its_date():
    values = scenario(teams__team=team({"see": 1.0}, [6000.0] * 5))
    values["stages"]["see"] |= {"missed_share": 0.5, "rebook_days": 7.0}
    history = run(listed(values, a=waits(60)), trace=True)
    assert set(days(events(history, "missed"))) <= set(range(0, 60, 7))


def test_reviews_come_every_so_many_days():
    values = scenario(teams__team=team({"see": 1.0}, [120.0] * 5))
    values["stages"]["see"] |= {"recurrence": {"every_days": 14.0}}
    history = run(listed(values, a=waits(2, age_to=9.0)), trace=True)
    assert days(events(history, "attended")) == [0, 0, 14, 14, 28, 28, 42, 42]


def test_a_week_of_a_team_that_works_every_day_is_its_contracted_hours():
    values = scenario(teams__team__hours={"every_day": True})
    person = {"wte": 1.0, "weeks_worked_per_year": 52.2, "job_plan": {"see": 1.0}}
    values["teams"]["team"]["roles"]["nurse"] = person
    assert run(values).staff.minutes[0, :7].sum() == pytest.approx(37.5 * 60, rel=0.01)


WHERE = [{"teams.team.hours": {"every_day": True}}, {"calendar.working_weekdays": 7}]


@pytest.mark.parametrize("where", WHERE, ids=["team", "calendar"])
def test_extra_minutes_a_week_are_what_they_say_where_every_day_is_worked(where):
    push = {"stage": "see", "role": "nurse", "minutes_per_week": 300.0, "start": MONDAY}
    values = change(scenario(), where)
    values["teams"]["team"]["extra_minutes"] = {"push": push | {"end": MONDAY + dt.timedelta(20)}}
    assert run(values).state.extra[0, :7].sum() == pytest.approx(300)


def test_everyone_in_a_group_meets_at_once():
    values = scenario()
    values["stages"]["see"] |= {"group_size": 3}
    assert len({float(t) for t in seen(run(listed(values, a=waits(3))))["end"]}) == 1


@pytest.mark.parametrize("order", ["parallel", "after"])
def test_a_second_episode_turns_18_too(order):
    """`after`: the first need is met within days, the second is never."""
    values = scenario(calendar__horizon_days=800, waiting={"camhs": {}, "asd": {}})
    values["stages"]["look"] = stage(60.0)
    values["teams"]["team"] |= {"closures": SHUT if order == "parallel" else []}
    values["teams"]["other"] = team({"look": 1.0}, [60.0] * 5) | {"closures": SHUT}
    values["pathways"]["asd"] = {"need": "asd", "stages": ["look"], "entry": {"routine": "look"}}
    values["demand"]["calls"] |= {
        "referrals_per_year": {"here": 30.0}, "second_need": "asd", "second_need_share": 1.0,
        "second_need_order": order, "ages": [{"age_from": 17.0, "age_to": 17.5, "share": 1.0}],
    }  # fmt: skip
    r = run(values).register
    old = (r["birth"] + 18 * 365.25 < 800) & (r["ref"] < 790) & (r["second"] > 0)
    assert old.any()
    assert set(r["exit"][old]) == {9}


def test_a_child_who_turns_18_in_one_stage_does_not_wait_for_the_next():
    values = scenario(calendar__horizon_days=700, waiting={"camhs": {}})
    values["stages"] = {"see": stage(60.0, contacts=3, spacing_days=100.0), "next": stage(60.0)}
    values["stages"]["see"]["outcomes"] = {"on": {"to": "next"}}
    values["teams"]["late"] = team({"next": 1.0}, [60.0] * 5) | {"closures": SHUT}
    values["pathways"]["camhs"]["stages"] = ["see", "next"]
    assert exits(run(listed(values, a=waits(5, age_from=17.6, age_to=17.7)))) == {"turned_18": 5}


def risen(**more):
    """Thirty children of whom most become urgent, at the back, before the team opens."""
    up = {"from_priority": "routine", "to_priority": "urgent", "per_week": 0.3}
    rules = {"camhs": {"escalation": {"up": up | {"keeps_place": False}}}}
    values = scenario(calendar__horizon_days=300, waiting=rules)
    values["teams"]["team"]["closures"] = [{"start": MONDAY, "end": MONDAY + dt.timedelta(60)}]
    values["stages"]["see"] |= more
    history = run(listed(values, a=waits(30, weeks=30)), trace=True)
    rose = {row: min(events(history, "escalated", row), default=99) for row in range(30)}
    return history, sorted((row for row in rose if rose[row] < 60), key=rose.get), rose


def test_a_place_lost_by_rising_is_lost_where_the_wait_counts_from_the_stage():
    history, rows, _ = risen(longest_wait_from="stage")
    came = [events(history, "attended", row)[0] for row in rows]
    assert came == sorted(came)


def test_a_place_lost_by_rising_stays_lost_after_a_missed_contact():
    history, rows, rose = risen(missed_share=0.4, rebook_days=1.0)
    assert history.register["key"][rows] == pytest.approx([rose[row] for row in rows])


def duty() -> dict:
    """Responders day and night, reached at once or after a delay of 1.3 days."""
    values = scenario()
    values["stages"]["duty"] = {
        "service": "continuous", "service_minutes": 30.0, "outcomes": {"done": {"exit": "helped"}},
    }  # fmt: skip
    values["stages"]["pause"] = {
        "service": "delay", "delay_days": 1.3, "outcomes": {"on": {"to": "duty"}},
    }  # fmt: skip
    values["teams"]["crew"] = {
        "serves": [{"areas": ["here"]}], "works_at": ["duty"], "shifts": [OPEN_ALL_HOURS],
    }  # fmt: skip
    values["pathways"]["camhs"] |= {
        "stages": ["see", "pause", "duty"],
        "entry": {"routine": "pause", "urgent": "see", "crisis": "duty"},
    }
    return values


def test_a_child_who_comes_to_responders_after_a_delay_is_seen_at_once():
    values = duty()
    values["demand"]["calls"]["referrals_per_year"] = {"here": 300.0}
    found = stays(run(values), "wait", "seen", "duty")
    assert (found["end"] - found["start"]).max() < A_MINUTE


def refusing(**rule) -> dict:
    """An access point that accepts nobody."""
    values = duty()
    values["access_points"] = {"spa": {
        "serves": [{"areas": ["here"]}], "roles": {"admin": {"minutes_by_weekday": [1e6] * 5}},
        "triage": {"camhs": {"accepted_share": 0.0}},
    }}  # fmt: skip
    values["demand"]["calls"] |= {
        "referrals_per_year": {"here": 500.0}, "priority_shares": {"urgent": 1.0},
        "re_referral": {"share": 1.0} | rule,
    }  # fmt: skip
    return values


def test_a_crisis_that_comes_back_is_handled_at_once():
    found = stays(run(refusing(raised_share=1.0, delay_days=9.7)), "wait", "seen", "duty")
    assert (found["end"] - found["start"]).max() < A_MINUTE


def test_everyone_may_come_back_again_and_again():
    """Half a year of two referrals a day, each coming back every other day: the register grows."""
    values = change(refusing(delay_days=2.0), {"calendar.horizon_days": 180})
    history = run(change(values, {"demand.calls.priority_shares": {"routine": 1.0}}))
    r = history.register
    assert len(r) > 10 * len(history.cohort)
    again = np.bincount(r["child"][r["state"] != NOT_ARRIVED])
    first = r["ref"][: len(history.cohort)]
    assert np.all(np.abs(again - (180 - first) / 3.0) < 15), "some came back less often"


def test_coming_back_beyond_all_bounds_is_refused_in_the_reader_s_words(monkeypatch):
    monkeypatch.setattr("sim.pathway.simulate.MOST_RETURNS", 100)
    with pytest.raises(BadInput, match="back so often"):
        run(change(refusing(delay_days=0.5), {"calendar.horizon_days": 365}))


def test_a_second_need_refused_with_the_first_comes_back_with_it():
    values = change(refusing(delay_days=30.0), {
        "calendar.horizon_days": 100, "demand.calls.priority_shares": {"routine": 1.0},
        "demand.calls.second_need": "asd", "demand.calls.second_need_share": 1.0,
        "pathways.asd": {"need": "asd", "stages": ["see"], "entry": {"routine": "see"}},
        "access_points.spa.triage.asd": {"accepted_share": 0.0},
    })  # fmt: skip
    r = run(values).register
    came_again = r[(r["state"] != NOT_ARRIVED) & (np.arange(len(r)) >= 2 * r["child"].max() + 2)]
    assert (came_again["need"] == 0).sum() == (came_again["need"] == 1).sum() > 30


def test_an_opening_list_with_a_child_at_a_continuous_stage_is_refused():
    with pytest.raises(BadInput, match="continuous"):
        run(listed(duty(), a=waits(3, stage="duty", priority="crisis")))


def test_a_pooled_child_who_missed_goes_back_to_their_own_list():
    """The helping team works on day 0 only, the child's own team from day 7."""
    values = scenario(areas={"here": {}, "there": {}})
    values["stages"]["see"] |= {"missed_share": 0.9, "rebook_days": 1.0}
    values["teams"]["team"]["closures"] = [{"start": MONDAY, "end": MONDAY + dt.timedelta(4)}]
    after = {"start": MONDAY + dt.timedelta(1), "end": MONDAY + dt.timedelta(365)}
    values["teams"]["other"] = team({"see": 1.0}, [60.0] * 5) | {
        "serves": [{"areas": ["there"]}], "takes_from": ["team"], "closures": [after],
    }  # fmt: skip
    history = run(listed(values, a=waits(1)), trace=True)
    slots = sorted(events(history, "missed") + events(history, "attended"))
    assert days(slots)[:2] == [0, 7]


def test_no_review_follows_the_birthday_that_ends_them():
    values = scenario(calendar__horizon_days=300, waiting={"camhs": {}})
    values["stages"]["see"] |= {"recurrence": {"every_days": 200.0}}
    band = waits(40, in_contact=True, age_from=17.9, age_to=17.95)
    history = run(listed(values, a=band), trace=True)
    birthday = history.register["birth"] + 18 * 365.25
    last = np.array([max(events(history, "attended", row), default=0) for row in range(40)])
    assert np.all(last <= birthday[:40])


def test_more_minutes_make_nobody_later_with_carry_over():
    """68 and then 69 minutes a day towards contacts of 60, unused parts kept."""

    def ends(minutes):
        values = scenario(calendar__horizon_days=400)
        role = {"carry_over_minutes": 240.0}
        values["teams"]["team"] = team({"see": 1.0}, [minutes] * 5, role=role)
        values["demand"]["calls"]["referrals_per_year"] = {"here": 200.0}
        history = run(values, seed=19)
        found = seen(history)
        return dict(zip(found["row"].tolist(), found["end"].tolist(), strict=True))

    fewer, more = ends(68.0), ends(69.0)
    assert all(more[row] <= fewer[row] + 1e-9 for row in fewer)
