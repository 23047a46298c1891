"""Clocks start, pause, restart and stop as written; waits are counted as their standards say.

Dates are written into a history by hand and each wait is worked out on paper. Day 0 is Monday
5 January 2026.
"""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from tiny import COLUMNS, MONDAY, change, events, listed, run_list, scenario, stage, team, waits
from tiny import run as run_values

from sim.measures.clocks import read_clock, spent_by, waited_in_unit
from sim.measures.frame import Frame
from sim.measures.promises import within_limit
from sim.measures.readings import Reading
from sim.pathway.blueprint import blueprint_of
from sim.pathway.simulate import simulate
from sim.pathway.state import AGAIN, C_AGAIN
from sim.pathway.warm_up import warmed_up
from sim.settings import from_values
from sim.settings.standard import Clock, Standard
from sim.settings.words import EVENTS

NEVER = np.nan
MRS08B = {"stop": [["first_contact"], ["care_plan", "intervention"], ["baseline_outcome"]],
          "unit_counted": "provider_spell", "needs": ["camhs"]}  # fmt: skip
SHUT = [{"start": MONDAY, "end": MONDAY.replace(year=2045)}]


def history_of(folder, rows: int, clock: dict, children: list | None = None):
    """A history of so many referrals in which nothing has happened; rows may share a child."""
    values = scenario(teams__team__closures=SHUT, clocks={"c": clock}, waiting={"camhs": {}})
    ids = children or list(range(rows))
    lines = [
        f"here,camhs,see,routine,2025-12-{row + 1:02},,,,child{ids[row]}" for row in range(rows)
    ]
    history = run_list(folder, values, lines, f"{COLUMNS},id")
    history.milestones[:] = np.nan
    return history


def happened(history, event: str, dates: list) -> None:
    """Write the dates of an event, one a row."""
    history.milestones[:, history.blueprint.columns.index(event)] = dates


def read(history, **changes):
    """The clock of the scenario, read."""
    clock = history.blueprint.scenario.clocks["c"].model_copy(update=changes)
    return read_clock(history, clock, Frame(history).provider)


# -- the four-week measure (MRS08b), as NHS England's code of 18 September 2025 computes it -------


def spells(folder, referred, closed, contact, plan, outcome, children=None):
    """Starts and stops of the spells of some referrals."""
    history = history_of(folder, len(referred), MRS08B, children)
    history.register["ref"] = referred
    history.register["exit"] = np.where(np.isnan(closed), -1, 0)
    history.register["ready"] = closed
    happened(history, "first_contact", contact)
    happened(history, "care_plan", plan)
    happened(history, "intervention", [NEVER] * len(referred))
    happened(history, "baseline_outcome", outcome)
    timed = read(history)
    return timed.start.tolist(), timed.stop.tolist()


def test_a_choice_appointment_alone_does_not_stop_the_four_week_clock(tmp_path):
    _, stop = spells(tmp_path, [0], [NEVER], [10.0], [NEVER], [NEVER])
    assert np.isnan(stop).all()


def test_the_four_week_clock_stops_at_the_last_of_contact_help_and_outcome(tmp_path):
    """Contact on day 10, plan on day 20, outcome on day 15: stopped on day 20; two without one
    of the three have not stopped."""
    _, stop = spells(tmp_path, [0, 0, 0], [NEVER] * 3, [10.0, 10.0, NEVER], [20.0, NEVER, 3.0],
                     [15.0, 15.0, 4.0])  # fmt: skip
    assert stop[0] == 20.0 and np.isnan(stop[1:]).all()


def test_events_of_two_referrals_of_one_spell_stop_its_clock_together(tmp_path):
    """One child, two referrals that overlap. The contact is the first's (day 10), the plan and
    the outcome are the second's (days 30 and 25): the spell runs from day 0 to day 30, although
    neither referral has all three."""
    start, stop = spells(tmp_path, [0, 5], [40.0, NEVER], [10.0, NEVER], [NEVER, 30.0],
                         [NEVER, 25.0], ["a", "a"])  # fmt: skip
    assert start == [0.0] and stop == [30.0]


