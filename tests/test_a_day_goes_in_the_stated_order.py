"""Within a day things happen in the stated order, and minutes are spent in the stated order.

First dated changes, birthdays, leaving, re-grading and returns up to the opening; then minutes:
offered, split by job plan, kept for a priority, follow-ups, new starts, and last the flow of
what is left. Day 0 is Monday 5 January 2026; the clinic opens at 9.
"""

import datetime as dt

import pytest
from tiny import (
    MONDAY,
    days,
    days_seen,
    events,
    exits,
    listed,
    priority,
    rows_seen,
    run,
    run_list,
    scenario,
    seen,
    stage,
    stays,
    team,
    waits,
)

BIRTHS = "area,need,stage,referral_date,birth_date"


def test_a_dated_check_of_the_list_comes_before_the_clinic_of_its_day():
    """One slot a day; everyone still on the list on day 1 is taken off before it opens."""
    values = listed(scenario(), a=waits(4))
    check = {"date": MONDAY + dt.timedelta(1), "removed_share": 1.0}
    values["waiting"] = {"camhs": {"validations": {"check": check}}}
    history = run(values)
    assert days_seen(history) == [0]
    assert stays(history, "wait", "left_without_help")["end"].tolist() == [1.0, 1.0, 1.0]


def test_birthdays_up_to_the_opening_come_before_who_is_seen(tmp_path):
    """Three children in order of referral, one slot a day. A birthday is 18 times 365.25 days
    after birth: born on 6 January 2008 (or 7), it is noon of day 0 (or day 1).

    Day 0: row 0 is seen at 9, before noon. Row 1 turns 18 at noon. Day 1, at 9: row 2.
    """
    rows = [
        "here,camhs,see,2025-10-01,2008-01-06",
        "here,camhs,see,2025-10-02,2008-01-06",
        "here,camhs,see,2025-10-03,2008-01-07",
    ]
    history = run_list(tmp_path, scenario(waiting={"camhs": {}}), rows, BIRTHS)
    assert rows_seen(history) == [0, 2] and days_seen(history) == [0, 1]
    left = stays(history, "wait", "turned_18")
    assert left["row"].tolist() == [1] and left["end"][0] == pytest.approx(0.5)


def test_who_leaves_before_the_opening_is_not_seen_and_the_next_is(tmp_path):
    """Of a list that nobody serves before day 7, whoever has not left by 9 on day 7 is seen
    from then on, one a day, in order of referral."""
    shut = [{"start": MONDAY, "end": MONDAY + dt.timedelta(6)}]
    values = scenario(teams__team__closures=shut)
    values["waiting"] = {"camhs": {"leaving": [{"per_week": 0.7}]}}
    rows = [f"here,camhs,see,routine,2025-11-{day:02d},,," for day in range(1, 21)]
    history = run_list(tmp_path, values, rows)
    gone = {int(stay["row"]): stay["end"] for stay in stays(history, "wait", "left_without_help")}
    opening, there = 7 + 9 / 24, set(range(20))
    expected = []
    while there := {row for row in there if gone.get(row, 99.0) > opening}:
        expected.append((min(there), int(opening)))
        there.remove(min(there))
        opening += 3 if int(opening) % 7 == 4 else 1
    assert len(gone) > 5 and len(expected) > 5
    assert list(zip(rows_seen(history), days_seen(history), strict=True)) == expected


def test_who_comes_back_by_the_opening_is_among_those_seen():
    """A missed contact on Monday is due again on Tuesday, and is seen at Tuesday's opening
    before others referred later."""
    values = scenario(teams__team=team({"see": 1.0}, [60.0] * 5))
    values["stages"]["see"] |= {"missed_share": 0.5, "rebook_days": 1.0}
    history = run(listed(values, a=waits(6)), trace=True)
    tried = sorted((t, "m") for t in events(history, "missed")) + [
        (t, "a") for t in events(history, "attended")
    ]
    order = [word for _, word in sorted(tried)]
    assert order.count("a") == 6 and "m" in order
    assert rows_seen(history) == sorted(range(6), key=lambda row: history.register["ref"][row])


