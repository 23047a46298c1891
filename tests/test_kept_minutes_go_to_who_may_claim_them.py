"""Kept minutes go to whoever of their priority joined in time, whoever else stands before.

One slot a day, kept for urgent children and released two days before, so that only those who
joined the list two days before may claim it. Day 0 is Monday 5 January 2026.
"""

import numpy as np
from tiny import days, rows_seen, run_list, scenario, seen, stays, team


def kept(**changes) -> dict:
    """Everything kept for urgent children, released two days before; the longest wait first."""
    values = scenario(**changes)
    values["stages"]["see"] |= {
        "carve_out": {"urgent": 1.0}, "carve_out_release": 2, "discipline": "longest_wait",
    }  # fmt: skip
    return values


def days_of(history, node: str = "see") -> dict[int, int]:
    """Day of the first contact of each row."""
    return {int(stay["row"]): int(stay["end"]) for stay in seen(history, node)}


def test_who_joined_too_late_lets_those_behind_claim(tmp_path):
    """Row 0: urgent, referred in November, joined the list on day 0 itself.
    Row 1: urgent, referred and joined in December. Row 2: routine, waiting longest of all.

    Day 0: the slot is kept; row 0 stands first and may not claim it, row 1 may. Day 1: row 0
    still may not (joined one day before), nobody else is urgent, so the slot is released to
    the longest wait, row 2. Day 2: row 0 joined two days before and claims.
    """
    rows = [
        "here,camhs,see,urgent,2025-11-01,2026-01-05,,",
        "here,camhs,see,urgent,2025-12-01,2025-12-01,,",
        "here,camhs,see,routine,2025-10-01,2025-10-01,,",
    ]
    history = run_list(tmp_path, kept(), rows)
    assert days_of(history) == {1: 0, 2: 1, 0: 2}


def test_who_stepped_aside_keeps_the_place(tmp_path):
    """Rows 0 and 1 joined on day 0, rows 2 and 3 long ago; all urgent.

    Days 0 and 1: rows 2 and 3 claim. Days 2 and 3: rows 0 and 1, in the order of referral.
    """
    rows = [
        "here,camhs,see,urgent,2025-11-01,2026-01-05,,",
        "here,camhs,see,urgent,2025-11-02,2026-01-05,,",
        "here,camhs,see,urgent,2025-12-01,2025-12-01,,",
        "here,camhs,see,urgent,2025-12-02,2025-12-02,,",
    ]
    history = run_list(tmp_path, kept(), rows)
    assert rows_seen(history) == [2, 3, 0, 1]
    assert days_of(history) == {2: 0, 3: 1, 0: 2, 1: 3}


def test_a_helping_team_s_kept_minutes_are_claimed_past_the_late(tmp_path):
    """The team of `here` has a minute a day; that of `there` helps with a kept slot a day."""
    helper = team({"see": 1.0}, [60.0] * 5)
    values = kept(
        areas__there={},
        teams__team__roles__nurse__minutes_by_weekday=[1.0] * 5,
        teams__helper=helper | {"serves": [{"areas": ["there"]}], "takes_from": ["team"]},
    )
    rows = [
        "here,camhs,see,urgent,2025-11-01,2026-01-05,,",
        "here,camhs,see,urgent,2025-12-01,2025-12-01,,",
        "here,camhs,see,routine,2025-10-01,2025-10-01,,",
    ]
    history = run_list(tmp_path, values, rows)
    assert days_of(history) == {1: 0, 2: 1, 0: 2}


def test_a_follow_up_promised_too_late_lets_those_behind_claim(tmp_path):
    """Rows 0 and 1 are in care and due on day 0; row 0 began today, row 1 in December.

    Row 0 stands first and may not claim the kept slot of day 0; row 1 may. On day 1 row 0
    still may not, and has the slot because it is released and nobody else is there.
    """
    rows = [
        "here,camhs,see,urgent,2025-11-01,2026-01-05,1,2026-01-05",
        "here,camhs,see,urgent,2025-12-01,2025-12-01,1,2026-01-05",
    ]
    history = run_list(tmp_path, kept(stages__see__contacts=2), rows)
    done = np.sort(stays(history, "care", "done"), order="end")
    assert done["row"].tolist() == [1, 0] and days(done["end"]) == [0, 1]
