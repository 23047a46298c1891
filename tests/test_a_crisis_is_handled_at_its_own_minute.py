"""A crisis is handled at its own minute, by whoever is on duty, at the cost stated.

Not at the next opening of a clinic: responders work by the minute, day and night. Where one is
late, suspect what the clock looks ahead to between two openings.
"""

import datetime as dt

import numpy as np
from tiny import (  # fmt: skip
    MONDAY,
    change,
    days_seen,
    listed,
    run,
    scenario,
    seen,
    stays,
    team,
    waits,
)

from sim.measures.measure import measured

HERE = [{"areas": ["here"]}]


def waiting(count: int = 4000, weeks: float = 0.01, days: int = 140, **rules) -> dict:
    """Many children on a list that nobody serves."""
    values = scenario(calendar__horizon_days=days, teams__team=team({"see": 1.0}, [1.0] * 5))
    return change(listed(values, a=waits(count, weeks)), {"waiting.camhs": rules})


def crisis(duty: dict | None = None, **changes) -> dict:
    """Children who become a crisis go to responders, who are there day and night."""
    shifts = {"serves": HERE, "works_at": ["crisis"],
              "shifts": [{"servers": 300.0, "opens": 0.0, "closes": 24.0}]}  # fmt: skip
    values = waiting(500, escalation={"up": {
        "from_priority": "routine", "to_priority": "crisis", "per_week": 0.1, "to_stage": "crisis",
    }})  # fmt: skip
    values["stages"]["crisis"] = {"service": "continuous", "service_minutes": 60.0,
                                  "outcomes": {"x": {"exit": "helped"}}}  # fmt: skip
    values["teams"]["duty"] = shifts | (duty or {})
    values["pathways"]["camhs"] |= {"stages": ["see", "crisis"],
                                    "entry": {"routine": "see", "crisis": "crisis"}}  # fmt: skip
    return change(values, changes)


def waited(history, after: float = 0.0, node: str = "crisis"):
    """Waits for a responder of those who came after a moment."""
    found = seen(history, node)
    found = found[found["start"] >= after]
    assert len(found) > 20
    return found["end"] - found["start"]


def test_a_crisis_while_waiting_is_handled_at_its_own_minute():
    """Also at night and at weekends."""
    history = run(crisis())
    assert np.all(waited(history, 0.375) == 0)
    hours = seen(history, "crisis")["end"] % 1
    assert 0.4 < np.mean((hours > 0.75) | (hours < 0.375)) < 0.85


def test_a_crisis_before_the_first_opening_is_handled_at_its_own_minute():
    shut = [{"start": MONDAY, "end": MONDAY + dt.timedelta(27)}]
    assert np.all(waited(run(crisis(teams__team__closures=shut))) == 0)


def test_a_crisis_soon_after_joining_is_handled_at_its_own_minute():
    assert np.all(waited(run(crisis(demand__calls__referrals_per_year={"here": 9000.0})), 7) == 0)


def test_a_crisis_call_that_comes_again_is_handled_at_its_own_minute():
    back = {"share": 0.5, "after": ["left_without_help"], "delay_days": 7.0}
    history = run(crisis(**{
        "demand.calls": {"need": "camhs", "referrals_per_year": {"here": 900.0},
                         "priority_shares": {"crisis": 1.0}, "re_referral": back},
        "stages.crisis.outcomes": {"x": {"exit": "left_without_help"}},
    }))  # fmt: skip
    assert np.all(waited(history, 7) == 0)


def test_who_leaves_the_responders_queue_for_a_list_waits_there_afresh():
    nobody = {"shifts": [{"servers": 1.0, "opens": 8.0, "closes": 9.0, "weekdays": [1]}]}
    values = crisis(nobody, **{
        "demand.calls": {"need": "camhs", "referrals_per_year": {"here": 900.0},
                         "priority_shares": {"crisis": 1.0}},
        "waiting.camhs": {"leaving": [{"per_week": 0.3}],
                          "destinations": {"x": {"share": 1.0, "to": "see"}}},
        "opening": {"source": "empty"},
    })  # fmt: skip
    found = stays(run(values), "wait", None, "see")
    assert np.mean(found["end"] > found["start"]) > 0.9