@pytest.mark.parametrize(("gap", "number"), [(5, 1), (6, 2)])
def test_a_gap_of_five_days_is_bridged_and_one_of_six_is_not(tmp_path, gap, number):
    """Closed on day 20; referred again that many days later, at any hour."""
    start, _ = spells(tmp_path, [0, 20.9 + gap], [20.1, NEVER], [NEVER] * 2, [NEVER] * 2,
                      [NEVER] * 2, ["a", "a"])  # fmt: skip
    assert len(start) == number and start[0] == 0.0


def test_two_children_are_two_spells(tmp_path):
    start, _ = spells(tmp_path, [0, 5], [NEVER] * 2, [NEVER] * 2, [NEVER] * 2, [NEVER] * 2)
    assert start == [0.0, 5.0]


def test_help_is_a_plan_or_an_intervention(tmp_path):
    history = history_of(tmp_path, 1, MRS08B)
    history.register["ref"] = [0.0]
    happened(history, "first_contact", [1.0])
    happened(history, "baseline_outcome", [2.0])
    happened(history, "care_plan", [9.0])
    happened(history, "intervention", [7.0])
    assert read(history).stop.tolist() == [7.0]


@pytest.mark.parametrize(("day", "within"), [(28.9, True), (29.0, False)])
def test_four_weeks_are_28_days_by_date_the_last_included(tmp_path, day, within):
    """Referred on day 0 at noon; stopped late on day 28, or at the first moment of day 29."""
    history = history_of(tmp_path, 1, {"stop": [["first_contact"]], "needs": ["camhs"]})
    history.register["ref"] = [0.5]
    happened(history, "first_contact", [day])
    standard = Standard(clock="c", limit=28)
    reading = Reading(Frame(history), "c", history.blueprint.scenario.clocks["c"], {})
    assert within_limit(reading, standard, np.array([0])).tolist() == [within]
    weeks = Standard(clock="c", limit=4, unit="weeks")
    assert within_limit(reading, weeks, np.array([0])).tolist() == [within]


# -- restarts and pauses --------------------------------------------------------------------------


def restarting(folder, moments: list, stop: float):
    """A clock that restarts whenever a child rises, with rises at these moments."""
    clock = {"stop": [["first_contact"]], "restarts_on": ["re_graded"], "needs": ["camhs"]}
    history = history_of(folder, 1, clock)
    history.register["ref"] = [0.0]
    happened(history, "first_contact", [stop])
    again = np.zeros(len(moments), AGAIN)
    again["event"], again["time"] = EVENTS.index("re_graded"), moments
    history.state.counters[C_AGAIN] = len(moments)
    return read(replace(history, state=history.state._replace(again=again)))


def read_start(timed) -> float:
    """Where the clock of the only referral stands."""
    return float(timed.start[0])


@pytest.mark.parametrize(("rises", "stop", "start"), [
    ([], 20.0, 0.0), ([5.0], 20.0, 5.0), ([5.0, 9.0], 20.0, 9.0),
    ([5.0, 25.0], 20.0, 5.0), ([25.0, 30.0], 20.0, 0.0), ([5.0, 30.0], NEVER, 30.0),
    ([5.0, 20.0], 20.0, 20.0),
])  # fmt: skip
def test_the_restart_that_counts_is_the_last_before_the_stop(tmp_path, rises, stop, start):
    """What happens after a clock has stopped does not set it back; what happened before does."""
    assert read_start(restarting(tmp_path, rises, stop)) == start


