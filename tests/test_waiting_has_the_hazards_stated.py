"""While children wait they leave and become more pressing at the rates stated, and no others.

Nobody is ever seen here, so every wait ends by a hazard or at the horizon. Times are held
against their law by a Kolmogorov-Smirnov test that knows of the horizon; seeds are fixed.
"""

import datetime as dt

import numpy as np
import pytest
from scipy import stats
from tiny import MONDAY, change, events, exits, listed, run, scenario, stage, stays, team, waits

UNLIKELY = 1e-4
LIMIT = 4.0
SHUT = [{"start": MONDAY, "end": MONDAY.replace(year=2045)}]
YOUNG = [{"age_from": 5.0, "age_to": 6.0, "share": 1.0}]


def stuck(rules: dict, per_year: float = 1500.0, **more) -> dict:
    """Referrals for 400 days to a team that never opens."""
    values = scenario(calendar__horizon_days=400, waiting={"camhs": rules})
    values["teams"]["team"]["closures"] = SHUT
    values["demand"]["calls"] |= {"referrals_per_year": {"here": per_year}, "ages": YOUNG}
    return change(values, more)


def survival(hazard, times):
    """Chance of a wait longer than each time, for a hazard a week by band."""
    total = np.zeros(len(times))
    edges = [*(week * 7 for week, _ in hazard), np.inf]
    for (_, rate), low, high in zip(hazard, edges[:-1], edges[1:], strict=True):
        total += np.clip(times - low, 0, high - low) * rate / 7
    return np.exp(-total)


def fits(waited, longest, hazard) -> float:
    """Chance of waits this far from the law, given that each ended within its longest."""
    low = survival(hazard, longest)
    return stats.kstest((1 - survival(hazard, waited)) / (1 - low), "uniform").pvalue


def surplus(history, hazard) -> float:
    """Leavers beyond the hazard that all waits together met, in standard errors."""
    everyone = stays(history, "wait")
    met = -np.log(survival(hazard, everyone["end"] - everyone["start"])).sum()
    return (len(stays(history, "wait", "left_without_help")) - met) / np.sqrt(met)


BANDS = {
    "steady": [(0, 0.1)],
    "rising": [(0, 0.02), (6, 0.1), (20, 0.4)],
    "quiet at first": [(0, 0.0), (10, 0.2)],
}


@pytest.mark.parametrize("hazard", BANDS.values(), ids=BANDS.keys())
def test_the_rate_of_leaving_follows_its_bands(hazard):
    rules = {"leaving": [{"from_week": float(w), "per_week": r} for w, r in hazard]}
    history = run(stuck(rules, per_year=4000.0))
    left = stays(history, "wait", "left_without_help")
    assert len(left) > 2000
    assert fits(left["end"] - left["start"], 400 - left["start"], hazard) > UNLIKELY
    assert abs(surplus(history, hazard)) < LIMIT


def test_an_opening_list_leaves_at_the_rate_of_the_wait_so_far():
    """Children who have waited a year are in the last band from the first day."""
    hazard = [(0, 0.0), (52, 0.3)]
    rules = {"leaving": [{"from_week": float(w), "per_week": r} for w, r in hazard]}
    band = waits(800) | {"waited": [{"from_weeks": 52.0, "to_weeks": 90.0, "share": 1.0}]}
    history = run(listed(stuck(rules, per_year=0.0), a=band))
    left = stays(history, "wait", "left_without_help")
    assert fits(left["end"], np.full(len(left), 400.0), [(0, 0.3)]) > UNLIKELY


def test_nobody_leaves_where_the_stage_is_not_marked_waiting():
    values = stuck({"leaving": [{"per_week": 0.5}]})
    values["stages"]["see"]["waiting"] = False
    assert exits(run(values)) == {}


def test_leavers_go_where_they_are_said_to_go():
    rules = {
        "leaving": [{"per_week": 0.5}],
        "destinations": {"moved": {"share": 0.3, "exit": "gone_elsewhere"},
                         "lost": {"share": 0.7, "exit": "left_without_help"}},
    }  # fmt: skip
    left = exits(run(stuck(rules)))
    n = sum(left.values())
    assert left["gone_elsewhere"] / n == pytest.approx(0.3, abs=LIMIT * np.sqrt(0.21 / n))


def test_leavers_may_join_another_list_and_count_as_waiting_there():
    rules = {
        "leaving": [{"per_week": 0.5}],
        "destinations": {"choose": {"share": 1.0, "to": "rtc"}},
    }
    values = stuck(rules)
    values["stages"]["rtc"] = stage(60.0, waiting=False)
    values["teams"]["private"] = team({"rtc": 1.0}, [0.0, 600.0, 0.0, 0.0, 0.0])
    values["pathways"]["camhs"]["stages"] = ["see", "rtc"]
    history = run(values)
    moved = stays(history, "wait", "changed team", "see")
    assert len(moved) == len(stays(history, "wait", None, "rtc")) > 500
    assert set(exits(history)) == {"helped"}


def test_groups_leave_at_their_own_rate():
    values = stuck({"leaving": [{"per_week": 0.05}]})
    values["demand"]["calls"]["groups"] = {
        "kind": {"a": {"share": 0.5, "leaving": 3.0}, "b": {"share": 0.5}}
    }
    history = run(values)
    left = stays(history, "wait", "left_without_help")
    for multiplier in (1.0, 3.0):
        mine = left[history.register["m_leave"][left["row"]] == multiplier]
        hazard = [(0, 0.05 * multiplier)]
        assert fits(mine["end"] - mine["start"], 400 - mine["start"], hazard) > UNLIKELY


UP = {"from_priority": "routine", "to_priority": "urgent", "per_week": 0.1}


