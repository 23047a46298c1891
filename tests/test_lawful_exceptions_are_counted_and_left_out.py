"""A wait beyond the limit that the law excepts is counted by its reason, and the share within
the limit is also read without it. What is expected is worked out from the trace, child by child."""

import datetime as dt

import numpy as np
import pytest
from tiny import MONDAY, run, scenario

from sim.measures.measure import measured
from sim.settings import BadInput, from_values

LIMIT = 14
CLOSED = (117, 146)
"""From Saturday 2 to Sunday 31 May 2026, days from Monday 5 January: 30 in a row."""


def service(**exceptions):
    """Some 450 children a year, a quarter of whose appointments are missed; ten slots a week."""
    return scenario(**{
        "calendar.horizon_days": 360,
        "calendar.school_holidays": [
            {"start": MONDAY + dt.timedelta(days=119), "end": MONDAY + dt.timedelta(days=146)},
            {"start": MONDAY + dt.timedelta(days=91), "end": MONDAY + dt.timedelta(days=104)},
        ],
        "demand.calls.referrals_per_year.here": 450.0,
        "teams.team.roles.nurse.minutes_by_weekday": [120.0] * 5,
        "stages.see.missed_share": 0.25, "stages.see.rebook_days": 10.0,
        "stages.see.counts_as_contact": True,
        "clocks.first_contact": {"stop": [["first_contact"]]},
        "standards.fortnight": {"clock": "first_contact", "limit": float(LIMIT),
                                "exceptions": exceptions},
    })  # fmt: skip


def told(history):
    """Children excepted by reason; those seen, in time, and left when exceptions are taken out."""
    table = measured(history).to_pandas()
    table = table[table["standard"] == "fortnight"]
    table = table[(table["area"] == "all") & (table["priority"] == "all")]
    table = table[(table["need"] == "camhs") & (table["group"] == "all")]
    counts = table[table["measure"] == "excepted_completed"].groupby("band", observed=True)
    shares = table[table["measure"] == "share_within_completed"]
    number = {}
    for band in ("all", "not excepted"):
        rows = shares[shares["band"] == band]
        number[band] = (rows["n"].sum(), round((rows["value"] * rows["n"]).sum()))
    return counts["value"].sum().to_dict(), number


def waits_of(history):
    """Day of referral and of first contact of each child seen, by row."""
    column = history.blueprint.columns.index("first_contact")
    contact = history.milestones[:, column]
    rows = np.flatnonzero(~np.isnan(contact))
    return rows, np.floor(history.register["ref"][rows]), np.floor(contact[rows])


def check(history, reason, excepted):
    """Hold what is measured against the rows that should be excepted."""
    rows, referred, seen = waits_of(history)
    late = int((seen - referred > LIMIT).sum())
    counts, number = told(history)
    assert 10 < excepted < late
    assert counts == {"all": excepted, reason: excepted}
    assert number["all"] == (len(rows), len(rows) - late)
    assert number["not excepted"] == (len(rows) - excepted, len(rows) - late)


def test_a_late_wait_is_excepted_by_an_appointment_missed_within_the_limit():
    from sim.pathway.codes import N_MISSED

    history = run(service(events=["missed_appointment"]), trace=True)
    missed = history.trace[history.trace["event"] == N_MISSED]
    rows, referred, seen = waits_of(history)
    late = {row: day for row, day, s in zip(rows, referred, seen, strict=True) if s - day > LIMIT}
    in_time = {m["row"] for m in missed if m["row"] in late
               and np.floor(m["time"]) - late[m["row"]] <= LIMIT}  # fmt: skip
    assert {m["row"] for m in missed} & late.keys() > in_time
    check(history, "missed_appointment", len(in_time))


def test_a_long_closure_of_schools_excepts_late_waits_that_it_fell_into():
    history = run(service(school_closed_days=28))
    _, referred, seen = waits_of(history)
    fell = (referred >= CLOSED[0] - LIMIT) & (referred <= CLOSED[1])
    check(history, "school_closed", int((fell & (seen - referred > LIMIT)).sum()))


def test_a_share_of_children_is_excepted_whatever_the_reason():
    history = run(service(shares={"away": 0.4}))
    counts, number = told(history)
    seen, in_time = number["all"]
    assert counts["away"] / (seen - in_time) == pytest.approx(0.4, abs=0.1)
    assert number["not excepted"] == (seen - counts["away"], in_time)
    again, _ = told(run(service(shares={"away": 0.4})))
    assert again == counts


def test_a_child_with_two_reasons_counts_once_under_the_first():
    both, _ = told(run(service(events=["missed_appointment"], shares={"away": 1.0})))
    alone, _ = told(run(service(events=["missed_appointment"])))
    _, number = told(run(service(shares={"away": 1.0})))
    assert both["missed_appointment"] == alone["missed_appointment"]
    assert both["all"] == both["missed_appointment"] + both["away"]
    assert number["not excepted"][0] == number["not excepted"][1] == number["all"][1]


def test_exceptions_change_nothing_else_that_is_measured():
    plain, excepting = (
        measured(run(service(**rules))).to_pandas()
        for rules in ({}, {"events": ["missed_appointment"], "shares": {"away": 0.5}})
    )
    kept = excepting[(excepting["band"] != "not excepted")
                     & (excepting["measure"] != "excepted_completed")]  # fmt: skip
    assert len(excepting) > len(kept) == len(plain)
    assert kept["value"].tolist() == plain["value"].tolist()


@pytest.mark.parametrize(
    "rules", [{"events": ["treatment"]}, {"shares": {"missed_appointment": 0.1}}]
)
def test_reasons_that_cannot_be_told_apart_are_refused(rules):
    with pytest.raises(BadInput, match="may hold only|may not be named"):
        from_values(service(**rules))