def test_the_engine_keeps_every_restart_and_not_the_last_alone(tmp_path):
    """Missed on days 0 and 7, attended on day 14, missed on day 21 (the follow-up): the wait
    restarts on day 7, not on day 21 and not at the referral."""
    values = scenario(
        waiting={"camhs": {}},
        clocks={
            "c": {
                "stop": [["first_contact"]],
                "restarts_on": ["missed_appointment"],
                "needs": ["camhs"],
            }
        },
    )
    values["stages"]["see"] |= {"missed_share": 0.6, "contacts": 3}
    found = 0
    for seed in range(60):
        history = run_values(listed(values, a=waits(1)), seed=seed, trace=True)
        missed = events(history, "missed_appointment")
        attended = events(history, "attended")
        if not attended:
            continue
        before = [moment for moment in missed if moment < attended[0]]
        after = [moment for moment in missed if moment > attended[0]]
        expected = max(before, default=float(history.register["ref"][0]))
        assert read_start(read(history)) == pytest.approx(expected)
        found += bool(before and after)
    assert found >= 5


def test_restarts_before_the_first_day_are_kept_through_a_warm_up():
    """A run after a warm-up of 60 days knows the restarts of those 60 days."""
    values = change(scenario(calendar__warm_up_days=60), {
        "opening": {"source": "warm_up"}, "demand.calls.referrals_per_year": {"here": 900.0},
        "waiting": {"camhs": {"escalation": {"up": {
            "from_priority": "routine", "to_priority": "urgent", "per_week": 0.3}}}},
        "clocks": {"c": {"stop": [["first_contact"]], "restarts_on": ["re_graded"],
                         "needs": ["camhs"]}},
    })  # fmt: skip
    one = from_values(values)
    history = simulate(blueprint_of(one), 1, 0, opening=warmed_up(one, 1, 0))
    of, times = history.restarts("re_graded")
    earlier = times < 0
    assert earlier.sum() > 5
    timed = read(history)
    start = dict(zip(timed.row.tolist(), timed.start.tolist(), strict=True))
    only = [row for row in of[earlier] if (of == row).sum() == 1 and row in start]
    assert only and all(start[row] == times[of == row][0] for row in only)


def asked_for_information(**clock):
    """One child asked for information at 9 on Monday, back ten days later, accepted and seen."""
    triage = {"information_missing_share": 1.0, "information_delay_days": 10.0}
    point = {"serves": [{"areas": ["here"]}], "triage": {"camhs": triage},
             "roles": {"clerk": {"minutes_by_weekday": [60.0] * 5}}}  # fmt: skip
    values = scenario(
        access_points={"door": point},
        clocks={"c": {"stop": [["first_contact"]], "needs": ["camhs"]} | clock},
    )
    return run_values(listed(values, a=waits(1, stage="door")), trace=True)


def test_a_pause_for_information_is_taken_off_only_where_the_clock_says_so():
    plain, pausing = (asked_for_information(pauses_for_information=p) for p in (False, True))
    assert read(plain).wait()[0] - read(pausing).wait()[0] == pytest.approx(10.0, abs=1e-3)


def test_a_pause_before_the_clock_started_is_not_taken_off():
    """From acceptance on nothing was asked: the wait is whole."""
    history = asked_for_information(pauses_for_information=True, start="accepted")
    timed = read(history)
    accepted, seen_at = events(history, "accepted")[0], events(history, "attended")[0]
    assert timed.paused.tolist() == [0.0]
    assert timed.wait()[0] == pytest.approx(seen_at - accepted)


def test_passing_on_missing_information_and_not_attending_stop_no_clock():
    """Nothing but the first contact stops the clock of a child who was asked and missed."""
    history = asked_for_information()
    assert read(history).stop[0] == pytest.approx(events(history, "attended")[0])


def test_referrals_that_entered_a_stage_left_out_are_not_counted(tmp_path):
    clock = {"stop": [["first_contact"]], "needs": ["camhs"]}
    values = scenario(teams__team=team({"see": 0.5, "other": 0.5}, [120.0] * 5),
                      clocks={"c": clock | {"excludes_stages": ["other"]}})  # fmt: skip
    values["stages"]["other"] = stage(60.0)
    values["pathways"]["camhs"] |= {
        "stages": ["see", "other"], "entry": {"urgent": "other", "routine": "see"},
    }  # fmt: skip
    rows = [f"here,camhs,{place},routine,2025-12-01,,," for place in ("see", "other", "see")]
    assert read(run_list(tmp_path, values, rows)).row.tolist() == [0, 2]