def test_when_responders_are_off_duty_the_next_stage_in_the_chain_takes_over():
    """Responders 9 to 17, a line 8 to 20, a hospital always."""

    def shift(stage: str, opens: float, closes: float) -> dict:
        shifts = [{"servers": 300.0, "opens": opens, "closes": closes}]
        return {"serves": HERE, "works_at": [stage], "shifts": shifts}

    values = crisis()
    plain = values["stages"]["crisis"]
    values["stages"] |= {"crisis": plain | {"when_closed": "line"}, "hospital": plain,
                         "line": plain | {"when_closed": "hospital"}}  # fmt: skip
    values["teams"] |= {"duty": shift("crisis", 9, 17), "line": shift("line", 8, 20),
                        "ward": shift("hospital", 0, 24)}  # fmt: skip
    values["pathways"]["camhs"]["stages"] = ["see", "crisis", "line", "hospital"]
    history = run(values)
    for node, hours in (("crisis", [(9, 17)]), ("line", [(8, 9), (17, 20)]),
                        ("hospital", [(0, 8), (20, 24)])):  # fmt: skip
        found = seen(history, node)
        found = found[found["start"] > 1]
        hour = found["end"] % 1 * 24
        assert len(found) > 10 and np.all(found["end"] == found["start"])
        assert all(any(low <= h < high for low, high in hours) for h in hour)


def test_minutes_borrowed_by_a_crisis_leave_the_next_clinic_day():
    """One call of 60 minutes on day 0; the clinic of day 1 sees one child, not two."""
    values = crisis()
    values["waiting"], values["stages"]["crisis"]["borrows_from"] = {}, "team.nurse"
    values["teams"]["team"]["roles"]["nurse"]["minutes_by_weekday"] = [120.0] * 5
    bands = {"a": waits(8, 8.0)}
    values["opening"]["bands"] = bands
    plain = days_seen(run(values))
    calls = {"need": "camhs", "mode": "observed", "observed_counts": {"here": {"2026-01": 1}},
             "referrals_per_year": {"here": 0.0}, "priority_shares": {"crisis": 1.0}}  # fmt: skip
    values["demand"]["calls"] = calls
    history = run(change(values, {"opening.bands.a.count": 60}))
    day = np.floor(stays(history, "care", "done", "crisis")["end"] - 0.375)[0] + 1
    while day % 7 > 4:
        day += 1
    per_day = np.bincount(days_seen(history), minlength=60)
    assert plain == [0, 0, 1, 1, 2, 2, 3, 3]
    worked = [d for d in range(39) if d % 7 < 5]
    assert [d for d in worked if per_day[d] == 1] == [day]


def test_a_promise_in_hours_is_also_read_in_and_out_of_hours():
    """Responders who are there from 9 to 17 answer within the hour by day and not by night."""
    by_day = {"shifts": [{"servers": 300.0, "opens": 9.0, "closes": 17.0}]}
    history = run(crisis(by_day, **{
        "clocks.answer": {"stop": [["first_contact"]], "restarts_on": ["re_graded"],
                          "priorities": ["crisis"]},
        "stages.crisis.counts_as_contact": True,
        "standards.hour": {"clock": "answer", "limit": 1.0, "unit": "hours"},
    }))  # fmt: skip
    table = measured(history).to_pandas()
    table = table[(table["measure"] == "share_within_completed") & (table["area"] == "all")]
    table = table[table["priority"] == "all"]

    def share(band: str) -> tuple[float, float]:
        rows = table[(table["band"] == band) & (table["group"] == "all")]
        return (rows["value"] * rows["n"]).sum() / rows["n"].sum(), rows["n"].sum()

    (day, by_day_n), (night, by_night_n) = share("in hours"), share("out of hours")
    assert day > 0.9 and night < 0.4 < by_night_n / share("all")[1]
    assert by_day_n + by_night_n == share("all")[1] > 50
