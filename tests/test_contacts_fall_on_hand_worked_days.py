"""Contacts fall on the days that a person with a diary would work out.

Every case is small enough to follow with a finger: children on an opening list, fixed
minutes, one clinician, day 0 a Monday, no bank holidays.
"""

import numpy as np
import pytest
from tiny import (
    change,
    days,
    days_seen,
    events,
    exits,
    listed,
    rows_seen,
    run,
    scenario,
    stage,
    stays,
    team,
    waits,
)

HALF = 0.5


def by_referral(history):
    """Rows of the opening list, the longest wait first."""
    return np.argsort(history.register["ref"], kind="stable").tolist()


def test_one_slot_a_day_sees_one_child_a_day_in_order_of_referral():
    history = run(listed(scenario(), a=waits(7, weeks=20)))
    assert days_seen(history) == [0, 1, 2, 3, 4, 7, 8]
    assert rows_seen(history) == by_referral(history), "the longest wait was not seen first"


def test_contacts_are_stamped_by_minutes_spent_since_opening():
    """Four contacts of 60 in 240 minutes, 9 to 17: at 9, 11, 13 and 15 o'clock."""
    history = run(listed(scenario(teams__team=team({"see": 1.0}, [240.0] * 5)), a=waits(4)))
    hours = np.sort(stays(history, "wait", "seen")["end"]) * 24
    assert hours == pytest.approx([9, 11, 13, 15])


def test_urgent_children_are_seen_before_routine_ones_who_waited_longer():
    values = listed(scenario(), a=waits(3, weeks=50), b=waits(2, weeks=1, priority="urgent"))
    assert sorted(rows_seen(run(values))[:2]) == [3, 4]


def test_longest_wait_ignores_priority():
    values = change(
        listed(scenario(), a=waits(3, weeks=50), b=waits(2, weeks=1, priority="urgent")),
        {"stages.see.discipline": "longest_wait"},
    )
    history = run(values)
    assert rows_seen(history) == by_referral(history)


def test_target_aware_sees_the_next_to_breach_first():
    """Routine children breach 100 days after referral, urgent ones 20 days after."""
    values = change(
        listed(scenario(), a=waits(6, weeks=20), b=waits(6, weeks=20, priority="urgent")),
        {
            "stages.see.discipline": "target_aware",
            "stages.see.target_days": {"urgent": 20.0, "routine": 100.0},
        },
    )
    history = run(values)
    breach = history.register["ref"] + np.where(history.register["first_prio"] == 1, 20, 100)
    assert rows_seen(history) == np.argsort(breach, kind="stable").tolist()


def test_skew_moves_some_children_no_further_than_stated():
    """Half are moved by up to ten days: the rest keep the order of their referral."""
    values = change(
        listed(scenario(teams__team=team({"see": 1.0}, [600.0] * 5)), a=waits(200, weeks=30)),
        {"stages.see": stage(60.0, discipline="skew", skew_share=0.5, skew_days=10.0)},
    )
    history = run(values)
    moved = history.register["key"] - history.register["ref"]
    assert rows_seen(history) == np.argsort(history.register["key"], kind="stable").tolist()
    assert np.abs(moved).max() <= 10
    assert np.mean(moved != 0) == pytest.approx(0.5, abs=0.15)


def test_longest_wait_from_the_stage_counts_from_joining_it():
    """Children referred long ago who came to the list last are seen last."""
    values = two_steps(second={"longest_wait_from": "stage"})
    values = listed(values, late=waits(2, weeks=90, stage="one"), early=waits(3, stage="two"))
    assert sorted(rows_seen(run(values), "two")[:3]) == [2, 3, 4]


def two_steps(*, first: dict | None = None, second: dict | None = None) -> dict:
    """Stage `one`, then stage `two`, each with a clinician of its own and one slot a day."""
    values = scenario()
    values["stages"] = {
        "one": stage(60.0) | {"outcomes": {"on": {"to": "two"}}} | (first or {}),
        "two": stage(60.0) | (second or {}),
    }
    values["teams"] = {name: team({name: 1.0}, [60.0] * 5) for name in ("one", "two")}
    values["pathways"]["camhs"] |= {"stages": ["one", "two"], "entry": {"routine": "one"}}
    return values


