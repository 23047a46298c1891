"""Birthdays and dates move waiting children to the team that now serves them.

The rule says whether the place and the clocks are kept or start again; care under way stays
where it is; at 18 a waiting child leaves for adult services.
"""

import datetime as dt

import numpy as np
import pytest
from tiny import MONDAY, change, exits, listed, run, scenario, stays, team, waits

SHUT = [{"start": MONDAY, "end": MONDAY.replace(year=2045)}]
HANDOVER = MONDAY + dt.timedelta(100)


def stuck(**changes) -> dict:
    values = scenario(calendar__horizon_days=800, waiting={"camhs": {}})
    values["teams"]["team"]["closures"] = SHUT
    return change(values, changes)


def by_age(transfer: str, closed: bool = True) -> dict:
    """One team until the eleventh birthday, another from it."""
    values = stuck(waiting={"camhs": {"transfer": transfer}})
    values["teams"]["team"]["serves"] = [{"areas": ["here"], "age_to": 11.0}]
    values["teams"]["older"] = team({"see": 1.0}, [60.0] * 5) | {
        "serves": [{"areas": ["here"], "age_from": 11.0}],
        "closures": SHUT if closed else [],
    }
    return values


def test_a_waiting_child_leaves_on_the_eighteenth_birthday():
    history = run(listed(stuck(), a=waits(50, age_from=16.5, age_to=17.5)))
    left = stays(history, "wait", "turned_18")
    birthday = history.register["birth"] + 18 * 365.25
    assert len(left) == 50
    assert left["end"] == pytest.approx(birthday[left["row"]])


def test_another_age_of_leaving_may_be_stated():
    values = stuck(waiting={"camhs": {"leaves_at_age": 17.0}})
    left = stays(run(listed(values, a=waits(50, age_from=15.5, age_to=16.5))), "wait", "turned_18")
    assert len(left) == 50


def test_a_birthday_in_treatment_changes_nothing():
    values = stuck()
    values["teams"]["team"]["closures"] = []
    values["teams"]["team"]["roles"]["nurse"]["minutes_by_weekday"] = [1e4] * 5
    values["stages"]["see"] |= {"contacts": 12, "spacing_days": 14.0}
    history = run(listed(values, a=waits(20, age_from=17.7, age_to=17.8)))
    assert exits(history) == {"helped": 20}


@pytest.mark.parametrize("transfer", ["keep", "restart"])
def test_a_child_who_crosses_an_age_limit_moves_to_the_other_team(transfer):
    history = run(listed(by_age(transfer), a=waits(40, age_from=10.0, age_to=10.9)))
    moved = stays(history, "wait", "changed team")
    birthday = history.register["birth"] + 11 * 365.25
    assert len(moved) == 40
    assert moved["end"] == pytest.approx(birthday[moved["row"]])
    after = stays(history, "wait", "still there")
    older = history.blueprint.servers.index("older")
    assert set(history.state.lines["server"][after["line"]]) == {older}
    joined = birthday[after["row"]] if transfer == "restart" else np.full(40, np.nan)
    restarted = np.isclose(after["join"], joined)
    assert restarted.all() if transfer == "restart" else (after["join"] <= 0).all()


@pytest.mark.parametrize(("transfer", "newcomer_first"), [("keep", False), ("restart", True)])
def test_the_place_is_kept_or_lost_with_the_transfer(transfer, newcomer_first):
    """Those who crossed were referred a year before those already on the older list.

    The older team opens only when all have crossed, with a slot a day.
    """
    values = by_age(transfer, closed=False)
    values["teams"]["older"]["closures"] = [{"start": MONDAY, "end": MONDAY + dt.timedelta(400)}]
    crossing = waits(20, age_from=10.0, age_to=10.5) | {
        "waited": [{"from_weeks": 60.0, "to_weeks": 80.0, "share": 1.0}]
    }
    history = run(listed(values, a=crossing, b=waits(20, weeks=8, age_from=12.0, age_to=13.0)))
    found = np.sort(stays(history, "wait", "seen"), order="end")["row"].tolist()
    assert len(found) == 40
    assert all((row >= 20) == newcomer_first for row in found[:20])


def handed_over(transfer: str) -> dict:
    """From a date, another provider takes the area."""
    values = stuck(waiting={"camhs": {"transfer": transfer}})
    values["teams"]["team"]["serves"] = [{"areas": ["here"], "to_date": HANDOVER - dt.timedelta(1)}]
    values["teams"]["new"] = team({"see": 1.0}, [60.0] * 5) | {
        "serves": [{"areas": ["here"], "from_date": HANDOVER}]
    }
    return values


@pytest.mark.parametrize("transfer", ["keep", "restart"])
def test_a_change_of_provider_moves_the_whole_list_on_its_date(transfer):
    history = run(listed(handed_over(transfer), a=waits(30, age_to=10.0)))
    moved = stays(history, "wait", "changed team")
    assert moved["end"].tolist() == [100.0] * 30
    seen = np.sort(stays(history, "wait", "seen"), order="end")
    assert np.floor(seen["end"][:3]).tolist() == [100, 101, 102]
    assert exits(history) == {"helped": 30}
    assert set(seen["join"] == 100) == {transfer == "restart"}


def test_referrals_after_the_date_go_to_the_new_provider():
    values = handed_over("keep")
    values["demand"]["calls"]["referrals_per_year"] = {"here": 300.0}
    history = run(values)
    late = history.register["ref"] >= 100
    new = history.blueprint.servers.index("new")
    lines = history.register["line"][late]
    assert set(history.state.lines["server"][lines]) == {new}


def test_care_under_way_stays_with_the_old_provider():
    values = handed_over("keep")
    values["teams"]["team"]["closures"] = []
    values["stages"]["see"] |= {"contacts": 6, "spacing_days": 30.0}
    history = run(listed(values, a=waits(1, age_to=10.0)))
    assert not len(stays(history, "wait", "changed team"))
    old = history.blueprint.servers.index("team")
    by_server = {
        int(server): int(history.state.contacts[line].sum())
        for line, server in enumerate(history.state.lines["server"])
    }
    assert by_server[old] == 6