def test_equal_places_go_by_referral_identity(tmp_path):
    rows = ["here,camhs,see,routine,2025-11-01,,,"] * 6
    assert rows_seen(run_list(tmp_path, scenario(), rows)) == [0, 1, 2, 3, 4, 5]


def test_a_child_sent_on_during_a_clinic_day_waits_for_the_next_opening():
    """Both stages have a free slot on Monday; the second is used on Tuesday."""
    values = scenario(teams__team=team({"see": 0.5, "next": 0.5}, [120.0] * 5))
    values["stages"] = {"see": stage(60.0, outcomes={"on": {"to": "next"}}), "next": stage(60.0)}
    values["pathways"]["camhs"]["stages"] = ["see", "next"]
    history = run(listed(values, a=waits(1)))
    assert days_seen(history, "see") == [0] and days_seen(history, "next") == [1]


def test_contacts_are_stamped_by_minutes_since_opening():
    """Four contacts of 60 minutes from 9 to 17: a quarter of the day each, at 9, 11, 13, 15."""
    values = scenario(teams__team=team({"see": 1.0}, [240.0] * 5))
    hours = seen(run(listed(values, a=waits(4))))["end"] % 1 * 24
    assert hours == pytest.approx([9.0, 11.0, 13.0, 15.0])


# -- minutes -------------------------------------------------------------------------------------

TWO = {"contacts": 2, "spacing_days": 7.0}


def test_follow_ups_are_charged_to_their_priority(tmp_path):
    """Two slots a day, one kept for urgent and never released. Due on day 0: rows 0 and 1
    (routine) and 2 (urgent); row 3 waits to start, routine.

    Day 0: row 0 takes the common slot, row 1 may not take the kept one, row 2 does. Day 1:
    row 1 takes the common slot. Day 2: row 3 starts.
    """
    values = scenario(teams__team=team({"see": 1.0}, [120.0] * 5))
    values["stages"]["see"] |= TWO | {"carve_out": {"urgent": 0.5}, "carve_out_release": "never"}
    rows = [
        "here,camhs,see,routine,2025-11-01,2025-11-01,1,2026-01-05",
        "here,camhs,see,routine,2025-11-02,2025-11-02,1,2026-01-05",
        "here,camhs,see,urgent,2025-11-03,2025-11-03,1,2026-01-05",
        "here,camhs,see,routine,2025-10-01,2025-10-01,,",
    ]
    history = run_list(tmp_path, values, rows)
    done = {row: days(events(history, "attended", row))[0] for row in range(4)}
    assert done == {0: 0, 2: 0, 1: 1, 3: 2}


def test_released_minutes_go_to_follow_ups_before_new_starts(tmp_path):
    """Two slots a day, one kept for urgent, released on the day. Rows 0 and 1 are due, row 2
    waits to start: the released slot of day 0 is row 1's; row 2 starts on day 1."""
    values = scenario(teams__team=team({"see": 1.0}, [120.0] * 5))
    values["stages"]["see"] |= TWO | {"carve_out": {"urgent": 0.5}}
    rows = [
        "here,camhs,see,routine,2025-11-01,2025-11-01,1,2026-01-05",
        "here,camhs,see,routine,2025-11-02,2025-11-02,1,2026-01-05",
        "here,camhs,see,routine,2025-10-01,2025-10-01,,",
    ]
    history = run_list(tmp_path, values, rows)
    assert {row: days(events(history, "attended", row))[0] for row in range(3)} == {
        0: 0,
        1: 0,
        2: 1,
    }