def test_follow_ups_keep_their_spacing():
    """A child seen at opening on Monday, every 7 days: three Mondays."""
    values = change(scenario(), {"stages.see.contacts": 3, "stages.see.spacing_days": 7.0})
    history = run(listed(values, a=waits(1)), trace=True)
    assert days(events(history, "attended")) == [0, 7, 14]
    assert exits(history) == {"helped": 1}


def test_a_follow_up_due_at_the_weekend_is_seen_on_monday():
    values = change(scenario(), {"stages.see.contacts": 3, "stages.see.spacing_days": 5.0})
    history = run(listed(values, a=waits(1)), trace=True)
    assert days(events(history, "attended")) == [0, 7, 14]


def test_follow_ups_come_before_new_starts():
    """Two slots on Mondays: two children start and hold both slots for three Mondays."""
    values = change(
        scenario(teams__team=team({"see": 1.0}, [60.0, 0.0, 0.0, 0.0, 0.0])),
        {"stages.see.contacts": 3, "stages.see.spacing_days": 7.0},
    )
    history = run(listed(values, a=waits(3)))
    assert days_seen(history) == [0, 21, 42]


def test_follow_ups_come_before_new_starts_of_a_higher_priority():
    """One slot on Mondays: whoever is urgent waits until the routine child's second contact."""
    values = change(
        scenario(teams__team=team({"see": 1.0}, [60.0, 0.0, 0.0, 0.0, 0.0])),
        {"stages.see": stage(60.0, contacts=2)},
    )
    values = listed(values, a=waits(1, weeks=50), b=waits(1, priority="urgent"))
    values["stages"]["see"]["discipline"] = "longest_wait"
    history = run(values, trace=True)
    assert days(events(history, "attended", 0)) == [0, 7]
    assert days(events(history, "attended", 1)) == [14, 21]


def test_a_missed_first_contact_is_booked_again_and_keeps_its_place():
    """Each day's one slot goes to the longest wait among those who may come that day."""
    values = change(scenario(), {"stages.see.missed_share": HALF, "stages.see.rebook_days": 7.0})
    history = run(listed(values, a=waits(12, weeks=30)), trace=True)
    from_day = dict.fromkeys(by_referral(history), 0)
    missed = {(d, row) for row in range(12) for d in days(events(history, "missed", row))}
    came = {(d, row) for row in range(12) for d in days(events(history, "attended", row))}
    assert len(missed) > 3
    for day, row in sorted(missed | came):
        there = [child for child, start in from_day.items() if start <= day]
        assert row == there[0], (
            "a re-booked child lost its place: see rebook, back_on_list and place_in_list"
        )
        from_day[row] = day + 7 if (day, row) in missed else 1000


def test_a_missed_follow_up_falls_due_again():
    values = change(
        scenario(),
        {"stages.see.contacts": 4, "stages.see.missed_share": HALF, "stages.see.rebook_days": 14.0},
    )
    history = run(listed(values, a=waits(1)), trace=True, seed=3)
    missed, attended = events(history, "missed"), events(history, "attended")
    assert missed and len(attended) >= 2, "the seed shows nothing: choose another"
    slots = sorted([(m, 14) for m in missed] + [(a, 7) for a in attended])
    for (moment, gap), (following, _) in zip(slots, slots[1:], strict=False):
        assert np.floor(following) == np.floor(moment) + gap


def test_a_missed_slot_is_lost():
    values = change(scenario(), {"stages.see.missed_share": HALF})
    history = run(listed(values, a=waits(30)), trace=True)
    slots = events(history, "missed") + events(history, "attended")
    assert max(np.bincount(days(slots))) == 1, "two children shared one slot"


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_discharge_comes_with_the_stated_number_of_misses_in_a_row(limit):
    values = change(
        scenario(calendar__horizon_days=300),
        {"stages.see.missed_share": 0.7, "stages.see.discharge_after_missed": limit},
    )
    history = run(listed(values, a=waits(20)), trace=True)
    for row in range(20):
        missed = len(events(history, "missed", row))
        helped = len(events(history, "attended", row))
        assert (missed, helped) == (limit, 0) or (missed < limit and helped == 1)
    assert exits(history).keys() == {"helped", "not_attended"}


