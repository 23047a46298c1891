"""At the edges there is only one right answer."""

import numpy as np
import pytest
from tiny import MONDAY, change, exits, listed, run, scenario, states, stays, waits, whole_service

END = MONDAY.replace(year=2031)
PATIENT = {"waiting": {}, "demand.calls.re_referral": {}, "opening": {"source": "empty"}}


def test_nobody_comes():
    nobody = {
        "demand.calls.referrals_per_year": {"here": 0.0},
        "demand.autism.referrals_per_year": {"there": 0.0},
        "opening": {"source": "empty"},
    }
    history = run(change(whole_service(), nobody), trace=True)
    assert len(history.register) == len(history.stays) == len(history.trace) == 0
    assert history.state.spent.sum() == 0
    assert history.state.offered.sum() > 0


def test_endless_capacity_leaves_no_wait_but_the_next_opening():
    values = change(
        scenario(calendar__horizon_days=365),
        {
            "demand.calls.referrals_per_year": {"here": 500.0},
            "teams.team.roles.nurse.minutes_by_weekday": [1e6] * 7,
            "teams.team.hours": {"every_day": True},
        },
    )
    found = stays(run(values), "wait", "seen")
    assert len(found) > 400
    assert np.all(found["end"] - found["start"] <= 1 + 8 / 24)


@pytest.mark.parametrize("closed", ["team", "autism"])
def test_a_closed_team_sees_nobody_and_others_go_on(closed):
    values = change(
        whole_service(), {f"teams.{closed}.closures": [{"start": MONDAY, "end": END}]} | PATIENT
    )
    history = run(values)
    seen = {history.blueprint.servers[k] for k in lines_seen(history)}
    assert closed not in seen
    assert {"team", "autism", "far"} - {closed} <= seen


def lines_seen(history) -> list:
    """Servers whose lines saw anyone."""
    seen = history.state.contacts.sum(axis=(1, 2, 3)) > 0
    return history.state.lines["server"][seen].tolist()


def test_everyone_misses_and_nobody_is_seen():
    """A chance of missing just under 1, tripled for a group, is a certainty."""
    sure = {"sex": {"a": {"share": 1.0, "missed": 3.0}}}
    values = scenario(calendar__horizon_days=200)
    values["demand"]["calls"] |= {"referrals_per_year": {"here": 100.0}, "groups": sure}
    values["stages"]["see"] |= {"missed_share": 0.9, "discharge_after_missed": 2}
    history = run(values)
    assert not len(stays(history, "wait", "seen"))
    assert set(exits(history)) == {"not_attended"}
    assert history.state.contacts[..., 0].sum() == 0


def test_nobody_is_accepted():
    refuse = {"accepted_share": 0.0}
    values = change(
        whole_service(),
        {
            "access_points.spa.triage": {"camhs": refuse, "asd": refuse},
            "access_points.spa.crisis_screened": True,
            "waiting": {},
            "opening": {"source": "empty"},
        },
    )
    history = run(values)
    assert set(exits(history)) - {"turned_18"} == {"refused"}
    assert states(history)["closed"] > 200
    assert {history.blueprint.servers[k] for k in lines_seen(history)} == {"spa"}


def test_everyone_is_signposted():
    away = {"accepted_share": 0.0, "signposted_share": 1.0}
    values = change(
        whole_service(),
        {
            "access_points.spa.triage": {"camhs": away, "asd": away},
            "access_points.spa.crisis_screened": True,
            "demand.calls.re_referral": {},
            "waiting": {},
            "opening": {"source": "empty"},
        },
    )
    assert set(exits(run(values))) - {"turned_18"} == {"signposted"}


def test_a_run_of_one_day_runs():
    history = run(listed(scenario(calendar__horizon_days=1), a=waits(3)))
    assert exits(history) == {"helped": 1}


def test_a_list_of_thousands_is_seen_in_order():
    """Ten thousand children, twenty a day: the heap keeps the order of referral."""
    values = change(
        scenario(calendar__horizon_days=300),
        {"teams.team.roles.nurse.minutes_by_weekday": [1200.0] * 5},
    )
    history = run(listed(values, a=waits(10_000, weeks=200)))
    found = stays(history, "wait", "seen")
    order = history.register["ref"][found["row"][np.argsort(found["end"], kind="stable")]]
    assert len(order) == 20 * 5 * (300 // 7) + 20 * min(5, 300 % 7)
    assert np.all(np.diff(order) >= 0)


def test_a_child_too_long_for_any_day_waits_for_ever():
    values = change(scenario(), {"stages.see.minutes": {"nurse": 61.0}})
    assert states(run(listed(values, a=waits(3)))) == {"waiting": 3}