def test_the_rate_of_becoming_urgent_is_the_stated_one():
    history = run(stuck({"escalation": {"up": UP}}))
    risen = stays(history, "wait", "re-graded")
    assert len(risen) > 500
    assert fits(risen["end"] - risen["start"], 400 - risen["start"], [(0, 0.1)]) > UNLIKELY


def test_two_ways_of_rising_share_the_hazard():
    """Rates of 0.06 and 0.04 a week: together 0.1, three of five by the first."""
    rules = {"escalation": {
        "up": UP | {"per_week": 0.06},
        "far": UP | {"per_week": 0.04, "to_priority": "crisis"},
    }}  # fmt: skip
    history = run(stuck(rules))
    risen = np.concatenate(
        [stays(history, "wait", how) for how in ("re-graded", "became a crisis")]
    )
    first = risen[risen["prio"] == 2]
    assert fits(first["end"] - first["start"], 400 - first["start"], [(0, 0.1)]) > UNLIKELY
    up = (history.register["prio"][first["row"]] == 1).mean()
    assert up == pytest.approx(0.6, abs=LIMIT * np.sqrt(0.24 / len(first)))


def test_a_second_rise_has_a_threshold_of_its_own():
    """At half a rise a week, children of the first 200 days have all risen twice by the end."""
    fast = UP | {"per_week": 0.5}
    on = fast | {"from_priority": "urgent", "to_priority": "crisis"}
    history = run(stuck({"escalation": {"up": fast, "on": on}}))
    both_kinds = [stays(history, "wait", how) for how in ("re-graded", "became a crisis")]
    risen = np.sort(np.concatenate(both_kinds), order=["row", "end"])
    risen = risen[risen["join"] < 200]
    first, second = (risen[risen["prio"] == rank] for rank in (2, 1))
    both = np.isin(first["row"], second["row"])
    waited = [each["end"] - each["start"] for each in (first[both], second)]
    assert fits(waited[1], 400 - second["start"], [(0, 0.5)]) > UNLIKELY
    assert abs(stats.spearmanr(*waited).statistic) * np.sqrt(len(second)) < LIMIT


@pytest.mark.parametrize("keeps", [True, False])
def test_rising_keeps_the_place_or_joins_at_the_back(keeps):
    """Urgent children are seen by date of referral, or by the date on which they rose."""
    values = scenario(calendar__horizon_days=300)
    values["teams"]["team"]["closures"] = [{"start": MONDAY, "end": MONDAY + dt.timedelta(150)}]
    values["waiting"] = {"camhs": {"escalation": {"up": UP | {"keeps_place": keeps}}}}
    history = run(listed(values, a=waits(30, weeks=30)), trace=True)
    risen = {row: moments[0] for row in range(30) if (moments := events(history, "escalated", row))}
    before = [row for row, moment in risen.items() if moment < 150]
    by = (lambda row: history.register["ref"][row]) if keeps else risen.get
    order = [int(s["row"]) for s in np.sort(stays(history, "wait", "seen"), order="end")]
    assert [row for row in order if row in before] == sorted(before, key=by)
    assert len(before) > 10


def test_support_reaches_its_share_and_multiplies_rates():
    support = {"reach_share": 0.4, "escalation_multiplier": 0.5, "leaving_multiplier": 0.25}
    rules = {"leaving": [{"per_week": 0.2}], "support": support}
    history = run(stuck(rules, per_year=3000.0))
    r = history.register
    n = len(r)
    assert r["supported"].mean() == pytest.approx(0.4, abs=LIMIT * np.sqrt(0.24 / n))
    left = stays(history, "wait", "left_without_help")
    for supported, rate in ((0, 0.2), (1, 0.05)):
        mine = left[r["supported"][left["row"]] == supported]
        assert fits(mine["end"] - mine["start"], 400 - mine["start"], [(0, rate)]) > UNLIKELY
    rises = run(stuck({"escalation": {"up": UP}, "support": support}, per_year=3000.0))
    risen = stays(rises, "wait", "re-graded")
    mine = risen[rises.register["supported"][risen["row"]] == 1]
    assert fits(mine["end"] - mine["start"], 400 - mine["start"], [(0, 0.05)]) > UNLIKELY


def test_a_list_check_removes_its_share_of_those_it_concerns_on_its_day():
    check = {"date": MONDAY + dt.timedelta(200), "removed_share": 0.4, "waited_from_weeks": 10.0}
    history = run(stuck({"validations": {"check": check}}))
    removed = stays(history, "wait", "left_without_help")
    old = (history.register["ref"] <= 200 - 70).sum()
    assert set(removed["end"]) == {200.0}
    assert np.all(removed["start"] <= 130)
    assert len(removed) / old == pytest.approx(0.4, abs=LIMIT * np.sqrt(0.24 / old))


def test_two_list_checks_are_independent():
    checks = {
        name: {"date": MONDAY + dt.timedelta(day), "removed_share": 0.5}
        for name, day in (("one", 300), ("two", 301))
    }
    history = run(stuck({"validations": checks}))
    removed = stays(history, "wait", "left_without_help")
    first, second = (removed["end"] == 300).sum(), (removed["end"] == 301).sum()
    assert second == pytest.approx(first / 2, rel=0.15)


def test_time_in_treatment_uses_up_no_hazard():
    """Everyone starts at once and is between contacts for a year: nobody leaves."""
    values = stuck({"leaving": [{"per_week": 0.9}]}, per_year=0.0)
    values["teams"]["team"] |= {"closures": []}
    values["teams"]["team"]["roles"]["nurse"]["minutes_by_weekday"] = [6e4] * 5
    values["stages"]["see"] |= {"contacts": 10, "spacing_days": 30.0}
    assert exits(run(listed(values, a=waits(200, weeks=0.1)))).get("left_without_help", 0) < 30