def test_rising_keeps_the_referral_clock_and_starts_a_priority_clock(tmp_path):
    """Referred on day 0, re-graded on day 6, seen on day 20: 20 days and 14 days."""
    history = history_of(tmp_path, 1, {"stop": [["first_contact"]], "start": "re_graded",
                                       "needs": ["camhs"]})  # fmt: skip
    history.register["ref"] = [0.0]
    happened(history, "re_graded", [6.0])
    happened(history, "first_contact", [20.0])
    assert read(history).wait().tolist() == [14.0]
    assert read(history, start="referral").wait().tolist() == [20.0]


# -- units ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("start", "stop", "days"), [
    (0.6, 0.9, 0), (0.9, 1.1, 1), (4.5, 7.1, 1), (5.5, 7.1, 1), (0.1, 14.9, 10), (3.0, 4.0, 1),
])  # fmt: skip
def test_a_wait_in_working_days_counts_those_after_the_start_day(tmp_path, start, stop, days):
    """Day 0 is a Monday, so 4 is a Friday, 5 a Saturday and 7 the next Monday."""
    calendar = history_of(tmp_path, 1, {"stop": [["first_contact"]]}).blueprint.days
    first, last = (spent_by(np.array([t]), "working_days", calendar)[0] for t in (start, stop))
    assert last - first == days


@pytest.mark.parametrize(("unit", "wait"), [
    ("hours", 309.6), ("days", 13.0), ("weeks", 13 / 7), ("working_days", 9.0),
])  # fmt: skip
def test_time_taken_off_is_counted_in_the_unit_of_the_standard(unit, wait):
    """From Monday of week 1 to Sunday of week 3, 14 working days after the first, less 7.1 days."""
    days = run_values(scenario()).blueprint.days
    moments = (np.array([0.0]), np.array([20.0]), np.array([7.1]))
    assert waited_in_unit(*moments, unit, days)[0] == pytest.approx(wait)


@pytest.mark.parametrize(("start", "counted_from"), [
    (0.5, 0.5), (0.25, 0.375), (0.75, 1.375), (4.8, 7.375), (5.5, 7.375),
])  # fmt: skip
def test_a_start_out_of_hours_moves_to_the_next_opening_only_if_the_clock_says_so(
    tmp_path, start, counted_from
):
    """Hours are 9 to 17 on working days; day 4 is a Friday."""
    history = history_of(tmp_path, 1, {"stop": [["first_contact"]], "needs": ["camhs"]})
    history.register["ref"] = [start]
    happened(history, "first_contact", [20.0])
    assert read(history).start.tolist() == [start]
    assert read(history, starts_at_next_opening=True).start.tolist() == [counted_from]


def test_hours_are_counted_to_the_minute():
    days = run_values(scenario()).blueprint.days
    spent = spent_by(np.array([1 + 9 / 24, 1 + 13.5 / 24]), "hours", days)
    assert spent[1] - spent[0] == pytest.approx(4.5)


def test_a_clock_with_no_list_of_events_is_refused():
    with pytest.raises(ValueError, match="at least one event"):
        Clock(stop=())


def test_a_standard_holds_for_clocks_that_started_while_it_was_in_force(tmp_path):
    """In force from day 10 to day 19: of starts on days 9, 10, 19 and 20 the middle two count."""
    from sim.measures.promises import _in_force

    history = history_of(tmp_path, 4, {"stop": [["first_contact"]], "needs": ["camhs"]})
    history.register["ref"] = [9.9, 10.0, 19.9, 20.0]
    standard = Standard(clock="c", limit=28, from_date=MONDAY + dt.timedelta(10),
                        to_date=MONDAY + dt.timedelta(19))  # fmt: skip
    reading = Reading(Frame(history), "c", history.blueprint.scenario.clocks["c"], {})
    assert _in_force(standard, reading).tolist() == [False, True, True, False]