def test_a_due_follow_up_uses_its_own_stage_s_minutes_before_new_starts_there(tmp_path):
    """`first` and `second` have a slot a day each. A follow-up of `second` does not touch the
    slot of `first`: a new start is seen at each stage only where nothing is due."""
    values = scenario(teams__team=team({"first": 0.5, "second": 0.5}, [120.0] * 5))
    values["stages"] = {"first": stage(60.0), "second": stage(60.0, **TWO)}
    values["pathways"]["camhs"] |= {
        "stages": ["first", "second"], "entry": {"urgent": "first", "routine": "second"},
    }  # fmt: skip
    rows = [
        "here,camhs,second,routine,2025-11-01,2025-11-01,1,2026-01-05",
        "here,camhs,second,routine,2025-10-01,2025-10-01,,",
        "here,camhs,first,urgent,2025-10-01,2025-10-01,,",
    ]
    history = run_list(tmp_path, values, rows)
    assert {row: days(events(history, "attended", row))[0] for row in range(3)} == {
        0: 0,
        1: 1,
        2: 0,
    }


@pytest.mark.parametrize(("release", "expected"), [("never", [0, 0, 0, 1, 1, 1]),
                                                   ("same_day", [0, 0, 0, 0, 1, 1])])  # fmt: skip
def test_what_flows_on_is_what_is_left_after_the_carve_out(release, expected):
    """`first` has two slots a day, one of them kept, and nobody waits there; `second` has two.

    Minutes kept and never released do not flow, so 2 + 1 are seen at `second`; released, 2 + 2.
    """
    values = scenario(teams__team=team({"first": 0.5, "second": 0.5}, [240.0] * 5))
    kept = {"carve_out": {"urgent": 0.5}, "carve_out_release": release}
    values["stages"] = {"first": stage(60.0, **kept), "second": stage(60.0)}
    values["pathways"]["camhs"] |= {
        "stages": ["first", "second"], "entry": {"urgent": "first", "routine": "second"},
    }  # fmt: skip
    assert days_seen(run(listed(values, a=waits(6, stage="second"))), "second") == expected


def test_the_carve_out_is_a_share_of_the_stage_s_minutes_not_of_the_role_s():
    """240 minutes: half for `first`, of which half (60) is kept: one urgent child and, of the
    common 60, one routine child a day; the other stage's minutes are not touched."""
    values = scenario(teams__team=team({"first": 0.5, "second": 0.5}, [240.0] * 5))
    kept = {
        "carve_out": {"urgent": 0.5},
        "carve_out_release": "never",
        "discipline": "longest_wait",
    }
    onward = {"outcomes": {"on": {"to": "second"}}}
    values["stages"] = {"first": stage(60.0, **kept, **onward), "second": stage(60.0)}
    values["teams"]["team"]["roles"]["nurse"]["flex"] = False
    values["pathways"]["camhs"] |= {"stages": ["first", "second"], "entry": {"routine": "first"}}
    history = run(listed(values, a=waits(3, weeks=50, stage="first"),
                         b=waits(3, stage="first", priority="urgent")))  # fmt: skip
    found = seen(history, "first")
    urgent = found["prio"] == priority("urgent")
    assert days(found["end"][urgent]) == days(found["end"][~urgent]) == [0, 1, 2]


def test_a_caseload_limit_holds_back_new_starts_and_no_follow_up(tmp_path):
    """Two places and two slots a day. Rows 0 and 1 are in care and due on days 0 and 7; row 2
    waits. Both places are taken until row 0 ends on day 0: row 2 starts with the second slot
    of that day, and row 1, due on day 7, is seen then."""
    role = {"wte": 1.0}
    values = scenario(teams__team=team({"see": 1.0}, [120.0] * 5, role=role))
    values["stages"]["see"] |= TWO | {"caseload_per_wte": 2.0}
    rows = [
        "here,camhs,see,routine,2025-11-01,2025-11-01,1,2026-01-05",
        "here,camhs,see,routine,2025-11-02,2025-11-02,1,2026-01-12",
        "here,camhs,see,routine,2025-10-01,2025-10-01,,",
    ]
    history = run_list(tmp_path, values, rows)
    assert days(events(history, "attended", 2))[0] == 0
    assert days(events(history, "attended", 1)) == [7]
    assert exits(history) == {"helped": 3}