def test_attending_starts_the_count_of_misses_again():
    """Nobody misses twice running here and stays, but many miss twice in all."""
    values = change(
        scenario(calendar__horizon_days=700, teams__team=team({"see": 1.0}, [6000.0] * 5)),
        {"stages.see": stage(60.0, missed_share=0.3, discharge_after_missed=2, contacts=8)},
    )
    history = run(listed(values, a=waits(60)), trace=True)
    helped = np.flatnonzero(history.register["exit"] == 0)
    assert max(len(events(history, "missed", row)) for row in helped) >= 2
    for row in np.flatnonzero(history.register["exit"] != 0):
        assert np.all(np.diff(events(history, "missed", row))[-1:] < 12)


def test_a_contact_cancelled_by_the_provider_never_leads_to_discharge():
    values = change(
        scenario(calendar__horizon_days=300),
        {"stages.see.cancelled_by_provider_share": 0.6, "stages.see.discharge_after_missed": 1},
    )
    history = run(listed(values, a=waits(20)), trace=True)
    assert exits(history) == {"helped": 20}
    assert len(events(history, "cancelled")) > 10


def test_everybody_drops_out_before_the_last_contact_when_all_do():
    values = change(
        scenario(calendar__horizon_days=300, teams__team=team({"see": 1.0}, [600.0] * 5)),
        {"stages.see.contacts": 5, "stages.see.drop_out_share": 1.0},
    )
    history = run(listed(values, a=waits(100)), trace=True)
    numbers = np.bincount([len(events(history, "attended", row)) for row in range(100)])
    assert exits(history) == {"dropped_out": 100}
    assert len(numbers) == 5 and min(numbers[1:]) > 10, "where they stop is not even"


def test_reviews_come_again_until_the_eighteenth_birthday():
    values = change(
        scenario(calendar__horizon_days=400, waiting={"camhs": {}}),
        {"stages.see.recurrence": {"every_days": 70.0}},
    )
    history = run(listed(values, a=waits(1, age_from=17.5, age_to=17.6)), trace=True)
    birthday = history.register["birth"][0] + 18 * 365.25
    assert days(events(history, "attended")) == [d for d in (0, 70, 140, 210) if d < birthday]
    assert events(history, "exit") == pytest.approx([birthday])
    assert exits(history) == {"turned_18": 1}


@pytest.mark.parametrize(("refused", "contacts"), [(0.0, 1), (1.0, 4)])
def test_shared_care_ends_reviews_unless_the_gp_refuses(refused, contacts):
    again = {"every_days": 14.0, "shared_care_share": 1.0, "shared_care_refused_share": refused}
    values = change(scenario(), {"stages.see.recurrence": again})
    history = run(listed(values, a=waits(1, age_from=10.0, age_to=10.0)), trace=True)
    assert len(events(history, "attended")) == contacts
    assert exits(history) == ({"helped": 1} if refused == 0 else {})


def test_children_in_treatment_on_the_first_day_finish_what_is_left():
    """With four contacts in all, at most four more follow, the next within the spacing."""
    values = change(
        scenario(teams__team=team({"see": 1.0}, [9000.0] * 5)), {"stages.see.contacts": 4}
    )
    history = run(listed(values, a=waits(80, in_contact=True)), trace=True)
    more = np.array([len(events(history, "attended", row)) for row in range(80)])
    first = np.array([events(history, "attended", row)[0] for row in range(80)])
    assert set(more) <= {1, 2, 3, 4} and len(set(more)) >= 3
    assert first.max() < 7 + 1
    assert exits(history) == {"helped": 80}
    assert not len(stays(history, "wait")), "a child already in treatment was shown as waiting"
