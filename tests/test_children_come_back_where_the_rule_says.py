"""Who rises, leaves for another provider or is asked for information comes back as stated.

Day 0 is Monday 5 January 2026.
"""

import datetime as dt

import numpy as np
import pytest
from tiny import (
    MONDAY,
    days,
    days_seen,
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

SHUT = [{"start": MONDAY, "end": MONDAY + dt.timedelta(69)}]
ALWAYS = {"servers": 50.0, "opens": 0.0, "closes": 24.0}


def rising(**escalation) -> dict:
    """Six wait for `see`, which opens on day 70 with a slot a day; they rise to a crisis."""
    values = scenario(calendar__horizon_days=120, teams__team__closures=SHUT)
    values["stages"]["duty"] = {
        "service": "continuous", "service_minutes": 60.0, "waiting": False,
        "outcomes": {"done": {"exit": "helped"}},
    }  # fmt: skip
    values["teams"]["duty"] = {"serves": [{"areas": ["here"]}], "works_at": ["duty"],
                               "shifts": [ALWAYS]}  # fmt: skip
    values["pathways"]["camhs"] |= {"stages": ["see", "duty"],
                                    "entry": {"routine": "see", "crisis": "duty"}}  # fmt: skip
    up = {"from_priority": "routine", "to_priority": "crisis", "per_week": 1.0, "to_stage": "duty"}
    values["waiting"] = {"camhs": {"escalation": {"up": up | escalation}}}
    return listed(values, a=waits(6, weeks=20))


def test_a_rise_without_a_way_back_ends_where_the_other_stage_says():
    history = run(rising())
    assert exits(history) == {"helped": 6} and len(seen(history)) == 0


def test_who_was_met_as_a_crisis_stands_again_where_they_stood():
    """All six rise before day 70, are met for an hour, and stand on the list again at that
    minute; from day 70 they are seen one a day in the order of referral: the place is kept."""
    history = run(rising(returns_to="see"))
    met = stays(history, "care", "done", "duty")
    back = seen(history)
    assert sorted(met["row"]) == list(range(6)) and np.all(met["end"] < 70)
    joined = dict(zip(back["row"].tolist(), back["join"].tolist(), strict=True))
    for visit in met:
        assert visit["end"] - visit["start"] == pytest.approx(1 / 24)
        assert joined[int(visit["row"])] == pytest.approx(visit["end"])
    assert days(back["end"]) == [70, 71, 72, 73, 74, 77]
    order = np.argsort(history.register["ref"], kind="stable").tolist()
    assert back["row"].tolist() == order
    assert exits(history) == {"helped": 6}


def test_a_place_that_was_lost_is_the_moment_of_rising():
    history = run(rising(returns_to="see", keeps_place=False))
    rose = {int(s["row"]): s["end"] for s in stays(history, "wait", "became a crisis")}
    assert seen(history)["row"].tolist() == sorted(rose, key=rose.get)


def test_who_comes_back_waits_for_no_second_delay():
    """`see` comes after packs of 30 days; who was on its list before does not wait for new ones."""
    values = rising(returns_to="see")
    values["stages"]["see"]["delay_days"] = 30.0
    history = run(values)
    met = stays(history, "care", "done", "duty")
    found = {int(s["row"]): s["join"] for s in seen(history)}
    assert len(met) == 6 and all(found[int(v["row"])] == pytest.approx(v["end"]) for v in met)
    assert days_seen(history)[0] == 70


def test_other_ways_out_of_the_stage_joined_stay_ways_out():
    values = rising(returns_to="see")
    values["stages"]["duty"]["outcomes"] = {"away": {"exit": "gone_elsewhere"}}
    assert exits(run(values)) == {"gone_elsewhere": 6}


# -- Right to Choose: its own list, its cap, and back for prescribing ----------------------------


def choosing(cap: float) -> dict:
    """Eight wait for `see`, which never opens, and choose another provider, who has so many
    minutes each Tuesday; then they come back to the first team for titration, on any weekday."""
    values = scenario(calendar__horizon_days=200)
    values["teams"]["team"] = team({"see": 0.0, "titrate": 1.0}, [60.0] * 5)
    values["stages"]["choose"] = stage(60.0, waiting=False, outcomes={"back": {"to": "titrate"}})
    values["stages"]["titrate"] = stage(60.0, waiting=False)
    values["teams"]["chosen"] = team({"choose": 1.0}, [0.0, cap, 0.0, 0.0, 0.0]) | {
        "kind": "independent", "price_gbp_per_contact": 900.0,
    }  # fmt: skip
    values["pathways"]["camhs"]["stages"] = ["see", "choose", "titrate"]
    values["waiting"] = {
        "camhs": {
            "leaving": [{"per_week": 1.0}],
            "destinations": {"choose": {"share": 1.0, "to": "choose"}},
        }
    }
    return listed(values, a=waits(8, weeks=20))


@pytest.mark.parametrize("cap", [60.0, 120.0])
def test_who_chooses_waits_on_that_list_up_to_its_cap_and_comes_back(cap):
    """Worked out: everyone joins the other list when they leave this one; each Tuesday at 9 as
    many as the cap allows are seen, longest since referral first; they are on the list for
    titration from the next morning, one slot a weekday."""
    history = run(choosing(cap))
    left = {int(s["row"]): s["end"] for s in stays(history, "wait", "changed team", "see")}
    assert sorted(left) == list(range(8))
    slots, waiting, expected = int(cap // 60), dict(left), []
    for tuesday in range(1, 200, 7):
        ready = [row for row, moment in waiting.items() if moment <= tuesday + 9 / 24]
        ready.sort(key=lambda row: history.register["ref"][row])
        for row in ready[:slots]:
            expected.append((row, tuesday))
            del waiting[row]
    found = seen(history, "choose")
    assert [(int(s["row"]), int(s["end"])) for s in found] == expected and len(expected) == 8
    titrated, last = [], 0
    for row, tuesday in expected:
        last = max(tuesday + 1, last + 1)
        titrated.append((row, last))
    assert [(int(s["row"]), int(s["end"])) for s in seen(history, "titrate")] == titrated
    assert exits(history) == {"helped": 8}


def test_where_no_destination_is_open_leavers_left_without_help():
    """The other provider takes children from `see` alone; those who leave `titrate` are lost."""
    values = choosing(480.0)
    values["teams"]["team"]["roles"]["nurse"]["minutes_by_weekday"] = [1.0] * 5
    values["stages"]["titrate"]["waiting"] = True
    values["waiting"]["camhs"]["destinations"]["choose"]["from_stages"] = ["see"]
    assert exits(run(values)) == {"left_without_help": 8}


# -- information asked by an access point --------------------------------------------------------


@pytest.mark.parametrize(("in_term_only", "back"), [(False, 7.375), (True, 16.375)])
def test_information_returns_pass_on_school_days_where_they_must(in_term_only, back):
    """Asked at 9 on Monday 5 January, seven days: back at 9 on Monday 12. On school days only,
    with that week a holiday, 5 to 9 January are five of them, and Monday 19 and Tuesday 20 the
    other two: back at 9 on Wednesday 21, day 16."""
    triage = {"information_missing_share": 1.0, "information_delay_days": 7.0,
              "information_in_term_only": in_term_only}  # fmt: skip
    point = {"serves": [{"areas": ["here"]}], "triage": {"camhs": triage},
             "roles": {"clerk": {"minutes_by_weekday": [60.0] * 5}}}  # fmt: skip
    values = scenario(access_points={"door": point})
    values["calendar"]["school_holidays"] = [
        {"start": MONDAY + dt.timedelta(7), "end": MONDAY + dt.timedelta(13)}
    ]
    history = run(listed(values, a=waits(1, stage="door")), trace=True)
    assert days(events(history, "information asked")) == [0]
    assert seen(history, "door")[-1]["join"] == pytest.approx(back)
